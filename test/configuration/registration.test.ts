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
