import Fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify'
import fp from 'fastify-plugin'
import t, { type Test } from 'tap'
import openeoCors, { type OpeneoCorsOptions } from '../../lib/index.js'
import { sendOptions, sendPreflight } from '../requests.js'
import { EDITOR } from '../server.js'

type Options = Omit<OpeneoCorsOptions, 'logLevel'>

function server (t: Test): FastifyInstance {
  const app = Fastify()
  t.after(() => app.close())
  return app
}

/** A plugin that registers this one, as applications have it. */
function withCors (options: Options = {}, more?: (scope: FastifyInstance) => unknown): FastifyPluginAsync {
  return async (scope) => {
    await scope.register(openeoCors, options)
    await more?.(scope)
  }
}

t.test('C1: wrong options make registration fail', async (t) => {
  const wrong: Options = Object.assign({ maxAge: -1 }, { atuh: true })
  const expected = {
    code: 'FST_OPENEO_CORS_INVALID_OPTIONS',
    message: /^Invalid CORS options: maxAge is -1, expected a whole number .+; atuh is unknown, auth is probably meant; the options are auth, .+$/
  }
  const ways: Array<[description: string, start: (app: FastifyInstance) => Promise<void>]> = [
    ['register that is awaited', async (app) => { await app.register(openeoCors, wrong) }],
    ['options from a function', async (app) => { await app.register(openeoCors, () => wrong) }],
    ['ready', async (app) => { await app.register(openeoCors, wrong).ready() }],
    ['listen', async (app) => { await app.register(openeoCors, wrong).listen({ port: 0 }) }],
    ['a request', async (app) => { await app.register(openeoCors, wrong).inject('/') }],
    ['ready, when it is nested', async (app) => { await app.register(withCors(wrong), { prefix: '/api' }).ready() }]
  ]
  for (const [description, start] of ways) {
    const app = server(t)
    await t.rejects(start(app), expected, description)
  }
})

t.test("C1: register's own options pass", async (t) => {
  const app = server(t)
  await app.register(openeoCors, { prefix: '/api', logLevel: 'warn', logSerializers: { req: () => 'req' } })
  t.equal((await sendOptions(app, '/api')).statusCode, 204)
})

t.test('O11: a second registration that would give a route two policies is an error that says so', async (t) => {
  const again = 'expected one registration for a route, so either one for all or several in scopes beside each other, ' +
    'each with a prefix of its own'
  const without = 'without a prefix'
  const api = "with the prefix '/api'"
  const below = "with the prefix '/api/v1'"
  const inApi = { prefix: '/api' }
  const v1 = { prefix: '/v1' }
  const cases: Array<[description: string, declare: (app: FastifyInstance) => unknown, first: string, second: string]> = [
    ['twice in the root', (app) => app.register(openeoCors).register(openeoCors), without, without],
    ['twice, with other options', (app) => app.register(openeoCors).register(openeoCors, { auth: true }), without, without],
    ['twice in a scope', (app) => app.register(withCors({}, (scope) => scope.register(openeoCors)), inApi), api, api],
    ['below the root', (app) => app.register(openeoCors).register(withCors(), inApi), without, api],
    ['below the root, without a prefix', (app) => app.register(openeoCors).register(withCors()), without, without],
    ['below a scope', (app) => app.register(withCors({}, (scope) => scope.register(withCors(), v1)), inApi), api, below],
    ['two levels below', (app) => app.register(openeoCors).register(async (scope) => {
      await scope.register(withCors(), v1)
    }, inApi), without, below],
    ['above, in the root', async (app) => {
      await app.register(withCors(), inApi)
      await app.register(openeoCors)
    }, api, without],
    ['above, in a scope', (app) => app.register(async (scope) => {
      await scope.register(withCors(), v1)
      await scope.register(openeoCors)
    }, inApi), below, api],
    ['two levels above', async (app) => {
      await app.register(async (scope) => { await scope.register(withCors(), v1) }, inApi)
      await app.register(openeoCors)
    }, below, without],
    ['beside, with the same prefix', (app) => app.register(withCors(), inApi).register(withCors(), inApi), api, api],
    ['beside, with a slash more', (app) => app.register(withCors(), inApi).register(withCors(), { prefix: '/api/' }), api, api],
    ['beside, without prefixes', (app) => app.register(withCors()).register(withCors()), without, without],
    ['in a wrapper', (app) => app.register(fp(withCors())).register(openeoCors), without, without],
    ['in a wrapper that comes second', (app) => app.register(openeoCors).register(fp(withCors())), without, without],
    ['in two wrappers', (app) => app.register(fp(withCors())).register(fp(withCors())), without, without]
  ]
  for (const [description, declare, first, second] of cases) {
    const app = server(t)
    await t.rejects(async () => {
      await declare(app)
      await app.ready()
    }, {
      name: 'OpeneoCorsError',
      code: 'FST_OPENEO_CORS_ALREADY_REGISTERED',
      message: `The plugin is registered already ${first}, and ${second} again: ${again}`
    }, description)
  }
})

t.test('O11: scopes beside each other have their own options', async (t) => {
  const app = server(t)
  const declare = (scope: FastifyInstance) => { scope.get('/jobs', async () => 'jobs') }
  app.register(withCors({ origin: EDITOR, auth: true }, declare), { prefix: '/private' })
  app.register(withCors({ origin: '*', maxAge: 60 }, declare), { prefix: '/public' })
  app.register(withCors({ origin: 'https://example.org', exposedHeaders: ['X-Rate'] }, declare), { prefix: '/partners' })
  const cases: Array<[prefix: string, origin: string, expected: Record<string, string | undefined>]> = [
    ['/private', EDITOR, { 'allow-origin': EDITOR, 'allow-credentials': 'true', 'max-age': '600' }],
    ['/private', 'https://example.org', { 'allow-origin': undefined }],
    ['/public', EDITOR, { 'allow-origin': '*', 'allow-credentials': undefined, 'max-age': '60' }],
    ['/partners', 'https://example.org', { 'allow-origin': 'https://example.org', 'allow-credentials': undefined }],
    ['/partners', EDITOR, { 'allow-origin': undefined, 'expose-headers': undefined }]
  ]
  for (const [prefix, origin, expected] of cases) {
    for (const url of [`${prefix}/jobs`, `${prefix}/unknown`, prefix]) {
      const { headers } = await sendPreflight(app, url, 'GET', { origin })
      for (const [name, value] of Object.entries(expected)) {
        t.equal(headers[`access-control-${name}`], value, `preflight to ${url} from ${origin}: ${name}`)
      }
      const response = await app.inject({ url, headers: { origin } })
      t.equal(response.headers['access-control-allow-origin'], expected['allow-origin'], `GET ${url} from ${origin}`)
    }
  }
})

t.test('O11: in a wrapper it is registered where the wrapper is', async (t) => {
  const app = server(t)
  app.register(fp(withCors()))
  app.get('/jobs', async () => 'jobs')
  app.register(async (scope) => { scope.get('/jobs', async () => 'jobs') }, { prefix: '/api' })
  for (const url of ['/jobs', '/api/jobs']) {
    t.equal((await sendPreflight(app, url)).headers['access-control-allow-methods'], 'OPTIONS, GET, HEAD', url)
  }
})

t.test('O11: servers in one process do not know of each other', async (t) => {
  for (const origin of [EDITOR, 'https://example.org']) {
    const app = server(t)
    await app.register(openeoCors, { origin })
    t.equal((await sendPreflight(app, '/', 'GET', { origin })).headers['access-control-allow-origin'], origin)
  }
})
