import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify'
import fc from 'fast-check'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { holds } from '../random.js'
import { sendPreflight } from '../requests.js'
import { EDITOR } from '../server.js'

/** Instances in each of which routes are declared, in the order in which that happens. */
const PLACES = ['root, in front', 'beside, in front', 'scope', 'nested', 'below', 'root', 'beside'] as const
const METHODS = ['GET', 'HEAD', 'POST', 'DELETE'] as const

interface Declared {
  readonly place: typeof PLACES[number]
  readonly method: typeof METHODS[number]
  readonly url: string
  readonly out: boolean
  readonly constraints: NonNullable<RouteOptions['constraints']>
}

const declared: fc.Arbitrary<Declared> = fc.record({
  place: fc.constantFrom(...PLACES),
  method: fc.constantFrom(...METHODS),
  url: fc.constantFrom('/a', '/a/b', '/:x', '/a/:x', '/:x(^a$)/b', '/*', '/a*', '/'),
  out: fc.boolean(),
  constraints: fc.oneof(
    { weight: 5, arbitrary: fc.constant({}) },
    fc.constantFrom({ host: 'a.example' }, { host: /^[ab]\./ }, { version: '1.0.0' }, { host: 'a.example', version: '2.0.0' })
  )
})

/** A server. The plugin is not registered, or in the root, or in a scope. A nested scope may register it again. */
const table = fc.record({
  routes: fc.array(declared, { minLength: 2, maxLength: 12 }),
  scope: fc.constantFrom('', '/a'),
  registrations: fc.uniqueArray(fc.constantFrom('root', 'scope', 'nested'), { minLength: 1, maxLength: 3 })
})

const HOSTS = ['a.example', 'b.example', 'c.example']
const VERSIONS = [undefined, '1.0.0', '2.0.0']
const TARGETS = ['/a', '/a/b', '/a/a', '/a/a/b', '/b', '/']

async function build ({ routes, scope, registrations }: typeof table extends fc.Arbitrary<infer T> ? T : never): Promise<FastifyInstance> {
  const app = Fastify()
  const declare = (instance: FastifyInstance, where: Declared['place']) => {
    for (const { place, out, ...route } of routes) {
      if (place !== where) continue
      try {
        instance.route({ ...route, ...(out && { config: { openeoCors: false } }), handler: async () => 'served' })
      } catch (error) {
        // The same route is declared twice. The plugin cannot know which declaration the router has.
        fc.pre((error as { code?: string }).code !== 'FST_ERR_DUPLICATED_ROUTE')
        throw error
      }
    }
  }
  const cors = (instance: FastifyInstance, place: string) => {
    if (registrations.some((registered) => registered === place)) instance.register(openeoCors, { auth: true })
  }
  declare(app, 'root, in front')
  app.register(async (beside) => { declare(beside, 'beside, in front') })
  app.register(async (instance) => {
    declare(instance, 'scope')
    cors(instance, 'scope')
    instance.register(async (nested) => {
      cors(nested, 'nested')
      declare(nested, 'nested')
      nested.register(async (below) => { declare(below, 'below') })
    })
  }, { prefix: scope })
  cors(app, 'root')
  declare(app, 'root')
  app.register(async (beside) => { declare(beside, 'beside') })
  await app.ready()
  return app
}

t.test('O13: what a preflight promises is what the requests themselves are answered, on generated servers', async (t) => {
  let promises = 0
  await holds(fc.asyncProperty(table, fc.constantFrom(...TARGETS), fc.constantFrom(...METHODS), async (table, url, asked) => {
    const app = await build(table)
    for (const host of HOSTS) {
      const { headers } = await sendPreflight(app, url, asked, { host })
      const promised = String(headers['access-control-allow-methods'] ?? '').split(', ')
      for (const method of METHODS) {
        const answers = await Promise.all(VERSIONS.map((version) => app.inject({
          method, url, headers: { origin: EDITOR, host, ...(version !== undefined && { 'accept-version': version }) }
        })))
        const served = answers.filter(({ statusCode }) => statusCode !== 404)
        if (served.length === 0) continue
        const shared = served.every((answer) => answer.headers['access-control-allow-origin'] === EDITOR)
        if (promised.includes(method) && !shared) throw new Error(`${method} ${url} at ${host} is promised`)
        // A preflight for a method out of CORS allows nothing. If several hosts match, or if versions are in several scopes, the
        // plugin cannot know which route answers.
        const isKnown = headers['access-control-allow-origin'] !== undefined && host !== 'a.example' && table.registrations.length === 1
        if (!promised.includes(method) && shared && isKnown) throw new Error(`${method} ${url} at ${host} is not promised`)
        promises += Number(shared)
      }
    }
    await app.close()
  }), { runs: 150 })
  t.ok(promises > 100, `${promises} promises`)
})
