import { once } from 'node:events'
import { Readable } from 'node:stream'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import openeoCors, { type OriginFunction } from '../../lib/index.js'
import { ASKED, declareReplies, type Asked } from '../replies.js'
import { EDITOR, corsHeaders, listen, send, varyOf } from '../server.js'

const FAILED = 'FST_OPENEO_CORS_ORIGIN_FUNCTION_FAILED'
const PREFLIGHT = { 'access-control-request-method': 'GET' }

/** An application with hooks in front of the plugin that reply or fail, depending on the path. */
async function build (
  origin: OriginFunction, errors: unknown[] = [], server: FastifyServerOptions = {}
): Promise<FastifyInstance> {
  const app = Fastify(server)
  app.setErrorHandler((error, _request, reply) => {
    errors.push(error)
    reply.send(error)
  })
  app.addHook('onRequest', async ({ url }, reply) => {
    if (url.startsWith('/refused')) return reply.code(401).send({})
    if (url.startsWith('/throws')) throw Object.assign(new Error('refused'), { statusCode: 401 })
  })
  app.addHook('onSend', async ({ url }) => {
    if (url.endsWith('/unsent')) throw new Error('not sent')
  })
  await app.register(openeoCors, { auth: true, origin })
  declareReplies(app)
  app.get('/unsent', async () => 'text')
  app.get('/lost', (_request, reply) => { reply.callNotFound() })
  app.get('/broken', async () => new Readable({ read () { this.destroy(new Error('broken')) } }))
  return app
}

const requests: readonly Asked[] = [
  ...ASKED,
  ['OPTIONS', '/own', 204, PREFLIGHT],
  ['GET', '/broken', 500],
  ['GET', '/unsent', 500],
  ['GET', '/lost', 404],
  ['GET', '/refused', 401],
  ['GET', '/refused/unsent', 401],
  ['GET', '/throws', 401],
  ['GET', '/throws/unsent', 401]
]

t.test('V6: an origin function is asked once a request, with the origin and the request', async (t) => {
  const functions: Array<[title: string, origin: (answer: boolean) => boolean | Promise<boolean>]> = [
    ['a function', (answer) => answer], ['an asynchronous function', async (answer) => answer]
  ]
  for (const [title, respond] of functions) {
    const calls: string[] = []
    const port = await listen(t, await build((origin, { method, url }) => {
      calls.push(`${origin} ${method} ${url}`)
      return respond(origin === EDITOR)
    }))
    // Two paths are left out: there, only the plugin's onError hook runs, and it does not call the function. Fastify throws if a
    // timeout replies while an onError hook waits.
    for (const [method, path, status, headers = {}] of requests.filter(([, path]) => !/^\/(refused|throws)\/unsent$/.test(path))) {
      for (const origin of [EDITOR, 'https://denied.example', 'null']) {
        calls.length = 0
        const answer = await send(port, { method, path, headers: { ...headers, origin } })
        const request = `${method} ${path} ${Object.keys(headers)} from ${origin} with ${title}`
        t.equal(answer.status, status, `status of ${request}`)
        t.strictSame(calls, [`${origin} ${method} ${path}`], `calls for ${request}`)
        t.equal(answer.headers['access-control-allow-origin'], origin === EDITOR ? EDITOR : undefined, `answer to ${request}`)
      }
    }
  }
})

t.test('V6: an origin function is not asked without Origin, nor about what is no origin', async (t) => {
  let calls = 0
  const port = await listen(t, await build(() => {
    calls++
    return true
  }))
  for (const [method, path, , headers = {}] of requests) {
    await send(port, { method, path, headers })
    for (const origin of ['', 'editor', `${EDITOR}/`, `${EDITOR}, ${EDITOR}`, 'https://Editor.openeo.org', '*']) {
      const answer = await send(port, { method, path, headers: { ...headers, origin } })
      t.strictSame(corsHeaders(answer.headers), {}, `headers of ${method} ${path} from '${origin}'`)
    }
  }
  t.equal(calls, 0)
})

t.test('V6: an origin function that says anything but true or false fails', async (t) => {
  const answers: unknown[] = [1, 'true', 'yes', {}, [], EDITOR, '*', Object(true), undefined, null, 0, '']
  for (const answer of answers) {
    for (const origin of [() => answer, async () => answer]) {
      const port = await listen(t, await build(origin as OriginFunction))
      for (const headers of [{ origin: EDITOR }, { origin: EDITOR, ...PREFLIGHT }]) {
        const method = 'access-control-request-method' in headers ? 'OPTIONS' : 'GET'
        const reply = await send(port, { method, headers })
        t.equal(reply.status, 500, `status of ${method} for ${typeof answer} ${answer}`)
        t.match(JSON.parse(reply.body), { code: FAILED, message: /^The origin function returned .+, expected true or false/ })
        t.strictSame(corsHeaders(reply.headers), {}, `headers of ${method} for ${typeof answer} ${answer}`)
      }
    }
  }
})

t.test('V6: when an origin function fails, the reply is a 500 without headers of CORS', async (t) => {
  const causes: unknown[] = [
    new Error('no database'), Object.assign(new Error('no entry'), { statusCode: 404 }), 'text', undefined
  ]
  const functions: Array<(cause: unknown) => OriginFunction> = [
    (cause) => () => { throw cause }, (cause) => async () => { throw cause }
  ]
  for (const cause of causes) {
    for (const fail of functions) {
      const errors: unknown[] = []
      let calls = 0
      const port = await listen(t, await build((origin, request) => {
        calls++
        return fail(cause)(origin, request)
      }, errors))
      for (const [method, path, , headers = {}] of requests.filter(([, path]) => !/throws|unsent/.test(path))) {
        calls = errors.length = 0
        const answer = await send(port, { method, path, headers: { ...headers, origin: EDITOR } })
        const request = `${method} ${path} ${Object.keys(headers)} for ${cause}`
        t.equal(answer.status, 500, `status of ${request}`)
        t.strictSame(corsHeaders(answer.headers), {}, `headers of ${request}`)
        t.equal(answer.headers.vary, varyOf(method), `Vary of ${request}`)
        t.match(errors, [{ code: FAILED, statusCode: 500 }], `error of ${request}`)
        t.equal(errors[0] instanceof Error ? errors[0].cause : 'none', cause, `cause of ${request}`)
        t.equal(calls, 1, `calls for ${request}`)
      }
    }
  }
})

t.test('V6: when an origin function fails after a hook before the plugin has replied or failed, no reply has headers of CORS', async (t) => {
  const port = await listen(t, await build(() => { throw new Error('no database') }))
  const refused = await send(port, { path: '/refused', headers: { origin: EDITOR } })
  t.equal(refused.status, 500)
  t.match(JSON.parse(refused.body), { statusCode: 500, code: FAILED, message: /origin function/ })
  const failed = await send(port, { path: '/throws', headers: { origin: EDITOR } })
  t.match(failed.status, /^(401|500)$/, 'whichever error Fastify takes')
  for (const { headers, body } of [refused, failed]) {
    t.strictSame(corsHeaders(headers), {})
    t.notMatch(body, 'no database', 'the cause is not told to the client')
  }
})

t.test('V6: when an origin function takes longer than handlerTimeout, there is a reply without waiting for it', async (t) => {
  const functions: Array<[does: string, origin: OriginFunction]> = [
    ['answers after it', async (_origin, { signal }) => {
      await once(signal, 'abort')
      return true
    }],
    ['fails after it', async (_origin, { signal }) => {
      await once(signal, 'abort')
      throw new Error('no database')
    }],
    ['never answers', () => new Promise(() => {})]
  ]
  for (const [does, origin] of functions) {
    for (const path of ['/', '/missing', '/refused', '/throws']) {
      await t.test(`to ${path}, when it ${does}`, async (t) => {
        let calls = 0
        const app = await build((value, request) => {
          calls++
          return origin(value, request)
        }, [], { handlerTimeout: 20, forceCloseConnections: true })
        let ran = false
        app.addHook('preHandler', async () => { ran = true })
        // If no reply comes, the signal ends the test.
        const request = { path, headers: { origin: EDITOR }, signal: AbortSignal.timeout(5000) }
        const { status, headers } = await send(await listen(t, app), request)
        // A hook may have failed before. Then its error is a right answer too.
        t.match(status, path === '/throws' ? /^(401|503)$/ : /^503$/, 'status')
        t.equal(headers.vary, 'Origin', 'Vary')
        t.match(calls, /^[01]$/, 'calls')
        t.notOk(ran, 'neither hooks after the plugin nor the handler run')
      })
    }
  }
})
