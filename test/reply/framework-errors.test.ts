import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { connect, type Http2Server } from 'node:http2'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import openeoCors, { frameworkErrors, type OpeneoCorsOptions } from '../../lib/index.js'
import { EDITOR, corsHeaders, listen, send, varyOf } from '../server.js'

type Options = Omit<OpeneoCorsOptions, 'logLevel'>

const DENIED = 'https://denied.example'

const ALLOWED = {
  'access-control-allow-origin': EDITOR,
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'Location, OpenEO-Identifier, OpenEO-Costs, Link'
}

const PREFLIGHT = {
  ...ALLOWED,
  'access-control-expose-headers': 'Location, OpenEO-Identifier, OpenEO-Costs, Link, Allow',
  'access-control-allow-methods': 'OPTIONS',
  'access-control-allow-headers': 'Authorization, Content-Type, Accept, Accept-Language',
  'access-control-max-age': '600'
}

/** Requests that Fastify answers before any hook. */
const failures: Array<readonly [failure: string, status: number, path: string, headers: Record<string, string>]> = [
  ['a malformed URL', 400, '/jobs/%zz', {}],
  ['a parameter that is too long', 414, `/jobs/${'x'.repeat(101)}`, {}],
  ['an asynchronous constraint that fails', 500, '/tiers', { 'x-tier': 'unknown' }]
]

function deriveTier ({ headers }: IncomingMessage, _context: unknown, done: (error: Error | null, tier?: unknown) => void): void {
  if (headers['x-tier'] === 'unknown') done(new Error('unknown tier'))
  else done(null, headers['x-tier'])
}

async function build (options: Options, server: FastifyServerOptions): Promise<FastifyInstance> {
  const app = Fastify(server)
  app.addConstraintStrategy({
    name: 'tier',
    storage: () => new Map(),
    // Fastify's types do not know the third parameter, by which a constraint is asynchronous.
    deriveConstraint: deriveTier as (request: IncomingMessage) => unknown
  })
  await app.register(openeoCors, options)
  app.get('/jobs/:job_id', async () => 'job')
  app.get('/tiers', { constraints: { tier: 'gold' } }, async () => 'gold')
  return app
}

const origins: Array<readonly [title: string, origin: NonNullable<Options['origin']>]> = [
  ['an origin', EDITOR],
  ['a list', ['https://other.example', EDITOR]],
  ['a function', (origin) => origin === EDITOR],
  ['an asynchronous function', async (origin) => origin === EDITOR]
]

for (const [title, origin] of origins) {
  const options = { auth: true, origin }

  t.test(`R5: replies before any hook have the headers, with ${title}`, async (t) => {
    const port = await listen(t, await build(options, { frameworkErrors: frameworkErrors(options) }))
    for (const [failure, status, path, sent] of failures) {
      const senders: Array<[origin: string | undefined, expected: object]> = [[EDITOR, ALLOWED], [DENIED, {}], [undefined, {}]]
      for (const [origin, expected] of senders) {
        const headers = origin === undefined ? sent : { ...sent, origin }
        const answer = await send(port, { path, headers })
        t.equal(answer.status, status, `status of ${failure} for ${origin}`)
        t.strictSame(corsHeaders(answer.headers), expected, `headers of ${failure} for ${origin}`)
        t.equal(answer.headers.vary, 'Origin', `Vary of ${failure} for ${origin}`)
      }
    }
  })

  t.test(`R5: preflights of requests that fail before any hook pass, with ${title}`, async (t) => {
    const port = await listen(t, await build(options, { frameworkErrors: frameworkErrors(options) }))
    for (const [failure, , path, sent] of failures) {
      const preflight = { method: 'OPTIONS', path, headers: { ...sent, origin: EDITOR, 'access-control-request-method': 'GET' } }
      const allowed = await send(port, preflight)
      t.equal(allowed.status, 204, `status for ${failure}`)
      t.strictSame(corsHeaders(allowed.headers), PREFLIGHT, `headers for ${failure}`)
      t.equal(allowed.headers.vary, varyOf('OPTIONS'), `Vary for ${failure}`)
      const denied = await send(port, { ...preflight, headers: { ...preflight.headers, origin: DENIED } })
      t.equal(denied.status, 204, `status for ${failure} when denied`)
      t.strictSame(corsHeaders(denied.headers), {}, `headers for ${failure} when denied`)
      t.equal(denied.headers.vary, varyOf('OPTIONS'), `Vary for ${failure} when denied`)
    }
  })
}

t.test("R5: with origin '*' replies before any hook have the headers without Origin too, and no Vary", async (t) => {
  const options = { origin: '*' }
  const port = await listen(t, await build(options, { frameworkErrors: frameworkErrors(options) }))
  for (const [failure, status, path, headers] of failures) {
    const answer = await send(port, { path, headers })
    t.equal(answer.status, status, `status of ${failure}`)
    t.equal(answer.headers['access-control-allow-origin'], '*', `Access-Control-Allow-Origin of ${failure}`)
    t.equal(answer.headers.vary, undefined, `Vary of ${failure}`)
  }
})

t.test('R5: other OPTIONS requests that fail before any hook get the error, with the headers', async (t) => {
  const options = { auth: true }
  const port = await listen(t, await build(options, { frameworkErrors: frameworkErrors(options) }))
  const answer = await send(port, { method: 'OPTIONS', path: '/%zz', headers: { origin: EDITOR } })
  t.equal(answer.status, 400)
  t.strictSame(corsHeaders(answer.headers), PREFLIGHT)
})

t.test('R5: without frameworkErrors replies before any hook have no headers', async (t) => {
  const port = await listen(t, await build({ auth: true }, {}))
  for (const [failure, status, path, headers] of failures) {
    const answer = await send(port, { path, headers: { ...headers, origin: EDITOR } })
    t.equal(answer.status, status, `status of ${failure}`)
    t.strictSame(corsHeaders(answer.headers), {}, `headers of ${failure}`)
  }
})

t.test('R5: the body of a reply before any hook is the body that Fastify makes for the error', async (t) => {
  const own: FastifyServerOptions = { frameworkErrors: (error, _request, reply: FastifyReply) => { reply.send(error) } }
  const port = await listen(t, await build({}, { frameworkErrors: frameworkErrors({}) }))
  const portOfOwn = await listen(t, await build({}, own))
  for (const [failure, , path, headers] of failures) {
    const [answer, expected] = await Promise.all([port, portOfOwn].map((of) => send(of, { path, headers })))
    t.match(expected?.body, '"code":"FST_ERR_', `there is a body for ${failure}`)
    t.equal(answer?.body, expected?.body, `body for ${failure}`)
    t.equal(answer?.headers['content-type'], expected?.headers['content-type'], `content type for ${failure}`)
  }
})

t.test('R5: a handler answers the error in its own way, and has the headers on the reply', async (t) => {
  const server: FastifyServerOptions = {
    frameworkErrors: frameworkErrors({ auth: true }, (error, { url }, reply: FastifyReply) => {
      reply.header('vary', `Accept, ${reply.getHeader('vary')}`).code(error.statusCode ?? 500).send({ code: error.code, url })
    })
  }
  const port = await listen(t, await build({}, server))
  const answer = await send(port, { path: '/%zz', headers: { origin: EDITOR } })
  t.equal(answer.status, 400)
  t.strictSame(JSON.parse(answer.body), { code: 'FST_ERR_BAD_URL', url: '/%zz' })
  t.strictSame(corsHeaders(answer.headers), ALLOWED)
  t.equal(answer.headers.vary, 'Accept, Origin')
})

t.test('R5, V6: an origin function is asked once, and when it fails the reply is a 500 without headers', async (t) => {
  const functions: Array<[title: string, origin: () => Promise<boolean>]> = [
    ['throws', () => { throw new Error('no database') }],
    ['rejects', async () => { throw new Error('no database') }]
  ]
  for (const [title, fail] of functions) {
    let calls = 0
    const origin = () => {
      calls++
      return fail()
    }
    const options: Options = { auth: true, origin }
    const port = await listen(t, await build(options, { frameworkErrors: frameworkErrors(options) }))
    for (const [failure, , path, sent] of failures) {
      for (const method of ['GET', 'OPTIONS']) {
        const headers = { ...sent, origin: EDITOR, ...(method === 'OPTIONS' && { 'access-control-request-method': 'GET' }) }
        calls = 0
        const answer = await send(port, { method, path, headers })
        const request = `${method} with ${failure} when it ${title}`
        t.equal(answer.status, 500, `status of ${request}`)
        t.equal(JSON.parse(answer.body).code, 'FST_OPENEO_CORS_ORIGIN_FUNCTION_FAILED', `code of ${request}`)
        t.strictSame(corsHeaders(answer.headers), {}, `headers of ${request}`)
        t.equal(answer.headers.vary, varyOf(method), `Vary of ${request}`)
        t.equal(calls, 1, `calls for ${request}`)
      }
    }
  }
})

t.test('R5, V6: when an origin function fails, the reply is a 500 and the handler of frameworkErrors is not called', async (t) => {
  const options: Options = { origin: async () => { throw new Error('no database') } }
  const handler = (_error: unknown, _request: unknown, reply: FastifyReply) => { reply.code(400).send({ code: 'Own' }) }
  const port = await listen(t, await build(options, { frameworkErrors: frameworkErrors(options, handler) }))
  const failed = await send(port, { path: '/%zz', headers: { origin: EDITOR } })
  t.equal(failed.status, 500)
  t.equal(JSON.parse(failed.body).code, 'FST_OPENEO_CORS_ORIGIN_FUNCTION_FAILED')
  t.equal((await send(port, { path: '/%zz' })).status, 400, 'without Origin it is not asked')
})

t.test('R5: replies before any hook have the headers by HTTP/2 too', async (t) => {
  const app = Fastify({ http2: true, frameworkErrors: frameworkErrors<Http2Server>({ auth: true }) })
  t.after(() => app.close())
  const session = connect(await app.listen({ host: '127.0.0.1', port: 0 }))
  t.after(() => { session.destroy() })
  const [headers] = await once(session.request({ ':path': '/%zz', origin: EDITOR }), 'response')
  t.equal(headers[':status'], 400)
  t.strictSame(corsHeaders(headers), ALLOWED)
})

t.test('R5, C1: frameworkErrors refuses wrong options at once', async (t) => {
  t.throws(() => frameworkErrors({ origin: [] }), { code: 'FST_OPENEO_CORS_INVALID_OPTIONS' })
})
