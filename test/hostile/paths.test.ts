import { inspect } from 'node:util'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { EDITOR, corsHeaders, listen, send } from '../server.js'

// Paths for which other CORS libraries have used the policy of another path. The ids are from public advisories.

const EVIL = 'https://evil.example'
const preflight = (method: string, origin = EDITOR) => ({ origin, 'access-control-request-method': method })

t.test('O11: CVE-2019-18978, CVE-2020-25032: rack-cors and Flask-CORS did not see that a path leaves a shared one', async (t) => {
  // The router decides which path a request has. Here `rewriteUrl` changes it, so that dots lead out of the prefix.
  const app = Fastify({
    routerOptions: { ignoreDuplicateSlashes: true, caseSensitive: false },
    rewriteUrl: ({ url }) => new URL(`http://localhost${url}`).href.slice('http://localhost'.length)
  })
  await app.register(async (scope) => {
    await scope.register(openeoCors, { auth: true })
    scope.get('/public', async () => 'public')
  }, { prefix: '/api' })
  app.get('/private', async () => 'private')
  const port = await listen(t, app)

  for (const [path, answers] of [
    ['/api/public', 'public'], ['/API//public', 'public'], ['/%61pi/public', 'public'], ['/api/public?/../../private', 'public'],
    ['/private/../api/public', 'public'],
    ['/private', 'private'], ['//private', 'private'], ['/PRIVATE', 'private'], ['/%70rivate', 'private'],
    ['/private?/api/public', 'private'], ['/private#/api/public', 'private'],
    ['/api/../private', 'private'], ['/api/%2e%2e/private', 'private'], ['/api/public/../../private', 'private'],
    ['/api/..\\private', 'private'], ['/api;/../private', 'private'], ['/api/..%2fprivate', undefined]
  ] as const) {
    const reply = await send(port, { path, headers: { origin: EDITOR } })
    t.equal(reply.status === 200 ? reply.body : undefined, answers, `${path}: which route answers`)
    if (answers === undefined) continue
    const shared = answers === 'public' ? EDITOR : undefined
    t.equal(reply.headers['access-control-allow-origin'], shared, `${path}: who may read`)
    const { headers } = await send(port, { path, method: 'OPTIONS', headers: preflight('GET') })
    t.equal(headers['access-control-allow-origin'], shared, `${path}: preflight`)
  }
})

t.test('O11: CVE-2024-6866, GHSA-43qf-4rqw-9q2g: Flask-CORS took paths in another case for shared ones', async (t) => {
  const app = Fastify()
  await app.register(async (scope) => { await scope.register(openeoCors, { auth: true }) }, { prefix: '/api' })
  app.get('/API/private', async () => 'private')
  const port = await listen(t, app)
  for (const [path, shared] of [
    ['/api/x', EDITOR], ['/API/private', undefined], ['/Api/x', undefined], ['/apix', undefined]
  ] as const) {
    for (const method of ['GET', 'OPTIONS']) {
      const { headers } = await send(port, { path, method, headers: preflight('GET') })
      t.equal(headers['access-control-allow-origin'], shared, `${method} ${path}`)
    }
  }
})

t.test('O3: CVE-2024-6844, GHSA-8vgw-p6qm-5gr7: Flask-CORS took a plus in a path for a space', async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  await app.register(openeoCors, { auth: true })
  app.put('/a+b', { config: { openeoCors: false } }, async () => 'plus')
  app.put('/a b', async () => 'space')
  for (const [url, shared] of [['/a%20b', EDITOR], ['/a+b', undefined]] as const) {
    for (const method of ['PUT', 'OPTIONS'] as const) {
      const { headers } = await app.inject({ method, url, headers: preflight('PUT') })
      t.equal(headers['access-control-allow-origin'], shared, `${method} ${url}`)
    }
  }
})

t.test('O11: CVE-2024-6839, GHSA-7rxf-gvfg-47g4: Flask-CORS preferred the longer pattern to the narrower', async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  const scope = (options: { origin?: string[] }) => async (scope: FastifyInstance) => {
    await scope.register(openeoCors, { auth: true, ...options })
    scope.get('/jobs', async () => 'ok')
  }
  app.register(scope({}), { prefix: '/:any_version_of_the_api_there_is' })
  app.register(scope({ origin: [EDITOR] }), { prefix: '/v1' })
  for (const [url, shared] of [
    ['/v2/jobs', EVIL], ['/v2/none', EVIL], ['/v1/jobs', undefined], ['/v1/none', undefined], ['/v1', undefined]
  ] as const) {
    for (const method of ['GET', 'OPTIONS'] as const) {
      const { headers } = await app.inject({ method, url, headers: preflight('GET', EVIL) })
      t.equal(headers['access-control-allow-origin'], shared, `${method} ${url}`)
    }
  }
})

t.test('O3: CVE-2015-9236, GHSA-vwrf-r5r4-7775: hapi approved preflights for routes that are out of CORS', async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  await app.register(openeoCors, { auth: true })
  app.get('/jobs', async () => 'ok')
  app.put('/jobs', { config: { openeoCors: false } }, async () => 'ok')

  const refused = await app.inject({ method: 'OPTIONS', url: '/jobs', headers: preflight('PUT') })
  t.strictSame(corsHeaders(refused.headers), {}, 'a preflight for the method that is out')
  const { headers } = await app.inject({ method: 'OPTIONS', url: '/jobs', headers: preflight('GET') })
  t.equal(headers['access-control-allow-methods'], 'OPTIONS, GET, HEAD', 'one for another method does not list it')
})

t.test('O11: CVE-2015-9236, GHSA-vwrf-r5r4-7775: hapi approved preflights for routes of others under the prefix of a scope', async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  await app.register(async (scope) => {
    await scope.register(openeoCors, { auth: true })
    scope.get('/jobs', async () => 'ok')
  }, { prefix: '/api' })
  app.put('/api/jobs', async () => 'ok')
  app.put('/api/other', async () => 'ok')

  for (const url of ['/api/jobs', '/api/other']) {
    const asked = await app.inject({ method: 'OPTIONS', url, headers: preflight('PUT') })
    const reply = await app.inject({ method: 'PUT', url, headers: { origin: EDITOR } })
    const approved = asked.headers['access-control-allow-origin'] === EDITOR &&
      String(asked.headers['access-control-allow-methods']).includes('PUT')
    t.equal(approved, reply.headers['access-control-allow-origin'] === EDITOR, `${url}: approved if the reply can be read`)
  }
})

t.test('C1: CVE-2015-9243, GHSA-j3g2-m5jj-6336: with hapi, what a route said of CORS replaced what the server did', async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  await app.register(openeoCors, { origin: [EDITOR], exposedHeaders: ['X-Server'] })
  app.get('/jobs', { config: { openeoCors: { exposedHeaders: ['X-Route'] } } }, async () => 'ok')
  for (const openeoCors of [{ origin: undefined }, { origin: '*', credentials: true }, { methods: ['GET'] }, true]) {
    const declare = () => app.get('/other', { config: { openeoCors } as object }, async () => 'ok')
    t.throws(declare, { code: 'FST_OPENEO_CORS_INVALID_OPTIONS' }, `${inspect(openeoCors)} is refused`)
  }

  const reply = async (origin: string) => corsHeaders((await app.inject({ url: '/jobs', headers: { origin } })).headers)
  t.strictSame(await reply(EVIL), {}, 'the origins of the server stay')
  t.match(await reply(EDITOR), { 'access-control-expose-headers': /X-Server, X-Route$/ }, 'its exposed headers stay')
})
