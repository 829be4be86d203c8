import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import t from 'tap'
import openeoCors, { type OpeneoCorsOptions } from '../../lib/index.js'
import { EDITOR, corsHeaders, listen, send } from '../server.js'

const EVENTS = 'data: {"progress":1}\n\ndata: {"progress":100}\n\n'

const ALLOWED = {
  'access-control-allow-origin': EDITOR,
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'Location, OpenEO-Identifier, OpenEO-Costs, Link'
}

const origins: Array<readonly [origin: string | undefined, expected: object]> = [
  [EDITOR, ALLOWED], ['https://denied.example', {}], [undefined, {}]
]

/** Server-sent events as users of Fastify write them: the handler copies the reply's headers to the raw response. */
function sendEvents (_request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack()
  writeEvents(reply)
}

function writeEvents (reply: FastifyReply): void {
  for (const [name, value] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value ?? '')
  reply.raw.setHeader('content-type', 'text/event-stream')
  for (const event of EVENTS.split(/(?<=\n\n)/)) reply.raw.write(event)
  reply.raw.end()
}

async function build (options: Omit<OpeneoCorsOptions, 'logLevel'>): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(openeoCors, options)
  return app
}

t.test('R3: the headers are on the reply before the handler and the hooks after the plugin run', async (t) => {
  const options: Array<[title: string, origin: NonNullable<OpeneoCorsOptions['origin']>]> = [
    ['an echoed origin', true], ['a list', [EDITOR]], ['a function', () => true], ['an asynchronous function', async () => true]
  ]
  for (const [title, origin] of options) {
    const app = await build({ auth: true, origin })
    const seen: Record<string, ReturnType<FastifyReply['getHeaders']>> = {}
    app.addHook('onRequest', async (_request, reply) => { seen.onRequest = reply.getHeaders() })
    app.addHook('preParsing', async (_request, reply) => { seen.preParsing = reply.getHeaders() })
    app.addHook('preValidation', async (_request, reply) => { seen.preValidation = reply.getHeaders() })
    app.addHook('preHandler', async (_request, reply) => { seen.preHandler = reply.getHeaders() })
    app.get('/', async (_request, reply) => { seen.handler = reply.getHeaders() })
    app.setNotFoundHandler(async (_request, reply) => { seen.notFound = reply.getHeaders() })
    const port = await listen(t, app)
    for (const path of ['/', '/missing']) await send(port, { path, headers: { origin: EDITOR } })

    t.strictSame(Object.keys(seen).sort(),
      ['handler', 'notFound', 'onRequest', 'preHandler', 'preParsing', 'preValidation'], `all run with ${title}`)
    for (const [stage, headers] of Object.entries(seen)) {
      t.strictSame(corsHeaders(headers), ALLOWED, `headers in ${stage} with ${title}`)
      t.equal(headers.vary, 'Origin', `Vary in ${stage} with ${title}`)
    }
  }
})

t.test('R3: a hijacked reply that copies the headers has them', async (t) => {
  const places: Array<[place: string, declare: (app: FastifyInstance) => unknown]> = [
    ['a handler', (app) => app.get('/', sendEvents)],
    ['an asynchronous handler', (app) => app.get('/', async (request, reply) => { sendEvents(request, reply) })],
    ['a handler that writes to the raw response', (app) => app.get('/', (_request, reply) => writeEvents(reply))],
    ['a 404 handler', (app) => app.setNotFoundHandler(sendEvents)],
    ['an error handler', (app) => {
      app.setErrorHandler((_error, request, reply) => { sendEvents(request, reply) })
      app.get('/', async () => { throw new Error('failed') })
    }],
    ['a hook after the plugin', (app) => app.addHook('onRequest', (request, reply) => { sendEvents(request, reply) })]
  ]
  for (const [place, declare] of places) {
    const app = await build({ auth: true, origin: EDITOR })
    declare(app)
    const port = await listen(t, app)
    for (const [origin, expected] of origins) {
      const answer = await send(port, { headers: origin === undefined ? {} : { origin } })
      t.equal(answer.body, EVENTS, `events of ${place} for ${origin}`)
      t.strictSame(corsHeaders(answer.headers), expected, `headers of ${place} for ${origin}`)
      t.equal(answer.headers.vary, 'Origin', `Vary of ${place} for ${origin}`)
    }
  }
})

t.test('R2, R3: a hijacked reply has none of the headers of CORS that a hook before the plugin set', async (t) => {
  const app = Fastify()
  app.addHook('onRequest', async (_request, reply) => {
    for (const name of [...Object.keys(ALLOWED), 'access-control-max-age']) {
      reply.header(name, 'other').raw.setHeader(name, 'other')
    }
  })
  await app.register(openeoCors, { auth: true, origin: EDITOR })
  app.get('/', sendEvents)
  const port = await listen(t, app)
  for (const [origin, expected] of origins) {
    const { headers } = await send(port, { headers: origin === undefined ? {} : { origin } })
    t.strictSame(corsHeaders(headers), expected, `headers for ${origin}`)
  }
})

t.test('R3: a handler that removes or overwrites the headers does not get rid of them', async (t) => {
  const handlers: Array<[does: string, handler: (reply: FastifyReply) => void]> = [
    ['removes them', (reply) => { for (const name of [...Object.keys(ALLOWED), 'vary']) reply.removeHeader(name) }],
    ['overwrites them', (reply) => { for (const name of Object.keys(ALLOWED)) reply.header(name, 'other') }],
    ['overwrites them with nothing', (reply) => { for (const name of [...Object.keys(ALLOWED), 'vary']) reply.header(name, '') }],
    ['overwrites Vary', (reply) => { reply.header('vary', 'origin') }]
  ]
  for (const [does, handler] of handlers) {
    const app = await build({ auth: true })
    app.get('/', async (_request, reply) => { handler(reply) })
    const { headers } = await send(await listen(t, app), { headers: { origin: EDITOR } })
    t.strictSame(corsHeaders(headers), ALLOWED, `headers when it ${does}`)
    t.match(headers.vary, /^origin$/i, `Vary when it ${does}`)
  }
})
