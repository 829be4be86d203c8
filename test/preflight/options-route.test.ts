import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import openeoCors, { type OpeneoCorsOptions } from '../../lib/index.js'
import { sendOptions, sendPreflight } from '../requests.js'
import { EDITOR } from '../server.js'

const ok = async () => 'ok'

/** The paths of an OpenAPI document about a scope with the plugin, and their items. */
async function documented (hidden: boolean | undefined, prefix: string): Promise<Array<[path: string, item: object]>> {
  const app = Fastify()
  await app.register(swagger, { openapi: { openapi: '3.1.0' } })
  app.register(async (scope) => {
    await scope.register(openeoCors, hidden === undefined ? {} : { hideOptionsRoute: hidden })
    scope.get('/jobs', ok)
    scope.options('/own', ok)
  }, { prefix })
  await app.ready()
  return Object.entries(app.swagger().paths ?? {})
}

t.test('O1: the OPTIONS route is not in OpenAPI documents, unless it is asked for', async (t) => {
  for (const prefix of ['', '/api']) {
    const declared = [`${prefix}/jobs`, `${prefix}/own`]
    for (const hidden of [undefined, true]) {
      const paths = (await documented(hidden, prefix)).map(([path]) => path)
      t.strictSame(paths, declared, `hideOptionsRoute: ${hidden}, prefix '${prefix}'`)
    }
    const shown = (await documented(false, prefix)).filter(([path]) => !declared.includes(path))
    t.not(shown.length, 0, `hideOptionsRoute: false, prefix '${prefix}': is shown`)
    for (const [path, item] of shown) {
      t.strictSame(Object.keys(item), ['options'], `${path}: as OPTIONS`)
      t.match(path, /^\//, `${path}: as a path that OpenAPI allows`)
    }
  }
})

interface Logged { readonly level: number, readonly msg: string }

type Requests = (app: FastifyInstance) => PromiseLike<unknown>

async function log (level: string, options: OpeneoCorsOptions, requests: Requests): Promise<Logged[]> {
  const logged: Logged[] = []
  const stream = { write: (line: string) => { logged.push(JSON.parse(line)) } }
  const app = Fastify({ logger: { level, stream } })
  await app.register(openeoCors, options)
  app.get('/jobs', ok)
  await app.ready()
  await requests(app)
  await app.close()
  return logged.filter(({ msg }) => !msg.startsWith('CORS is in force'))
}

const asks = async (app: FastifyInstance) => {
  await sendPreflight(app, '/jobs')
  await sendPreflight(app, '/nowhere')
  await sendOptions(app, '/jobs', { origin: EDITOR })
  await sendPreflight(app, '/jobs', 'GET', { origin: 'https://evil.example' })
}

const OPTIONS = { origin: EDITOR }
const ANSWERED = ['incoming request', 'request completed']
const INFO = 30
const DEBUG = 20

t.test('O1: answers are logged as other requests are, and as the option logLevel says', async (t) => {
  const messages = (logged: Logged[]) => logged.map(({ msg }) => msg)
  const atInfo = await log('info', OPTIONS, asks)
  t.strictSame(messages(atInfo), [ANSWERED, ANSWERED, ANSWERED, ANSWERED].flat(), 'info: two lines by Fastify each')
  t.ok(atInfo.every(({ level }) => level === INFO), 'info: none is a warning')
  t.strictSame(await log('warn', OPTIONS, asks), [], 'warn: no line')

  const atDebug = await log('debug', OPTIONS, asks)
  t.match(atDebug.filter(({ level }) => level !== INFO), [{ level: DEBUG, msg: 'Refused by CORS' }],
    'debug: one line more for the origin that is not allowed')
  t.equal(atDebug.length, atInfo.length + 1, 'debug: and none for those that are')

  t.strictSame(messages(await log('debug', { ...OPTIONS, logLevel: 'warn' }, asks)), ['Refused by CORS'], 'logLevel: warn silences the OPTIONS route, but no refusals')
  const others = await log('debug', { ...OPTIONS, logLevel: 'warn' }, (app) => app.inject('/jobs'))
  t.strictSame(messages(others), ANSWERED, 'logLevel: warn silences no other route')
  const louder = await log('info', { ...OPTIONS, logLevel: 'debug' }, asks)
  t.equal(louder.filter(({ level }) => level === DEBUG).length, 1, 'logLevel: debug is more than the rest of the server logs')
})

t.test('O1: the OPTIONS route can be silent, but an unknown log level is refused', async (t) => {
  t.strictSame(await log('info', { ...OPTIONS, logLevel: 'silent' }, asks), [], 'nothing is logged')
  await t.rejects(log('info', { logLevel: 'loud' } as object, asks), { code: 'FST_ERR_ROUTE_LOG_LEVEL_INVALID' }, 'Fastify refuses it')
})

t.test("O10: the application's own view of its routes is right", async (t) => {
  for (const prefix of ['', '/api']) {
    const app = Fastify()
    app.register(async (scope) => {
      await scope.register(openeoCors)
      scope.get('/jobs', ok)
      scope.options('/own/:id', ok)
    }, { prefix })
    await app.ready()
    const has = (method: string, url: string) => app.hasRoute({ method, url: prefix + url })
    t.ok(has('GET', '/jobs'), `${prefix}: hasRoute finds a route`)
    t.ok(has('HEAD', '/jobs'), `${prefix}: hasRoute finds HEAD`)
    t.ok(has('OPTIONS', '/own/:id'), `${prefix}: hasRoute finds a route for OPTIONS`)
    t.notOk(has('OPTIONS', '/jobs'), `${prefix}: hasRoute finds no route that nobody declared`)
    t.notOk(has('OPTIONS', '/*'), `${prefix}: nor one instead of the plugin's`)
    const find = (url: string) => app.findRoute({ method: 'OPTIONS', url: prefix + url })
    t.match(find('/own/1')?.params, { id: '1' }, `${prefix}: findRoute gives parameters`)
    t.equal(find('/jobs'), null, `${prefix}: findRoute does not give the plugin's`)

    const printed = app.printRoutes({ commonPrefix: false })
    t.match(printed, '/jobs (GET, HEAD)', `${prefix}: printRoutes prints a route`)
    t.match(printed, /own\/:id \(OPTIONS\)/, `${prefix}: printRoutes prints a route for OPTIONS`)
    t.match(printed, /\* \(OPTIONS\) \{"openeoCors":true\}/, `${prefix}: printRoutes prints the plugin's`)
    const own = (url: string) => app.hasRoute({ method: 'OPTIONS', url, constraints: { openeoCors: true } })
    t.ok(own(`${prefix}/*`), `${prefix}: the plugin's is there for all paths`)
    t.equal(own(prefix), prefix !== '', `${prefix}: and for the index of a prefix, so that its log level holds there`)
    t.match(app.printRoutes({ includeHooks: true }), /onRequest/, `${prefix}: printRoutes prints hooks`)
  }
})
