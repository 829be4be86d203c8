import {
  connect, type ClientHttp2Session, type IncomingHttpHeaders, type IncomingHttpStatusHeader, type OutgoingHttpHeaders
} from 'node:http2'
import Fastify from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { EDITOR, listen, sendBytes } from '../server.js'

const preflight = (target: string, version = '1.1') =>
  `OPTIONS ${target} HTTP/${version}\r\nHost: eo.example\r\nOrigin: ${EDITOR}\r\n` +
  'Access-Control-Request-Method: POST\r\nConnection: close\r\n\r\n'

/** The lines of the answer to a preflight, those of header fields sorted. */
const linesOf = (methods: string) => [
  'HTTP/1.1 204 No Content',
  'Connection: close',
  'Date: now',
  'access-control-allow-credentials: true',
  'access-control-allow-headers: Authorization, Content-Type, Accept, Accept-Language',
  `access-control-allow-methods: ${methods}`,
  `access-control-allow-origin: ${EDITOR}`,
  'access-control-expose-headers: Location, OpenEO-Identifier, OpenEO-Costs, Link, Allow',
  'access-control-max-age: 60',
  `allow: ${methods}`,
  'content-type: application/json',
  'vary: Origin, Access-Control-Request-Method'
]

const JOBS = 'OPTIONS, GET, HEAD, POST'
const ROOT = 'OPTIONS, DELETE'

t.test('O1: on the wire a preflight gets a header section, and nothing after it', async (t) => {
  const app = Fastify()
  await app.register(openeoCors, { auth: true, maxAge: 60 })
  app.delete('/', async () => null)
  app.get('/jobs', async () => [])
  app.post('/jobs', async () => null)
  const port = await listen(t, app)

  const cases: Array<[what: string, target: string, methods: string, version?: string]> = [
    ['a path', '/jobs', JOBS],
    ['a path with a query', '/jobs?limit=1', JOBS],
    ['an unknown path', '/nowhere', 'OPTIONS'],
    ['HTTP/1.0', '/jobs', JOBS, '1.0'],
    ['the absolute form, as proxies send it', 'http://eo.example/jobs', JOBS],
    ['the absolute form with a query', 'http://eo.example/jobs?next=/', JOBS],
    ['the absolute form in upper case', 'HTTP://EO.EXAMPLE/jobs', JOBS],
    ['the absolute form without a path', 'http://eo.example', ROOT],
    ['the absolute form with only a query', 'http://eo.example?path=/jobs', ROOT],
    ['the asterisk form, which is the server itself', '*', ROOT]
  ]
  for (const [what, target, methods, version] of cases) {
    const received = await sendBytes(port, preflight(target, version))
    const [head = '', ...rest] = received.replace(/^Date: .*$/m, 'Date: now').split('\r\n\r\n')
    const [status, ...fields] = head.split('\r\n')
    t.strictSame([status, ...fields.sort()], linesOf(methods), what)
    t.strictSame(rest, [''], `${what}: and then nothing`)
  }
})

t.test('O1, O5: HTTP/2 gets the same answer', async (t) => {
  const app = Fastify({ http2: true, forceCloseConnections: true })
  t.after(() => app.close())
  await app.register(openeoCors)
  app.post('/jobs', async () => null)
  app.get('/tiles', { constraints: { host: 'other.example' } }, async () => null)
  const session = connect(await app.listen({ host: '127.0.0.1', port: 0 }))
  t.after(() => { session.destroy() })

  const cases: Array<[path: string, methods: string]> = [
    ['/jobs', 'OPTIONS, POST'], ['/tiles', 'OPTIONS, GET, HEAD'], ['/nowhere', 'OPTIONS'], ['*', 'OPTIONS']
  ]
  for (const [path, methods] of cases) {
    const request = { ':method': 'OPTIONS', ':path': path, origin: EDITOR, 'access-control-request-method': 'POST' }
    const [headers, body] = await sendHttp2(session, request)
    t.equal(headers[':status'], 204, `${path}: 204`)
    t.equal(body, '', `${path}: no body`)
    t.notOk('content-length' in headers, `${path}: no Content-Length`)
    t.equal(headers.allow, methods, `${path}: Allow`)
    t.equal(headers['access-control-allow-methods'], methods, `${path}: Allow-Methods`)
    t.equal(headers['access-control-allow-origin'], EDITOR, `${path}: Allow-Origin`)
  }
})

t.test('O13: by HTTP/2 too, the host of a preflight decides between routes', async (t) => {
  const app = Fastify({ http2: true, forceCloseConnections: true })
  t.after(() => app.close())
  await app.register(openeoCors)
  app.get('/tiles', async () => null)
  app.get('/tiles', { constraints: { host: 'internal.example' }, config: { openeoCors: false } }, async () => null)
  const session = connect(await app.listen({ host: '127.0.0.1', port: 0 }))
  t.after(() => { session.destroy() })
  for (const [authority, expected] of [['internal.example', undefined], ['eo.example', EDITOR]] as const) {
    const request = {
      ':method': 'OPTIONS', ':path': '/tiles', ':authority': authority, origin: EDITOR, 'access-control-request-method': 'GET'
    }
    const [headers] = await sendHttp2(session, request)
    t.equal(headers['access-control-allow-origin'], expected, authority)
  }
})

function sendHttp2 (
  session: ClientHttp2Session, request: OutgoingHttpHeaders
): Promise<[headers: IncomingHttpHeaders & IncomingHttpStatusHeader, body: string]> {
  return new Promise((resolve, reject) => {
    let body = ''
    let headers = {}
    session.request(request).setEncoding('utf8')
      .on('response', (received) => { headers = received })
      .on('data', (chunk) => { body += chunk })
      .on('end', () => { resolve([headers, body]) })
      .on('error', reject)
  })
}
