import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { sendPreflight } from '../requests.js'
import { EDITOR, corsHeaders } from '../server.js'

const ok = async () => 'ok'
const OUT = { config: { openeoCors: false as const } }

/** A route that is out of CORS, beside a scope that has the plugin. */
interface Case {
  readonly what: string
  readonly server?: FastifyServerOptions
  /** The prefix of the scope that has the plugin, undefined for the root. */
  readonly prefix: string | undefined
  /** Declares routes in that scope. */
  readonly inside: (scope: FastifyInstance) => unknown
  /** Declares routes beside it, or in it. */
  readonly outside: (app: FastifyInstance) => unknown
  readonly url: string
  /** The method that must not be promised. */
  readonly method?: string
  /** What is promised to a preflight for GET. */
  readonly promised?: string
  readonly headers?: Record<string, string>
  /** Headers that the router needs to choose the route. A preflight does not have them. */
  readonly version?: string
}

const list = (scope: FastifyInstance) => scope.get('/collections', ok)
const listAndRemove = (scope: FastifyInstance) => scope.get('/collections', ok).delete('/collections', ok)

const cases: Case[] = [{
  what: 'a root route, the scope without a prefix',
  prefix: '',
  inside: list,
  outside: (app) => app.delete('/admin/:id', ok),
  url: '/admin/1'
}, {
  what: 'a root route below the prefix of the scope',
  prefix: '/api',
  inside: list,
  outside: (app) => app.delete('/api/admin/:id', ok),
  url: '/api/admin/1'
}, {
  what: 'a root route for a path of the scope',
  prefix: '/api',
  inside: list,
  outside: (app) => app.delete('/api/collections', ok),
  url: '/api/collections',
  promised: 'OPTIONS, GET, HEAD'
}, {
  what: 'a route of a plugin beside the scope',
  prefix: '',
  inside: list,
  outside: (app) => app.register(async (beside) => { beside.delete('/admin/:id', ok) }),
  url: '/admin/1'
}, {
  what: 'a route of a plugin beside the scope with the same prefix',
  prefix: '/api',
  inside: list,
  outside: (app) => app.register(async (beside) => { beside.delete('/admin/:id', ok) }, { prefix: '/api' }),
  url: '/api/admin/1'
}, {
  what: 'the index of a prefix beside the scope',
  prefix: '',
  inside: list,
  outside: (app) => app.register(async (beside) => { beside.delete('/', ok) }, { prefix: '/admin' }),
  url: '/admin/'
}, {
  what: 'a proxy at the root for whatever the scope does not have',
  prefix: '',
  inside: list,
  outside: (app) => app.all('*', ok),
  url: '/collections',
  promised: 'GET, HEAD'
}, {
  what: 'a static route in front of a parameter of the scope',
  prefix: '/jobs',
  inside: (scope) => scope.delete('/:id', ok),
  outside: (app) => app.delete('/jobs/all', ok),
  url: '/jobs/all'
}, {
  what: 'a route with an expression in front of a parameter of the scope',
  prefix: '/jobs',
  inside: (scope) => scope.delete('/:id', ok),
  outside: (app) => app.delete('/jobs/:id(^\\d+$)', ok),
  url: '/jobs/12'
}, {
  what: 'a root route that is written in another way',
  server: { routerOptions: { caseSensitive: false, ignoreTrailingSlash: true, ignoreDuplicateSlashes: true } },
  prefix: '',
  inside: list,
  outside: (app) => app.delete('/Admin//:id/', ok),
  url: '//%61DMIN/1'
}, {
  what: 'a root route that a hook declares',
  prefix: '',
  inside: list,
  outside: (app) => {
    app.addHook('onRoute', ({ url, method }) => { if (method === 'PUT') app.delete(url, ok) })
    app.put('/admin/:id', ok)
  },
  url: '/admin/1'
}, {
  what: 'a route out of CORS by its config',
  prefix: undefined,
  inside: list,
  outside: (app) => app.delete('/admin/:id', OUT, ok),
  url: '/admin/1'
}, {
  what: 'a route out of CORS by its config, for a path that has others',
  prefix: undefined,
  inside: list,
  outside: (app) => app.delete('/collections', OUT, ok),
  url: '/collections',
  promised: 'OPTIONS, GET, HEAD'
}, {
  what: 'a route for HEAD out of CORS by its config',
  prefix: undefined,
  inside: (scope) => scope.get('/collections', { exposeHeadRoute: false }, ok),
  outside: (app) => app.head('/collections', OUT, ok),
  url: '/collections',
  method: 'HEAD',
  promised: 'OPTIONS, GET'
}, {
  what: 'a route out of CORS for the host of the preflight',
  prefix: undefined,
  inside: listAndRemove,
  outside: (app) => app.delete('/collections', { ...OUT, constraints: { host: 'internal.example' } }, ok),
  url: '/collections',
  headers: { host: 'internal.example' },
  promised: 'OPTIONS, GET, HEAD'
}, {
  what: 'a route out of CORS for a version, which a preflight cannot tell',
  prefix: undefined,
  inside: listAndRemove,
  outside: (app) => app.delete('/collections', { ...OUT, constraints: { version: '2.0.0' } }, ok),
  url: '/collections',
  version: '2.0.0',
  promised: 'OPTIONS, GET, HEAD'
}, {
  what: 'a route out of CORS for a version, behind one that the version would pass by',
  prefix: undefined,
  inside: listAndRemove,
  outside: (app) => app.delete('/:any', { ...OUT, constraints: { version: '2.0.0' } }, ok),
  url: '/collections',
  version: '2.0.0',
  promised: 'OPTIONS, GET, HEAD'
}]

type Steps = Readonly<Record<'inside' | 'outside', (app: FastifyInstance) => unknown>>

/** When the route beside the scope is declared. */
const orders: Record<string, (app: FastifyInstance, steps: Steps) => unknown> = {
  'in front': (app, { inside, outside }) => {
    outside(app)
    inside(app)
  },
  'in the same tick': (app, { inside, outside }) => {
    inside(app)
    outside(app)
  },
  afterwards: async (app, { inside, outside }) => {
    inside(app)
    await app.after()
    outside(app)
  },
  'in a plugin in front': async (app, { inside, outside }) => {
    await app.register(async (plugin) => { outside(plugin) })
    inside(app)
  },
  'in a plugin afterwards': (app, { inside, outside }) => {
    inside(app)
    app.register(async (plugin) => { outside(plugin) })
  },
  'in a scope from before': async (app, { inside, outside }) => {
    let before = app
    await app.register(async (scope) => { before = scope })
    inside(app)
    await app.after()
    outside(before)
  }
}

for (const { what, server, prefix, inside, outside, url, method = 'DELETE', promised = 'OPTIONS', headers = {}, version } of cases) {
  for (const [order, build] of Object.entries(orders)) {
    t.test(`O13: a preflight does not promise ${what}, declared ${order}`, async (t) => {
      const app = Fastify(server)
      t.after(() => app.close())
      const register = (scope: FastifyInstance) => {
        scope.register(openeoCors, { auth: true })
        inside(scope)
      }
      await build(app, {
        inside: (app) => prefix === undefined ? register(app) : app.register(async (scope) => register(scope), { prefix }),
        outside
      })

      const asked = await sendPreflight(app, url, method, headers)
      t.strictSame(corsHeaders(asked.headers), {}, 'to who asks for it')
      t.ok(String(asked.headers.allow).split(', ').includes(method), 'though the path has it')
      const other = await sendPreflight(app, url, 'GET', headers)
      t.equal(other.headers['access-control-allow-methods'] ?? 'OPTIONS', promised, 'to who asks for another')
      t.equal(other.headers.allow, asked.headers.allow, 'to who asks for another: Allow')
      const meant = version === undefined ? headers : { ...headers, 'accept-version': version }
      const itself = await app.inject({ method: method as 'DELETE', url, headers: { origin: EDITOR, ...meant } })
      t.equal(itself.statusCode, 200, 'the request itself is served')
      t.strictSame(corsHeaders(itself.headers), {}, 'and is out of CORS')
    })
  }
}

t.test('O13: a method is allowed for a host if the route for that host is in CORS', async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  await app.register(openeoCors)
  app.delete('/jobs', { constraints: { host: 'api.example' } }, ok)
  app.delete('/jobs', { ...OUT, constraints: { host: /^internal\./g } }, ok)
  app.put('/jobs', OUT, ok)
  app.put('/jobs', { constraints: { host: 'api.example' } }, ok)
  app.delete('/*', OUT, ok)
  const hosts = ['api.example', 'internal.example', 'internal.example', 'other.example']
  for (const host of hosts) {
    const expected = host === 'api.example' ? 'OPTIONS, PUT, DELETE' : 'OPTIONS'
    const { headers } = await sendPreflight(app, '/jobs', 'OPTIONS', { host })
    t.equal(headers['access-control-allow-methods'], expected, host)
    t.equal(headers.allow, 'OPTIONS, PUT, DELETE', `${host}: Allow`)
  }
})
