import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import openeoCors, { type OpeneoCorsOptions, type RouteCors } from '../../lib/index.js'
import { Scope } from '../../lib/scopes.js'
import { sendOptions, sendPreflight } from '../requests.js'
import { EDITOR, corsHeaders } from '../server.js'

type Options = Omit<OpeneoCorsOptions, 'logLevel'>

const ok = async () => 'ok'
const OTHER = 'https://other.example'
const saying = (openeoCors: RouteCors) => ({ config: { openeoCors } })

async function build (t: Test, options: Options, declare: (app: FastifyInstance) => void): Promise<FastifyInstance> {
  const app = Fastify()
  t.after(() => app.close())
  await app.register(openeoCors, options)
  declare(app)
  return app
}

const methodsFor = async (app: FastifyInstance, url: string, method: string, origin: string) => (
  (await sendPreflight(app, url, method, { origin })).headers['access-control-allow-methods'])

t.test('O14: a preflight lists only methods whose own policy gives the origin the same answer', async (t) => {
  const app = await build(t, {}, (app) => {
    app.get('/r/:id', ok)
    app.delete('/r/:id', saying({ origin: [EDITOR] }), ok)
    app.put('/r/:id', saying({ allowedHeaders: ['X-Team'] }), ok)
    app.patch('/r/:id', saying({ maxAge: 5, exposedHeaders: ['X-Rate'] }), ok)
    app.post('/r/:id', saying({ credentials: true }), ok)
  })
  const cases: Array<[asked: string, origin: string, methods: string | undefined]> = [
    ['GET', OTHER, 'OPTIONS, GET, HEAD, PATCH'],
    ['GET', EDITOR, 'OPTIONS, GET, HEAD, PATCH, DELETE'],
    ['DELETE', OTHER, undefined],
    ['DELETE', EDITOR, 'OPTIONS, GET, HEAD, PATCH, DELETE'],
    ['PUT', OTHER, 'OPTIONS, PUT'],
    ['POST', OTHER, 'OPTIONS, POST']
  ]
  for (const [asked, origin, methods] of cases) {
    const { headers } = await sendPreflight(app, '/r/1', asked, { origin })
    t.equal(headers['access-control-allow-methods'], methods, `${asked} from ${origin}`)
    t.equal(headers.allow, 'OPTIONS, GET, HEAD, POST, PATCH, PUT, DELETE', `${asked} from ${origin}: Allow`)
  }
})

t.test("O14: with origin '*' too, what counts is the origin that asks", async (t) => {
  const app = await build(t, { origin: '*' }, (app) => {
    app.get('/r', ok)
    app.put('/r', saying({ origin: true }), ok)
    app.delete('/r', saying({ origin: [OTHER] }), ok)
  })
  t.equal(await methodsFor(app, '/r', 'GET', EDITOR), 'OPTIONS, GET, HEAD, PUT')
  t.equal(await methodsFor(app, '/r', 'GET', OTHER), 'OPTIONS, GET, HEAD, PUT, DELETE')
  t.equal((await sendOptions(app, '/r')).headers['access-control-allow-methods'], 'OPTIONS, GET, HEAD', 'without Origin, only what is for everybody')
})

t.test('O14: methods with functions of their own are not listed together, and each function is asked about its own', async (t) => {
  const asked: string[] = []
  const allow = (name: string) => () => {
    asked.push(name)
    return true
  }
  const app = await build(t, { origin: allow('plugin') }, (app) => {
    app.get('/r', ok)
    app.delete('/r', saying({ origin: allow('route') }), ok)
    app.put('/r', saying({ exposedHeaders: ['X-Rate'] }), ok)
  })
  t.equal(await methodsFor(app, '/r', 'GET', OTHER), 'OPTIONS, GET, HEAD, PUT')
  t.equal(await methodsFor(app, '/r', 'DELETE', OTHER), 'OPTIONS, DELETE')
  t.strictSame(asked, ['plugin', 'route'])
})

t.test('Use: what a route says replaces the origin, credentials and so on of the plugin, for it and its preflights', async (t) => {
  const app = await build(t, { auth: true, origin: EDITOR }, (app) => {
    app.get('/collections', saying({ origin: '*', auth: false }), ok)
    app.get('/jobs', ok)
    app.get('/files/*', saying({ rangeRequests: true, maxAge: 0 }), ok)
  })
  const open = { 'access-control-allow-origin': '*', 'access-control-allow-credentials': undefined }
  for (const { headers } of [
    await app.inject('/collections'), await app.inject({ url: '/collections', headers: { origin: OTHER } }),
    await sendPreflight(app, '/collections', 'GET', { origin: OTHER }), await sendOptions(app, '/collections')
  ]) {
    for (const [name, value] of Object.entries(open)) t.equal(headers[name], value, `the catalogue: ${name}`)
    t.notMatch(headers.vary ?? '', /\borigin\b/i, 'the catalogue: Vary')
  }
  t.equal((await sendPreflight(app, '/collections', 'GET')).headers.vary, 'Access-Control-Request-Method', 'V4: with the wildcard too')
  t.strictSame(corsHeaders((await sendPreflight(app, '/jobs', 'GET', { origin: OTHER })).headers), {}, 'the jobs are for the list')
  const { headers } = await sendPreflight(app, '/files/a.tif', 'GET')
  t.match(headers, { 'access-control-allow-headers': /Range, If-Match/, 'access-control-max-age': '0', 'access-control-allow-credentials': 'true' })
})

t.test('C1: what a route says is checked with the options of its scope, when the server starts', async (t) => {
  const cases: Array<[options: Options, cors: RouteCors, message: RegExp]> = [
    [{ origin: '*' }, { credentials: true }, /of DELETE \/jobs, with the plugin's: credentials is true with origin '\*'/],
    [{ auth: true }, { allowedHeaders: 'all' }, /of DELETE \/jobs, with the plugin's: allowedHeaders is 'all' with credentials/]
  ]
  for (const [options, cors, message] of cases) {
    for (const early of [true, false]) {
      const app = Fastify()
      t.after(() => app.close())
      if (early) app.delete('/jobs', saying(cors), ok)
      app.register(openeoCors, options)
      if (!early) app.delete('/jobs', saying(cors), ok)
      await t.rejects(async () => { await app.ready() }, { code: 'FST_OPENEO_CORS_INVALID_OPTIONS', message })
    }
  }
})

t.test('C3: routes that say the same share one policy', async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  const scope = new Scope(app, {})
  const route = (openeoCors: RouteCors | undefined) => ({
    method: 'GET', pattern: '/', constraints: {}, contentType: '', instance: app, isHostOwn: false, config: openeoCors === undefined ? {} : { openeoCors }
  })
  const [one, same, other] = [{ maxAge: 5 }, { maxAge: 5 }, { maxAge: 6 }]
  const policy = scope.resolve(route(one))
  t.equal(scope.resolve(route(same)), policy)
  t.not(scope.resolve(route(other)), policy)
  t.equal(scope.policyOf(same), policy)
  t.equal(scope.resolve(route(undefined)), scope.policy)
  t.equal(scope.resolve(route(false)), null)
})
