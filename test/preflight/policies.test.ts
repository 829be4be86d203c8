import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { sendOptions, sendPreflight } from '../requests.js'

const ok = async () => 'ok'

const API = 'https://api.example'
const V2 = 'https://v2.example'

/** Two scopes beside each other, of which one has a prefix that begins with the other's. */
function build (first: 'api' | 'v2'): FastifyInstance {
  const app = Fastify()
  const scopes = [
    () => app.register(async (scope) => {
      await scope.register(openeoCors, { origin: API })
      scope.get('/', ok)
      scope.get('/jobs', ok)
      scope.get('/v2/jobs/all', ok)
    }, { prefix: '/api' }),
    () => app.register(async (scope) => {
      await scope.register(openeoCors, { origin: V2, auth: true, maxAge: 5 })
      scope.get('/', ok)
      scope.post('/jobs', ok)
    }, { prefix: '/api/v2' })
  ]
  for (const register of first === 'api' ? scopes : scopes.toReversed()) register()
  return app
}

/** The origin that is allowed by URL, and the methods. */
const cases: Array<[url: string, origin: string, methods: string, status: number]> = [
  ['/api', API, 'OPTIONS, GET, HEAD', 200],
  ['/api/', API, 'OPTIONS, GET, HEAD', 200],
  ['/api/jobs', API, 'OPTIONS, GET, HEAD', 200],
  ['/api/nowhere', API, 'OPTIONS', 404],
  ['/api/v2x', API, 'OPTIONS', 404],
  ['/api/v22/jobs', API, 'OPTIONS', 404],
  ['/api/v2', V2, 'OPTIONS, GET, HEAD', 200],
  ['/api/v2/', V2, 'OPTIONS, GET, HEAD', 200],
  ['/api/v2/jobs', V2, 'OPTIONS, POST', 404],
  ['/api/v2/nowhere', V2, 'OPTIONS', 404],
  ['/api/v2/jobs/nowhere', V2, 'OPTIONS', 404]
]

for (const first of ['api', 'v2'] as const) {
  t.test(`O11: of two prefixes the narrower one counts, the plugin first below ${first}`, async (t) => {
    const app = build(first)
    for (const [url, allowed, methods, status] of cases) {
      for (const origin of [API, V2]) {
        const expected = origin === allowed ? origin : undefined
        const answer = await app.inject({ url, headers: { origin } })
        t.equal(answer.statusCode, status, `GET ${url}: status`)
        t.equal(answer.headers['access-control-allow-origin'], expected, `GET ${url} by ${origin}`)
        const preflight = await sendPreflight(app, url, 'GET', { origin })
        t.equal(preflight.statusCode, 204, `OPTIONS ${url}: status`)
        t.equal(preflight.headers.allow, methods, `OPTIONS ${url}: Allow`)
        t.equal(preflight.headers['access-control-allow-origin'], expected, `OPTIONS ${url} by ${origin}`)
        const maxAge = expected === undefined ? undefined : expected === V2 ? '5' : '600'
        t.equal(preflight.headers['access-control-max-age'], maxAge, `OPTIONS ${url} by ${origin}: Max-Age`)
      }
    }
  })

  t.test(`O11: a preflight has the policy of the route that it asks about, the plugin first below ${first}`, async (t) => {
    const app = build(first)
    const url = '/api/v2/jobs/all'
    const preflight = await sendPreflight(app, url, 'GET', { origin: API })
    t.equal(preflight.headers['access-control-allow-origin'], API, 'as the request itself is answered')
    t.equal((await app.inject({ url, headers: { origin: API } })).headers['access-control-allow-origin'], API, 'the request')
    const unknown = await sendPreflight(app, url, 'PUT', { origin: V2 })
    t.equal(unknown.headers['access-control-allow-origin'], V2, 'a method without a route has the policy of the prefix')
  })
}

t.test('O11: outside of all prefixes nothing is answered, OPTIONS * neither', async (t) => {
  const app = build('api')
  app.get('/out', ok)
  app.options('/own', ok)
  for (const url of ['/out', '/', '/nowhere', '/apix', '*']) {
    const preflight = await sendPreflight(app, url, 'GET', { origin: API })
    t.equal(preflight.statusCode, 404, url)
    t.notOk('allow' in preflight.headers, `${url}: no Allow`)
    t.notOk('vary' in preflight.headers, `${url}: no Vary`)
  }
  const other = await sendOptions(app, '/own', { origin: API })
  t.equal(other.body, 'ok', 'a route for OPTIONS is left alone')
  t.notOk('allow' in other.headers, 'also by Allow')
})

t.test('O11: a scope without a prefix answers for all paths that nothing else answers', async (t) => {
  const app = Fastify()
  app.register(async (scope) => {
    scope.register(openeoCors)
    scope.get('/jobs', ok)
  })
  for (const [url, methods] of [['/jobs', 'OPTIONS, GET, HEAD'], ['/nowhere', 'OPTIONS'], ['/', 'OPTIONS']] as const) {
    const preflight = await sendPreflight(app, url)
    t.equal(preflight.statusCode, 204, url)
    t.equal(preflight.headers.allow, methods, `${url}: Allow`)
  }
  const missing = await app.inject({ url: '/nowhere', headers: { origin: API } })
  t.equal(missing.headers['access-control-allow-origin'], API, '404s are readable')
})
