import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { sendOptions, sendPreflight } from '../requests.js'
import { EDITOR } from '../server.js'

const ok = async () => null

interface Headed { readonly headers: Readonly<Record<string, unknown>> }

const tier = {
  name: 'tier',
  storage: () => new Map(),
  deriveConstraint: ({ headers }: Headed) => headers['x-tier'],
  validate () {}
}

/** A constraint that has a value for every request. So the router never chooses a route without the constraint. */
const region = { ...tier, name: 'region', mustMatchWhenDerived: true, deriveConstraint: () => 'eu' }

const key = {
  ...tier,
  name: 'key',
  deriveConstraint: ({ headers }: Headed, _context: unknown, done: (error: null, value: unknown) => void) => {
    setImmediate(done, null, headers['x-key'])
  }
}

interface Case {
  readonly what: string
  readonly strategy?: object
  readonly declare: (app: FastifyInstance) => void
  /** The methods of /jobs. */
  readonly methods: string
}

const cases: Case[] = [{
  what: 'hosts',
  declare: (app) => {
    app.get('/jobs', { constraints: { host: 'a.example' } }, ok)
    app.post('/jobs', { constraints: { host: 'b.example' } }, ok)
    app.put('/jobs', ok)
  },
  methods: 'OPTIONS, GET, HEAD, POST, PUT'
}, {
  what: 'hosts by a regular expression',
  declare: (app) => {
    app.delete('/jobs', { constraints: { host: /^tiles\./ } }, ok)
    app.patch('/jobs', { constraints: { host: /^api\./ } }, ok)
  },
  methods: 'OPTIONS, PATCH, DELETE'
}, {
  what: 'versions',
  declare: (app) => {
    app.get('/jobs', { constraints: { version: '1.0.0' } }, ok)
    app.get('/jobs', { constraints: { version: '2.1.0' } }, ok)
    app.post('/:any', { constraints: { version: '1.2.0' } }, ok)
    app.put('/jobs', ok)
  },
  methods: 'OPTIONS, GET, HEAD, POST, PUT'
}, {
  what: 'hosts with versions',
  declare: (app) => {
    app.delete('/jobs', { constraints: { host: 'a.example', version: '1.0.0' } }, ok)
    app.delete('/jobs', { constraints: { host: 'b.example', version: '2.0.0' } }, ok)
  },
  methods: 'OPTIONS, DELETE'
}, {
  what: 'a strategy of the application',
  strategy: tier,
  declare: (app) => {
    app.get('/jobs', { constraints: { tier: 'free' } }, ok)
    app.post('/jobs', { constraints: { tier: 'gold', host: 'a.example' } }, ok)
  },
  methods: 'OPTIONS, GET, HEAD, POST'
}, {
  what: 'a strategy whose values are no strings',
  strategy: { ...tier, name: 'level', deriveConstraint: ({ headers }: Headed) => Number(headers['x-level']) },
  declare: (app) => {
    app.get('/jobs', { constraints: { level: 1 } }, ok)
    app.post('/jobs', { constraints: { level: 2 } }, ok)
  },
  methods: 'OPTIONS, GET, HEAD, POST'
}, {
  what: 'a strategy whose value every route has to match',
  strategy: region,
  declare: (app) => {
    app.get('/jobs', { constraints: { region: 'eu' } }, ok)
    app.post('/jobs', { constraints: { region: 'us' } }, ok)
    app.put('/jobs', ok)
  },
  methods: 'OPTIONS, GET, HEAD, POST, PUT'
}, {
  what: 'an asynchronous strategy',
  strategy: key,
  declare: (app) => {
    app.get('/jobs', { constraints: { key: 'secret' } }, ok)
    app.post('/jobs', ok)
  },
  methods: 'OPTIONS, GET, HEAD, POST'
}]

const requests: Array<[what: string, headers: Record<string, string>]> = [
  ['that meets none', { host: 'other.example' }],
  ['of a host', { host: 'a.example' }],
  ['of a host that a regular expression matches', { host: 'tiles.example' }],
  ['of a version', { 'accept-version': '1.x' }],
  ['of a version that nothing has', { 'accept-version': '9.0.0' }],
  ['with the header of a strategy', { 'x-tier': 'gold', 'x-key': 'secret' }]
]

for (const { what, strategy, declare, methods } of cases) {
  for (const seen of [true, false]) {
    const id = seen ? 'O3' : 'O3, O4'
    const where = seen ? '' : ', also of routes in a scope from before the plugin'
    t.test(`${id}: constraints by ${what} do not take methods off the list${where}`, async (t) => {
      const app = Fastify()
      if (strategy !== undefined) app.addConstraintStrategy(strategy as never)
      let earlier: FastifyInstance = app
      app.register(async (scope) => { earlier = scope })
      app.register(openeoCors)
      app.after(() => { declare(seen ? app : earlier) })

      for (const [which, headers] of requests) {
        const preflight = await sendPreflight(app, '/jobs', 'GET', headers)
        t.equal(preflight.statusCode, 204, `a preflight ${which} succeeds`)
        t.equal(preflight.headers['access-control-allow-methods'], methods, `a preflight ${which}`)
        const other = await sendOptions(app, '/jobs', { origin: EDITOR, ...headers })
        t.equal(other.statusCode, 204, `another request ${which} succeeds`)
        t.equal(other.headers.allow, methods, `another request ${which}`)
        const unknown = await sendPreflight(app, '/nowhere/at/all', 'GET', headers)
        t.equal(unknown.headers.allow, 'OPTIONS', `a preflight to an unknown path ${which}`)
      }
    })
  }
}

t.test('O13: flags of a regular expression for hosts count as in the router, and no match changes the next one', async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  await app.register(openeoCors)
  app.get('/tiles', async () => null)
  const constraints = { host: /^INTERNAL\./gi }
  app.get('/tiles', { constraints, config: { openeoCors: false } }, async () => null)
  for (const time of ['first', 'second', 'third']) {
    const { headers } = await sendPreflight(app, '/tiles', 'GET', { host: 'internal.example' })
    t.equal(headers['access-control-allow-origin'], undefined, `the ${time} time`)
  }
})
