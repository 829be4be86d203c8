import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { listEndpoints, patternsByMethod } from '../../lib/routes/endpoints.js'
import openeoCors, { type OpeneoEndpoint } from '../../lib/index.js'

const handler = () => 'ok'

function list (routes: Parameters<typeof patternsByMethod>[0], prefix: string): OpeneoEndpoint[] {
  return listEndpoints(patternsByMethod(routes), prefix)
}

t.test('Use: openeoEndpoints(): patterns become paths as openEO writes them', async (t) => {
  const cases: Array<[pattern: string, path: string]> = [
    ['/collections', '/collections'],
    ['/collections/:collection_id/queryables', '/collections/{collection_id}/queryables'],
    ['/files/*', '/files/{path}'],
    ['/jobs/:id(^\\d+$)/logs', '/jobs/{id}/logs'],
    ['/jobs/:id(^(a|b(c))$)', '/jobs/{id}'],
    ['/tiles/:z-:x-:y.png', '/tiles/{z}-{x}-{y}.png'],
    ['/jobs::start', '/jobs:start'],
    ['*', '/{path}']
  ]
  for (const [pattern, path] of cases) {
    t.same(list([{ method: 'GET', pattern }], ''), [{ path, methods: ['GET'] }], pattern)
  }
})

t.test('Use: openeoEndpoints(): an optional parameter makes two paths, also at the root', async (t) => {
  const methods = ['POST']
  t.same(list([{ method: 'POST', pattern: '/:id?' }], ''), [{ path: '/', methods }, { path: '/{id}', methods }])
  t.same(list([{ method: 'POST', pattern: '/jobs/:id?' }], ''), [{ path: '/jobs', methods }, { path: '/jobs/{id}', methods }])
})

t.test('Use: openeoEndpoints(): methods are those of openEO, in its order, and paths are sorted', async (t) => {
  const routes = [
    ...['TRACE', 'DELETE', 'OPTIONS', 'PUT', 'GET', 'PATCH', 'POST'].map((method) => ({ method, pattern: '/b' })),
    { method: 'HEAD', pattern: '/c' },
    { method: 'GET', pattern: '/B' },
    { method: 'GET', pattern: '/a' }
  ]
  t.same(list(routes, ''), [
    { path: '/B', methods: ['GET'] },
    { path: '/a', methods: ['GET'] },
    { path: '/b', methods: ['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS'] }
  ])
})

t.test('Use: openeoEndpoints(): the capabilities document itself is left out, other methods of its path are not', async (t) => {
  const routes = [{ method: 'GET', pattern: '/api' }, { method: 'POST', pattern: '/api' }, { method: 'GET', pattern: '/api/' }]
  t.same(list(routes, '/api'), [{ path: '/', methods: ['POST'] }])
})

t.test('Use: openeoEndpoints(): what is below the prefix counts, in whichever scope and with one entry for both slashes', async (t) => {
  const app = Fastify()
  await app.register(openeoCors)
  app.get('/outside', handler)
  app.get('/apix', handler)
  let scope: Pick<FastifyInstance, 'openeoEndpoints'> = app
  app.register(async (api) => {
    scope = api
    api.get('/', handler)
    api.get('/result/:format?', handler)
    api.register(async (jobs) => {
      jobs.get('/', handler)
      jobs.post('/', handler)
      jobs.options('/:id', handler)
    }, { prefix: '/jobs' })
  }, { prefix: '/api' })
  await app.ready()
  const endpoints = [
    { path: '/jobs', methods: ['GET', 'POST'] },
    { path: '/jobs/{id}', methods: ['OPTIONS'] },
    { path: '/result', methods: ['GET'] },
    { path: '/result/{format}', methods: ['GET'] }
  ]
  t.same(scope.openeoEndpoints(), endpoints, 'of the instance')
  t.same(app.openeoEndpoints({ prefix: '/api' }), endpoints, 'of a prefix')
  t.same(app.openeoEndpoints({ prefix: '/api/' }), endpoints, 'of a prefix with a slash')
  t.same(app.openeoEndpoints().map(({ path }) => path), [
    '/api', '/api/jobs', '/api/jobs/{id}', '/api/result', '/api/result/{format}', '/apix', '/outside'
  ], 'of the server')
})

t.test('Use: openeoEndpoints(): routes that were declared before the plugin was loaded are listed too', async (t) => {
  const app = Fastify()
  app.get('/before/:id/a', handler)
  app.register(openeoCors)
  app.get('/before/:name/b', handler)
  app.get('/before', { constraints: { host: 'eo.example' } }, handler)
  app.get('/logs::all', handler)
  app.get('*', handler)
  await app.ready()
  t.same(app.openeoEndpoints(), [
    { path: '/before', methods: ['GET'] },
    { path: '/before/{id}/a', methods: ['GET'] },
    { path: '/before/{name}/b', methods: ['GET'] },
    { path: '/logs:all', methods: ['GET'] },
    { path: '/{path}', methods: ['GET'] }
  ])
})

t.test('Use: openeoEndpoints(): a list that is not complete yet is an error', async (t) => {
  const early = Fastify()
  await early.register(openeoCors)
  t.throws(() => early.openeoEndpoints(), { code: 'FST_OPENEO_CORS_ENDPOINTS_UNKNOWN', message: /onReady/ }, 'before the server is ready')
})
