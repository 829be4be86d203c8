import { Readable } from 'node:stream'
import httpProxy from '@fastify/http-proxy'
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { EDITOR, corsHeaders, listen, send } from '../server.js'

const FOREIGN = {
  'Access-Control-Allow-Origin': 'https://foreign.example',
  'Access-Control-Allow-Credentials': 'false',
  'Access-Control-Expose-Headers': 'X-Foreign',
  'Access-Control-Allow-Methods': 'TRACE',
  'Access-Control-Allow-Headers': 'X-Foreign',
  'Access-Control-Max-Age': '1',
  'Access-Control-Allow-Private-Network': 'true'
}

const ALLOWED = {
  'access-control-allow-origin': EDITOR,
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'Location, OpenEO-Identifier, OpenEO-Costs, Link'
}

function setRaw (reply: FastifyReply): void {
  for (const [name, value] of Object.entries(FOREIGN)) reply.raw.setHeader(name, value)
}

async function startUpstream (t: Parameters<typeof listen>[0]): Promise<string> {
  const upstream = Fastify()
  upstream.get('/', async (_request, reply) => reply.headers(FOREIGN).send('text'))
  return `http://127.0.0.1:${await listen(t, upstream)}`
}

type Declare = (app: FastifyInstance, t: Parameters<typeof listen>[0]) => unknown

/** Who sets the other headers, and how, before the plugin is registered and after. */
const sources: Array<readonly [source: string, declare: Declare, before?: Declare]> = [
  ["the handler's", (app) => app.get('/', async (_request, reply) => reply.headers(FOREIGN).send('text'))],
  ["the handler's, raw", (app) => app.get('/', async (_request, reply) => { setRaw(reply); return 'text' })],
  ["the handler's, raw and several", (app) => app.get('/', async (_request, reply) => {
    for (const [name, value] of Object.entries(FOREIGN)) reply.raw.setHeader(name, [value, 'another'])
    return 'text'
  })],
  ["the handler's, raw and on a stream", (app) => app.get('/', async (_request, reply) => {
    setRaw(reply)
    return Readable.from(['text'])
  })],
  ["the handler's, both ways", (app) => app.get('/', async (_request, reply) => {
    setRaw(reply)
    return reply.headers(FOREIGN).send('text')
  })],
  ["a web response's", (app) => app.get('/', async () => new Response('text', { headers: FOREIGN }))],
  ["a web response's, and raw", (app) => app.get('/', async (_request, reply) => {
    setRaw(reply)
    return new Response('text', { headers: FOREIGN })
  })],
  ["an error's", (app) => app.get('/', async () => { throw Object.assign(new Error('failed'), { headers: FOREIGN }) })],
  ["an error handler's", (app) => {
    app.setErrorHandler(async (_error, _request, reply) => reply.code(400).headers(FOREIGN).send({}))
    app.get('/', async () => { throw new Error('failed') })
  }],
  ["a 404 handler's", (app) => app.setNotFoundHandler(async (_request, reply) => reply.code(404).headers(FOREIGN).send({}))],
  ["an upstream's", async (app, t) => app.register(httpProxy, { upstream: await startUpstream(t) })],
  ["an onRequest hook's, after the plugin", (app) =>
    app.addHook('onRequest', async (_request, reply) => { reply.headers(FOREIGN) })],
  ["a preHandler hook's, raw", (app) => {
    app.addHook('preHandler', async (_request, reply) => { setRaw(reply) })
    app.get('/', async () => 'text')
  }],
  ["an onRequest hook's, before the plugin", () => {}, (app) =>
    app.addHook('onRequest', async (_request, reply) => { reply.headers(FOREIGN) })],
  ["an onRequest hook's that replies, before the plugin", () => {}, (app) =>
    app.addHook('onRequest', async (_request, reply) => reply.code(401).headers(FOREIGN).send({}))],
  ["an onSend hook's, before the plugin", () => {}, (app) =>
    app.addHook('onSend', async (_request, reply) => { reply.headers(FOREIGN) })],
  ["an onSend hook's, raw, before the plugin", () => {}, (app) =>
    app.addHook('onSend', async (_request, reply) => { setRaw(reply) })]
]

const origins: Array<readonly [origin: string | undefined, expected: Record<string, string>]> = [
  [EDITOR, ALLOWED],
  ['https://denied.example', {}],
  [undefined, {}]
]

for (const [source, declare, before] of sources) {
  t.test(`R2: ${source} headers of CORS are replaced or removed`, async (t) => {
    const app = Fastify()
    await before?.(app, t)
    await app.register(openeoCors, { origin: EDITOR, auth: true })
    await declare(app, t)
    const port = await listen(t, app)

    for (const [origin, expected] of origins) {
      const { headers, rawHeaders } = await send(port, { headers: origin === undefined ? {} : { origin } })
      t.strictSame(corsHeaders(headers), expected, `headers for ${origin}`)
      const names = rawHeaders.filter((_value, index) => index % 2 === 0).map((name) => name.toLowerCase())
      t.strictSame(names.filter((name) => name.startsWith('access-control-')).sort(), Object.keys(expected).sort(),
        `each is on the wire once for ${origin}`)
      t.equal(names.filter((name) => name === 'vary').length, 1, `and so is Vary for ${origin}`)
    }
  })
}

t.test('R2: a header of CORS that a handler sets alone is replaced or removed', async (t) => {
  const app = Fastify()
  await app.register(openeoCors, { origin: EDITOR })
  app.get('/:name', async (request, reply) => {
    const { name } = request.params as { readonly name: keyof typeof FOREIGN }
    return reply.header(name, FOREIGN[name]).send('text')
  })
  const { 'access-control-allow-credentials': _, ...withoutCredentials } = ALLOWED
  for (const name of Object.keys(FOREIGN)) {
    for (const [origin, expected] of [[EDITOR, withoutCredentials], ['https://denied.example', {}], [undefined, {}]] as const) {
      const { headers } = await app.inject({ url: `/${name}`, headers: origin === undefined ? {} : { origin } })
      t.strictSame(corsHeaders(headers), expected, `${name} for ${origin}`)
    }
  }
})

t.test("R2: a web response's other headers come once, and each of its cookies", async (t) => {
  const app = Fastify()
  await app.register(openeoCors, { auth: true })
  app.get('/', async () => new Response('text', {
    headers: [['Set-Cookie', 'a=1'], ['Set-Cookie', 'b=2'], ['Link', '</jobs>; rel="next"'], ['Content-Type', 'text/csv']]
  }))
  const { headers, body } = await send(await listen(t, app), { headers: { origin: EDITOR } })
  t.match(headers, { 'set-cookie': ['a=1', 'b=2'], link: '</jobs>; rel="next"', 'content-type': 'text/csv' })
  t.equal(body, 'text')
})

t.test('R2: an onSend hook added after the plugin cannot double a header', async (t) => {
  const app = Fastify()
  await app.register(openeoCors, { auth: true })
  app.addHook('onSend', async (_request, reply) => {
    setRaw(reply)
    reply.header('Access-Control-Allow-Origin', 'https://later.example')
  })
  const { rawHeaders } = await send(await listen(t, app), { headers: { origin: EDITOR } })
  const names = rawHeaders.filter((_value, index) => index % 2 === 0).map((name) => name.toLowerCase())
  t.equal(names.length, new Set(names).size, 'names on the wire')
})
