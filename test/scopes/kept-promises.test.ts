import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import openeoCors from '../../lib/index.js'
import { sendPreflight } from '../requests.js'
import { EDITOR } from '../server.js'

const ok = async () => null
const OUT = { config: { openeoCors: false as const } }

function cors (app: FastifyInstance): Promise<void> {
  return Promise.resolve(app.register(openeoCors, { auth: true })).then(() => {})
}

async function notPromised (t: Test, app: FastifyInstance, method: 'DELETE' | 'POST', url: string): Promise<void> {
  const { headers } = await app.inject({ method, url, headers: { origin: EDITOR } })
  t.equal(headers['access-control-allow-origin'], undefined, 'the route is out of CORS')
  const preflight = await sendPreflight(app, url, method)
  t.notMatch(preflight.headers['access-control-allow-methods'] ?? '', method, 'and not promised')
}

t.test('O13: a route is not promised by the policy of a declaration of the same route that failed', async (t) => {
  const app = Fastify()
  await cors(app)
  t.throws(() => app.delete('/x', { onRequest: ['no function'] as never }, ok), { code: 'FST_ERR_HOOK_INVALID_HANDLER' })
  app.delete('/x', OUT, ok)
  await notPromised(t, app, 'DELETE', '/x')
})

t.test('O13: a route is out of CORS by what its config was when it was declared', async (t) => {
  const app = Fastify()
  await cors(app)
  const config: { openeoCors?: false } = {}
  for (const [method, url] of [['DELETE', '/admin'], ['GET', '/public']] as const) {
    if (method === 'DELETE') config.openeoCors = false
    else delete config.openeoCors
    app.route({ method, url, config, handler: ok })
  }
  await notPromised(t, app, 'DELETE', '/admin')
})

t.test('O13: a route is out of CORS for the host that it had when it was declared', async (t) => {
  const app = Fastify()
  await cors(app)
  const constraints = { host: 'a.example' }
  app.delete('/admin', { constraints, ...OUT }, ok)
  app.delete('/:id', ok)
  constraints.host = 'b.example'
  const { headers } = await sendPreflight(app, '/admin', 'DELETE', { host: 'a.example' })
  t.equal(headers['access-control-allow-methods'], undefined)
})

t.test("O13: with an application's own strategy for hosts, a method is not allowed if any route that could answer it is out of CORS", async (t) => {
  const own = {
    name: 'host',
    storage: () => new Map(),
    validate () {},
    deriveConstraint: (request: { headers: Record<string, unknown> }) => request.headers['x-forwarded-host']
  }
  for (const way of ['option', 'method']) {
    const app = Fastify(way === 'option' ? { routerOptions: { constraints: { host: own as never } } } : {})
    if (way === 'method') app.addConstraintStrategy(own as never)
    await cors(app)
    app.delete('/x', { constraints: { host: 'secret.example' }, ...OUT }, ok)
    app.delete('/:id', ok)
    const { headers } = await sendPreflight(app, '/x', 'DELETE')
    t.equal(headers['access-control-allow-methods'], undefined, way)
    t.equal(headers.allow, 'OPTIONS, DELETE', `${way}: Allow`)
  }
})

t.test('O8, O10: a proxy out of every scope does not get preflights for routes in CORS below it', async (t) => {
  const app = Fastify()
  app.all('/jobs/*', async () => 'proxy')
  app.register(async (scope) => {
    await cors(scope)
    scope.delete('/jobs/special', ok)
  })
  const special = await sendPreflight(app, '/jobs/special', 'DELETE')
  t.equal(special.statusCode, 204)
  t.match(special.headers['access-control-allow-methods'], 'DELETE')
  const other = await sendPreflight(app, '/jobs/1', 'DELETE')
  t.equal(other.body, 'proxy', 'it gets others')
})

t.test('O14: browsers do not keep a preflight if another safelisted method of the path has another policy', async (t) => {
  const app = Fastify()
  await cors(app)
  app.get('/jobs', ok)
  app.post('/jobs', OUT, ok)
  const { headers } = await sendPreflight(app, '/jobs')
  // Its allowed headers would hold for POST too (Fetch, 4.9: header-name cache entries are not by method).
  t.equal(headers['access-control-max-age'], '0')
})

t.test('O11: any number of scopes may have the same prefix', async (t) => {
  const app = Fastify()
  for (let i = 0; i < 32; i++) app.register(async (scope) => { await cors(scope); scope.get(`/r${i}`, ok) })
  t.equal((await sendPreflight(app, '/r31')).headers['access-control-allow-methods'], 'OPTIONS, GET, HEAD')
})

t.test('O3: any number of declarations of the same route may fail', async (t) => {
  const app = Fastify()
  await cors(app)
  app.get('/x', ok)
  for (let i = 0; i < 31; i++) t.throws(() => app.get('/x', ok), { code: 'FST_ERR_DUPLICATED_ROUTE' })
  t.equal((await sendPreflight(app, '/x')).headers['access-control-allow-methods'], 'OPTIONS, GET, HEAD')
})

t.test('O8: hooks of a scope do not answer preflights for routes of the scope beside it', async (t) => {
  const app = Fastify()
  app.register(async (login) => {
    login.addHook('onRequest', async (_request, reply) => reply.code(401).send())
    await cors(login)
    login.get('/jobs', ok)
  })
  app.register(async (catalogue) => { await cors(catalogue); catalogue.get('/collections', ok) })
  t.equal((await sendPreflight(app, '/collections')).statusCode, 204)
})

t.test('O4: without the plugin, config.openeoCors of a route may have any value', async (t) => {
  const app = Fastify()
  app.get('/x', { config: { openeoCors: 'of another version' as never } }, ok)
  await app.ready()
  t.pass('starts')
})
