import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { corsHeaders, EDITOR, listen, send, varyOf } from '../server.js'
import { build } from './example.js'
import { freePort, startNginx } from './process.js'
import { PARTS } from './recipe-parts.js'
import { allowOrigins, API, from, preflight, type Request } from './requests.js'

const FAILURES: Array<[description: string, status: number, request: Request]> = [
  ['no replica', 502, { path: '/stopped' }],
  ['no answer in time', 504, { path: '/silent' }],
  ['too many requests', 429, { path: '/limited' }],
  ['maintenance', 503, { path: '/maintenance' }],
  ['a body that is too large', 413, { path: `${API}/files/a`, method: 'PUT', body: 'x'.repeat(2000) }]
]

const POLICIES = [
  {
    description: 'all origins',
    corsOptions: { auth: true },
    configuration: PARTS.originsAll,
    allowed: [EDITOR, 'http://localhost:8080', 'http://[::1]', 'moz-extension://0d4a', 'null'],
    denied: [undefined, 'nonsense', `${EDITOR}/`, `${EDITOR}, ${EDITOR}`]
  },
  {
    description: 'a list of origins',
    corsOptions: { auth: true, origin: [EDITOR, 'https://*.example.org'] },
    configuration: PARTS.originsList,
    allowed: [EDITOR, 'https://a.example.org', 'https://a-1.b.example.org'],
    denied: [
      undefined, 'null', 'https://example.org', 'https://notexample.org', 'https://a.example.org.example',
      'https://a.example.org:8080', 'http://a.example.org', `${EDITOR}.example`, 'https://editor-openeo.org'
    ]
  }
]

for (const { description, corsOptions, configuration, allowed, denied } of POLICIES) {
  t.test(`R5: errors that nginx writes, for ${description}`, async (t) => {
    const app = await build({ corsOptions })
    app.get('/busy', { config: { access: 'public' } as object }, async (_request, reply) => reply.code(503).send('busy'))
    const replica = await listen(t, app)
    const stopped = await freePort()
    const silent = await listenSilently(t)
    const server = (preflights = '') => `
      client_max_body_size 1k;
      proxy_read_timeout 100ms;
      location / { ${preflights} proxy_pass http://openeo; }
      location /stopped { ${preflights} proxy_pass http://127.0.0.1:${stopped}; }
      location /silent { ${preflights} proxy_pass http://127.0.0.1:${silent}; }
      location /limited { ${preflights} return 429; }
      location /maintenance { ${preflights} return 503; }`
    const startConfigured = (t: Test) =>
      startNginx(t, [replica], PARTS.errors + server(PARTS.preflights), configuration + PARTS.headers)

    const origins = [...allowed, ...denied]
    const expected = (origin: string | undefined, more = {}) => origin !== undefined && allowed.includes(origin)
      ? { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true', ...more }
      : {}

    t.test('R5: have no CORS headers by themselves', async (t) => {
      const port = await startNginx(t, [replica], server())
      for (const [description, status, request] of FAILURES) {
        const answer = await send(port, { ...request, headers: from(EDITOR) })
        t.equal(answer.status, status, description)
        t.strictSame(corsHeaders(answer.headers), {}, 'has none')
      }
    })

    t.test('R5: have them when nginx is told so', async (t) => {
      const port = await startConfigured(t)
      for (const [description, status, request] of FAILURES) {
        for (const origin of origins) {
          const answer = await send(port, { ...request, headers: from(origin) })
          t.equal(answer.status, status, `${description}, for ${origin}`)
          t.strictSame(corsHeaders(answer.headers), expected(origin), 'has the headers if it is allowed')
          t.match(answer.headers, { vary: 'Origin', 'content-type': 'application/json' }, 'varies, and is JSON')
          t.match(JSON.parse(answer.body), { id: /^\w{32}$/, code: 'Internal', message: `(${status})`, links: [] },
            'is an error of openEO')
        }
      }
    })

    t.test('R5: are within reach of a page, whose preflight is answered', async (t) => {
      const port = await startConfigured(t)
      for (const path of ['/stopped', '/silent', '/limited', '/maintenance']) {
        for (const origin of origins) {
          const answer = await send(port, preflight(path, origin))
          t.equal(answer.status, 204, `${path}, for ${origin}`)
          t.strictSame(corsHeaders(answer.headers), expected(origin, {
            'access-control-allow-methods': 'OPTIONS, GET, HEAD, POST, PATCH, PUT, DELETE',
            'access-control-allow-headers': 'Authorization, Content-Type, Accept, Accept-Language'
          }), 'has the headers if it is allowed')
          t.equal(answer.headers.vary, 'Origin', 'varies')
        }
      }
    })

    t.test('R2: are all that this changes, not what the back-end answers', async (t) => {
      const port = await startConfigured(t)
      for (const origin of origins) {
        const answers = [
          { status: 200, path: `${API}/collections`, headers: from(origin) },
          { status: 401, path: `${API}/jobs`, headers: from(origin) },
          { status: 404, path: '/nowhere', headers: from(origin) },
          { status: 503, path: '/busy', headers: from(origin) },
          { status: 204, ...preflight(`${API}/jobs`, origin) }
        ]
        for (const { status, ...request } of answers) {
          const direct = await send(replica, request)
          const answer = await send(port, request)
          t.equal(answer.status, status, `${request.path}, for ${origin}`)
          t.strictSame(corsHeaders(answer.headers), corsHeaders(direct.headers), 'has the headers of the back-end')
          t.strictSame(allowOrigins(answer), Object.keys(expected(origin)).length > 0 ? [origin] : [], 'once')
          t.equal(answer.headers.vary, varyOf('method' in request ? request.method : 'GET'), 'varies')
          t.notMatch(answer.body, 'The back-end cannot answer', 'has its body')
        }
      }
    })
  })
}

/** A port where connections are accepted and nothing is answered. */
async function listenSilently (t: Test): Promise<number> {
  const server = createServer((socket) => { t.after(() => socket.destroy()) }).listen(0, '127.0.0.1')
  t.after(() => { server.close() })
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
