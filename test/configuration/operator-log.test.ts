import cors from '@fastify/cors'
import Fastify, { type FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import t, { type Test } from 'tap'
import openeoCors from '../../lib/index.js'
import { sendPreflight } from '../requests.js'
import { EDITOR } from '../server.js'

const WARN = 40
const ok = async () => 'ok'

interface Logged { readonly level: number, readonly msg: string, readonly cors?: unknown }

/** Starts a server. Returns its log, which grows when the server logs more later. */
async function logOf (t: Test, declare: (app: FastifyInstance) => unknown): Promise<{ app: FastifyInstance, logged: Logged[] }> {
  const logged: Logged[] = []
  const app = Fastify({ logger: { level: 'info', stream: { write: (line: string) => { logged.push(JSON.parse(line)) } } } })
  t.after(() => app.close())
  await declare(app)
  await app.ready()
  return { app, logged }
}

const warnings = ({ logged }: { logged: Logged[] }) => logged.filter(({ level }) => level === WARN).map(({ msg }) => msg)

t.test('C6: one record says what is in force when the server is ready, with a line for each registration', async (t) => {
  const { logged } = await logOf(t, async (app) => {
    await app.register(openeoCors)
    app.get('/jobs', ok)
    app.delete('/internal', { config: { openeoCors: false } }, ok)
    app.register(async (api) => {
      await api.register(openeoCors, { auth: true, origin: [EDITOR, 'https://a.example', 'https://b.example', 'https://*.example.org', 'https://c.example'] })
      api.put('/files', ok)
    }, { prefix: '/api' })
    app.register(async (open) => {
      await open.register(openeoCors, { origin: '*' })
      open.post('/result', ok)
    }, { prefix: '/open' })
    app.register(async (own) => {
      await own.register(openeoCors, { origin: () => true, auth: true })
      own.patch('/own', ok)
    })
  })
  t.strictSame(logged.filter(({ cors }) => cors !== undefined).map(({ cors, msg }) => ({ cors, msg })), [{
    cors: [
      { prefix: '', routes: 1, origins: 'every origin', credentials: false },
      { prefix: '/api', routes: 1, origins: `${EDITOR}, https://a.example, https://b.example and 2 more`, credentials: true },
      { prefix: '/open', routes: 1, origins: '*', credentials: false },
      { prefix: '', routes: 1, origins: 'the origins that a function allows', credentials: true }
    ],
    msg: `CORS is in force:
/: 1 routes, every origin, without credentials
/api: 1 routes, ${EDITOR}, https://a.example, https://b.example and 2 more, with credentials
/open: 1 routes, *, without credentials
/: 1 routes, the origins that a function allows, with credentials`
  }])
  t.ok(logged.every(({ level }) => level < WARN), 'and nothing is warned of')
})

t.test('C6: three origins are named without a count of others', async (t) => {
  const { logged } = await logOf(t, (app) => app.register(openeoCors, { origin: [EDITOR, 'https://a.example', 'https://b.example'] }))
  const [inForce] = logged.flatMap(({ cors }) => cors as Array<{ origins: string }> ?? [])
  t.equal(inForce?.origins, `${EDITOR}, https://a.example, https://b.example`)
})

t.test('C4: a registration whose scope has no routes is warned of, as by a plugin without fastify-plugin', async (t) => {
  const withCors = async (scope: FastifyInstance) => { await scope.register(openeoCors) }
  const cases: Array<[what: string, declare: (app: FastifyInstance) => unknown, warned: RegExp | undefined]> = [
    ['without fastify-plugin', (app) => app.register(withCors).get('/jobs', ok), /registered in a scope that has no routes, .+ fastify-plugin/],
    ['with a prefix', (app) => app.register(withCors, { prefix: '/api' }).get('/jobs', ok), /in the scope '\/api' that has no routes/],
    ['with fastify-plugin', (app) => app.register(fp(withCors)).get('/jobs', ok), undefined],
    ['with the routes in a scope below', (app) => app.register(async (scope) => {
      await withCors(scope)
      scope.register(async (below) => { below.get('/jobs', ok) })
    }).get('/', ok), undefined],
    ['on a server without any', (app) => app.register(withCors), undefined]
  ]
  for (const [what, declare, warned] of cases) {
    const messages = warnings(await logOf(t, declare))
    t.equal(messages.length, warned === undefined ? 0 : 1, what)
    if (warned !== undefined) t.match(messages[0], warned, `${what}: what to do`)
  }
})

t.test("C4: a prefix among the options that is not the instance's own is warned of", async (t) => {
  const cases: Array<[what: string, declare: (app: FastifyInstance) => unknown, count: number]> = [
    ['at the root', (app) => app.register(openeoCors, { prefix: '/api' }), 1],
    ['the one of the scope, which its options hand on', (app) => app.register(async (scope, { prefix }) => {
      scope.register(openeoCors, { prefix })
      scope.get('/', ok)
    }, { prefix: '/api' }), 0],
    ['the one of the scope, with a slash', (app) => app.register(async (scope) => {
      scope.register(openeoCors, { prefix: '/v1/' })
      scope.get('/', ok)
    }, { prefix: '/api/v1' }), 0],
    ['the end of the name of the scope', (app) => app.register(async (scope) => {
      scope.register(openeoCors, { prefix: 'pi' })
      scope.get('/', ok)
    }, { prefix: '/api' }), 1],
    ['an empty one', (app) => app.register(openeoCors, { prefix: '' }), 0],
    ['none, which options hand on', (app) => app.register(openeoCors, { prefix: undefined as never }), 0]
  ]
  for (const [what, declare, count] of cases) {
    const messages = warnings(await logOf(t, declare))
    t.equal(messages.length, count, what)
    if (count === 1) t.match(messages[0], /^The option prefix, '.+', has no effect on fastify-openeo-cors: expected it on the scope/, what)
  }
})

t.test('C4: config.cors of routes, left over from @fastify/cors, is warned of once, unless that is there', async (t) => {
  const declare = (app: FastifyInstance) => {
    for (const url of ['/a', '/b', '/c', '/d']) app.post(url, { config: { cors: false } as object }, ok)
  }
  t.strictSame(warnings(await logOf(t, (app) => {
    app.register(openeoCors)
    declare(app)
  })), ['config.cors of POST /a, POST /b, POST /c and 1 more has no effect, expected config.openeoCors: only @fastify/cors reads config.cors'])
  t.strictSame(warnings(await logOf(t, (app) => {
    app.register(async (scope) => {
      await scope.register(cors)
      declare(scope)
    })
    app.register(async (api) => {
      await api.register(openeoCors)
      api.get('/jobs', { config: { own: true } as object }, ok)
    }, { prefix: '/api' })
  })), [])
})

t.test('C4, O8: a hook in front of the plugin that answers preflights is warned of, at the first', async (t) => {
  const refuse = async (_request: unknown, reply: { code: (status: number) => { send: (body: object) => unknown } }) => reply.code(401).send({})
  const fail = async () => { throw Object.assign(new Error('No token'), { statusCode: 403 }) }
  for (const [how, hook, status] of [['replies', refuse, 401], ['throws', fail, 403]] as const) {
    const { app, logged } = await logOf(t, async (app) => {
      app.addHook('onRequest', hook as never)
      await app.register(openeoCors)
      app.get('/jobs', ok)
    })
    await app.inject({ url: '/jobs', headers: { origin: EDITOR } })
    t.strictSame(warnings({ logged }), [], 'a request that is refused is not')
    for (let i = 0; i < 3; i++) t.equal((await sendPreflight(app, '/jobs')).statusCode, status, `it ${how}`)
    t.equal(warnings({ logged }).length, 1, `it ${how}: one warning`)
    t.match(warnings({ logged })[0], new RegExp(`answered with ${status} by a hook in front .+ registered first.+dependencies.+@fastify/autoload`), 'with what to do')
  }
  const { app, logged } = await logOf(t, async (app) => {
    await app.register(openeoCors)
    app.addHook('onRequest', refuse as never)
    app.get('/jobs', ok)
    app.options('/own', ok)
  })
  for (const url of ['/jobs', '/nowhere', '/own']) t.equal((await sendPreflight(app, url)).statusCode, 204, url)
  t.strictSame(warnings({ logged }), [], 'a hook behind it is not')
})
