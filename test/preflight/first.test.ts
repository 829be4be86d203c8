import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { sendOptions, sendPreflight } from '../requests.js'
import { EDITOR, listen, sendBytes } from '../server.js'

const GET = 'OPTIONS, GET, HEAD'
const NUMBER = { body: { type: 'number' }, headers: { type: 'object', required: ['x-token'] } }

const unauthorized = async () => { throw Object.assign(new Error('Unauthorized'), { statusCode: 401 }) }

/** What each path answers to GET, and the methods that it has. */
const PATHS: Array<[url: string, status: number, methods: string]> = [
  ['/jobs', 401, GET],
  ['/nowhere', 401, 'OPTIONS'],
  ['/own', 401, GET],
  ['/own/1', 401, GET],
  ['/validated', 401, GET],
  ['/secured/jobs', 401, GET],
  ['/secured/own', 401, GET],
  ['/secured/nowhere', 401, 'OPTIONS'],
  ['/hooked', 401, GET]
]

/** An application in which everything after the plugin refuses everything. */
function declare (app: FastifyInstance): void {
  app.addHook('onRequest', unauthorized)
  app.addHook('preParsing', unauthorized)
  app.addHook('preValidation', unauthorized)
  app.addHook('preHandler', unauthorized)
  app.removeAllContentTypeParsers()
  app.setNotFoundHandler({ preValidation: unauthorized, preHandler: unauthorized }, unauthorized)
  for (const url of ['/jobs', '/own', '/own/:id', '/validated', '/hooked']) app.get(url, unauthorized)
  app.options('/own', unauthorized)
  app.options('/own/:id', unauthorized)
  app.options('/validated', { schema: NUMBER, bodyLimit: 1 }, unauthorized)
  app.options('/hooked', { onRequest: unauthorized, preValidation: unauthorized, preHandler: unauthorized }, unauthorized)
  app.register(async (scope) => {
    scope.addHook('onRequest', unauthorized)
    scope.setNotFoundHandler(unauthorized)
    scope.get('/jobs', unauthorized)
    scope.route({ method: ['GET', 'OPTIONS'], url: '/own', handler: unauthorized })
  }, { prefix: '/secured' })
}

async function build (awaited: boolean): Promise<FastifyInstance> {
  const app = Fastify({ bodyLimit: 10 })
  if (awaited) await app.register(openeoCors)
  else app.register(openeoCors)
  declare(app)
  return app
}

const bodies: Array<[what: string, headers: Record<string, string>, body?: string]> = [
  ['no body', {}],
  ['JSON', { 'content-type': 'application/json' }, '{}'],
  ['malformed JSON', { 'content-type': 'application/json' }, '{'],
  ['JSON without a body', { 'content-type': 'application/json' }],
  ['a content type without a parser', { 'content-type': 'multipart/form-data; boundary=x' }, '--x--'],
  ['what is no content type', { 'content-type': 'nonsense' }, 'x'],
  ['a body without content type', {}, 'x'],
  ['a body that is too large', { 'content-type': 'text/plain' }, 'x'.repeat(11)]
]

for (const awaited of [true, false]) {
  t.test(`O8: preflights are answered before what comes after the ${awaited ? 'awaited ' : ''}plugin`, async (t) => {
    const app = await build(awaited)
    for (const [url, status, methods] of PATHS) {
      const refused = await app.inject({ url, headers: { origin: EDITOR } })
      t.equal(refused.statusCode, status, `${url}: GET is refused`)
      t.equal(refused.headers['access-control-allow-origin'], EDITOR, `${url}: readably`)
      for (const [what, headers, payload] of bodies) {
        const answer = await app.inject({
          method: 'OPTIONS',
          url,
          headers: { origin: EDITOR, 'access-control-request-method': 'GET', ...headers },
          ...(payload !== undefined && { payload })
        })
        t.equal(answer.statusCode, 204, `${url}: a preflight with ${what} succeeds`)
        t.equal(answer.headers['access-control-allow-methods'], methods, `${url}: a preflight with ${what} gets the methods`)
      }
    }
    for (const url of ['/own', '/own/1', '/hooked', '/secured/own']) {
      t.equal((await sendOptions(app, url, { origin: EDITOR })).statusCode, 401, `${url}: other OPTIONS requests are refused`)
    }
  })
}

t.test('O8: preflights do not count for @fastify/rate-limit', async (t) => {
  const app = Fastify()
  await app.register(openeoCors)
  await app.register(rateLimit, { max: 2, timeWindow: '1 hour' })
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, async (_request, reply) => reply.code(404).send())
  app.get('/jobs', async () => [])
  app.options('/jobs', async () => 'own')
  for (const url of ['/jobs', '/nowhere']) {
    for (let i = 1; i < 6; i++) {
      const answer = await sendPreflight(app, url)
      t.equal(answer.statusCode, 204, `${url}: preflight ${i} succeeds`)
      t.notOk('x-ratelimit-limit' in answer.headers, `${url}: preflight ${i} is not counted`)
    }
  }
  const statuses: number[] = []
  for (let i = 0; i < 3; i++) statuses.push((await app.inject('/jobs')).statusCode)
  t.strictSame(statuses, [200, 200, 429], 'other requests are')
})

t.test('O8: on the wire a preflight may have a body, whole, in part or in chunks', async (t) => {
  const app = await build(true)
  const port = await listen(t, app)
  const start = (path: string, ...headers: string[]) => [
    `OPTIONS ${path} HTTP/1.1`, 'Host: eo.example', `Origin: ${EDITOR}`, 'Access-Control-Request-Method: GET', ...headers, '', ''
  ].join('\r\n')
  const close = 'Connection: close'
  const get = `GET /jobs HTTP/1.1\r\nHost: eo.example\r\n${close}\r\n\r\n`

  const length = 'Content-Length: 5'
  const chunked = 'Transfer-Encoding: chunked'
  const chunks = '5\r\nhello\r\n0\r\n\r\n'

  const cases: Array<[what: string, bytes: string, statuses: string[]]> = [
    ['a body', start('/jobs', length, close) + 'hello', ['204']],
    ['a body to a route that validates', start('/validated', 'Content-Type: a/b', length, close) + 'hello', ['204']],
    ['a body that is announced and never comes', start('/jobs', 'Content-Length: 5000000', close), ['204']],
    ['chunks', start('/nowhere', chunked, close) + chunks, ['204']],
    ['a body and another request', start('/jobs', length) + 'hello' + get, ['204', '401']],
    ['chunks and another request', start('/jobs', chunked) + chunks + get, ['204', '401']],
    ['no body but another preflight', start('/own') + start('/nowhere') + get, ['204', '204', '401']]
  ]
  for (const [what, bytes, statuses] of cases) {
    const received = await sendBytes(port, bytes)
    t.strictSame(Array.from(received.matchAll(/^HTTP\/1\.1 (\d+)/gm), ([, status]) => status), statuses, what)
  }
})
