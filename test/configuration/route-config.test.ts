import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { OpeneoCorsError } from '../../lib/errors.js'
import openeoCors, { type RouteCors } from '../../lib/index.js'
import { checkRouteCors } from '../../lib/options/check.js'
import { sendOptions, sendPreflight } from '../requests.js'
import { EDITOR, corsHeaders, varyOf } from '../server.js'

const DEFAULT = 'Location, OpenEO-Identifier, OpenEO-Costs, Link'
const NAMES = "a list of header names, or 'all'"
const ok = async () => 'ok'

/** The options of a route with this `config.openeoCors`, which may be wrong. */
function saying (openeoCors: unknown): { config: { openeoCors: RouteCors } } {
  return { config: { openeoCors: openeoCors as RouteCors } }
}

async function server (t: Test, declare: (app: FastifyInstance) => void): Promise<FastifyInstance> {
  const app = Fastify()
  t.after(() => app.close())
  await app.register(openeoCors, { auth: true, exposedHeaders: ['X-Plugin'] })
  declare(app)
  return app
}

async function exposed (app: FastifyInstance, url: string): Promise<unknown> {
  return (await app.inject({ url, headers: { origin: EDITOR } })).headers['access-control-expose-headers']
}

t.test('Use: config.openeoCors: false takes a route out of CORS', async (t) => {
  const app = await server(t, (app) => {
    app.get('/private', saying(false), ok)
    app.put('/private', ok)
    app.get('/failing', saying(false), async () => { throw new Error('failed') })
  })
  for (const [method, url] of [['GET', '/private'], ['HEAD', '/private'], ['GET', '/failing']] as const) {
    const { headers } = await app.inject({ method, url, headers: { origin: EDITOR } })
    t.strictSame(corsHeaders(headers), {}, `${method} ${url}`)
    t.notOk('vary' in headers, `${method} ${url}: it does not vary by origin`)
  }
  const { headers } = await app.inject({ method: 'PUT', url: '/private', headers: { origin: EDITOR } })
  t.equal(headers['access-control-allow-origin'], EDITOR, 'another method of the path is in CORS')
})

t.test('O5, O13: a preflight for a method out of CORS is refused, and answered', async (t) => {
  const content = { 'application/geo+json': { schema: { type: 'object' } } }
  const app = await server(t, (app) => {
    app.get('/jobs', { ...saying(false), schema: { response: { 200: { content } } } }, ok)
    app.post('/jobs', ok)
  })
  for (const method of ['GET', 'HEAD']) {
    const { statusCode, headers } = await sendPreflight(app, '/jobs', method)
    t.equal(statusCode, 204, `${method}: status`)
    t.equal(headers.allow, 'OPTIONS, GET, HEAD, POST', `${method}: Allow`)
    t.strictSame(corsHeaders(headers), {}, `${method}: no headers of the CORS protocol`)
    t.equal(headers.vary, varyOf('OPTIONS'), `${method}: Vary`)
    t.equal(headers['content-type'], 'application/geo+json', `${method}: Content-Type`)
  }
  const others: Array<[description: string, headers: Record<string, string>]> = [
    ['a method in CORS', { 'access-control-request-method': 'POST' }],
    ['a method that is not there', { 'access-control-request-method': 'DELETE' }],
    ['no method', {}]
  ]
  for (const [description, asked] of others) {
    const { headers } = await sendOptions(app, '/jobs', { origin: EDITOR, ...asked })
    t.equal(headers['access-control-allow-origin'], EDITOR, `${description}: allowed`)
    t.equal(headers['access-control-allow-methods'], 'OPTIONS, POST', `${description}: Access-Control-Allow-Methods`)
    t.equal(headers.allow, 'OPTIONS, GET, HEAD, POST', `${description}: Allow`)
  }
})

t.test('Use: config.openeoCors of the route that answers decides, not the config of another route that matches', async (t) => {
  const app = await server(t, (app) => {
    app.get('/jobs/:id', saying(false), ok)
    app.get('/jobs/search', ok)
    app.get('/files/*', ok)
    app.get('/files/private', saying(false), ok)
    app.get('/logs/:id(\\d+)/:part', saying(false), ok)
    app.get('/logs/:name([0-9a-z]+)/all', ok)
  })
  const cases: Array<[url: string, allowed: boolean]> = [
    ['/jobs/search', true], ['/jobs/1', false], ['/files/a', true], ['/files/private', false],
    ['/logs/1/all', false], ['/logs/1/some', false], ['/logs/a/all', true]
  ]
  for (const [url, allowed] of cases) {
    const expected = allowed ? EDITOR : undefined
    const response = await app.inject({ url, headers: { origin: EDITOR } })
    t.equal(response.statusCode, 200, `GET ${url}: status`)
    t.equal(response.headers['access-control-allow-origin'], expected, `GET ${url}`)
    const preflight = await sendPreflight(app, url)
    t.equal(preflight.headers['access-control-allow-origin'], expected, `preflight to ${url}`)
  }
})

t.test('C3: exposedHeaders of a route adds to what the plugin exposes, on that route', async (t) => {
  const cases: Array<[config: RouteCors | undefined, expected: string]> = [
    [undefined, `${DEFAULT}, X-Plugin`],
    [{}, `${DEFAULT}, X-Plugin`],
    [{ exposedHeaders: [] }, `${DEFAULT}, X-Plugin`],
    [{ exposedHeaders: ['X-Rate'] }, `${DEFAULT}, X-Plugin, X-Rate`],
    [{ exposedHeaders: ['x-plugin', 'LINK', 'X-Rate', 'x-rate'] }, `${DEFAULT}, X-Plugin, X-Rate`],
    [{ exposedHeaders: 'all' }, `${DEFAULT}, X-Plugin, vary, x-more`]
  ]
  for (const [config, expected] of cases) {
    const app = await server(t, (app) => {
      app.get('/jobs', saying(config), async (_request, reply) => reply.header('x-more', '1').send('ok'))
      app.get('/other', ok)
    })
    t.equal(await exposed(app, '/jobs'), expected, JSON.stringify(config))
    t.equal(await exposed(app, '/other'), `${DEFAULT}, X-Plugin`, `${JSON.stringify(config)}: another route`)
  }
})

t.test('C3, O2: the answer to a preflight exposes what the route adds', async (t) => {
  const app = await server(t, (app) => {
    app.get('/jobs', saying({ exposedHeaders: ['X-Rate'] }), ok)
    app.put('/jobs', ok)
  })
  for (const [method, expected] of [['GET', `${DEFAULT}, X-Plugin, X-Rate, Allow`], ['PUT', `${DEFAULT}, X-Plugin, Allow`]] as const) {
    t.equal((await sendPreflight(app, '/jobs', method)).headers['access-control-expose-headers'], expected, method)
  }
})

t.test('C3: a list of a route that is changed after the start changes nothing', async (t) => {
  const exposedHeaders = ['X-Rate']
  const app = await server(t, (app) => { app.get('/jobs', saying({ exposedHeaders }), ok) })
  await app.ready()
  exposedHeaders.push('X-Late')
  t.equal(await exposed(app, '/jobs'), `${DEFAULT}, X-Plugin, X-Rate`)
})

t.test("Use: config.openeoCors means nothing outside of the plugin's scope", async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  app.register(async (scope) => { await scope.register(openeoCors) }, { prefix: '/api' })
  app.get('/outside', saying({ exposedHeaders: 'all' }), ok)
  t.strictSame(corsHeaders((await app.inject({ url: '/outside', headers: { origin: EDITOR } })).headers), {})
})

t.test('O4, C1: config.openeoCors of routes declared before the plugin counts, and is checked', async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  app.get('/private', saying(false), ok)
  app.get('/jobs', saying({ exposedHeaders: ['X-Rate'] }), ok)
  await app.register(openeoCors)
  t.strictSame(corsHeaders((await app.inject({ url: '/private', headers: { origin: EDITOR } })).headers), {}, 'false')
  t.equal(await exposed(app, '/jobs'), `${DEFAULT}, X-Rate`, 'exposedHeaders')

  const wrong = Fastify()
  t.after(() => wrong.close())
  wrong.get('/wrong', saying({ exposedHeaders: 'X-Rate' }), ok)
  wrong.register(openeoCors)
  await t.rejects(async () => { await wrong.ready() }, {
    code: 'FST_OPENEO_CORS_INVALID_OPTIONS', message: /of GET \/wrong: config.openeoCors.exposedHeaders is 'X-Rate'/
  }, 'a wrong one is an error when the server starts')
})

t.test('C1: what a route says of CORS is checked', async (t) => {
  const right = [
    false, {}, { exposedHeaders: [] }, { exposedHeaders: ['X-A'] }, { exposedHeaders: 'all' }, { exposedHeaders: undefined }
  ]
  for (const config of right) t.strictSame(checkRouteCors(config, 'GET /jobs'), config && JSON.parse(JSON.stringify(config)), JSON.stringify(config))
  const wrong: Array<[config: unknown, problem: string]> = [
    [true, 'config.openeoCors is true, expected false or an object'],
    [null, 'config.openeoCors is null, expected false or an object'],
    ['all', "config.openeoCors is 'all', expected false or an object"],
    [['X-A'], "config.openeoCors is [ 'X-A' ], expected false or an object"],
    [{ exposedHeaders: 'X-A' }, `config.openeoCors.exposedHeaders is 'X-A', expected ${NAMES}: write the list as [ 'X-A' ]`],
    [{ exposedHeaders: ['X A'] }, "config.openeoCors.exposedHeaders[0] is 'X A', expected a header name (a token of RFC 9110)"],
    [
      { exposedHeaders: ['X-A', 'Pragma'] },
      "config.openeoCors.exposedHeaders[1] is 'Pragma', expected a header that needs exposing: browsers always expose this one"
    ]
  ]
  for (const [config, problem] of wrong) {
    const error = new OpeneoCorsError('FST_OPENEO_CORS_INVALID_OPTIONS', `Invalid CORS options of GET /jobs: ${problem}`)
    t.throws(() => checkRouteCors(config, 'GET /jobs'), error, problem)
  }
})

t.test('C1: a wrong config stops the declaration of a route, and names it', async (t) => {
  const code = 'FST_OPENEO_CORS_INVALID_OPTIONS'
  const problem = 'config.openeoCors is true, expected false or an object'
  const cases: Array<[route: string, declare: (app: FastifyInstance) => unknown]> = [
    ['GET /jobs', (app) => app.get('/jobs', saying(true), ok)],
    ['PUT, POST /jobs/:id', (app) => app.route({ method: ['PUT', 'POST'], url: '/jobs/:id', ...saying(true), handler: ok })],
    ['DELETE /api/jobs', (app) => app.register(async (scope) => { scope.delete('/jobs', saying(true), ok) }, { prefix: '/api' })]
  ]
  for (const [route, declare] of cases) {
    const app = await server(t, () => {})
    await t.rejects(async () => {
      declare(app)
      await app.ready()
    }, { code, message: `Invalid CORS options of ${route}: ${problem}` }, route)
  }
})
