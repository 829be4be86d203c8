import Fastify, { type FastifyInstance, type FastifyServerOptions, type RouteOptions } from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { sendOptions, sendPreflight, served } from '../requests.js'
import { corsHeaders, EDITOR } from '../server.js'

const ok = async () => null
const GET = 'OPTIONS, GET, HEAD'

interface Case {
  readonly what: string
  readonly options?: FastifyServerOptions
  /** Declares routes in the application, where the plugin's hook records them, and in a scope from before the plugin, where it does not. */
  readonly declare: (app: FastifyInstance, earlier: FastifyInstance) => void
  /** The methods by URL. */
  readonly expected: Readonly<Record<string, string>>
}

// The routes that onRoute hooks are called with can differ from the routes that the router has.
const cases: Case[] = [{
  what: 'HEAD is declared without the slash that GET has and the router ignores',
  options: { routerOptions: { ignoreTrailingSlash: true } },
  declare: (app, earlier) => {
    app.head('/jobs', ok)
    app.get('/jobs/', ok)
    earlier.get('/late', ok)
  },
  expected: { '/jobs': GET, '/late': GET }
}, {
  what: 'the application gets over declaring a route twice',
  declare: (app, earlier) => {
    app.post('/jobs', ok)
    try { app.post('/jobs', ok) } catch {}
    earlier.post('/late', ok)
  },
  expected: { '/jobs': 'OPTIONS, POST', '/late': 'OPTIONS, POST' }
}, {
  what: 'the application gets over a pattern that the router refuses',
  declare: (app, earlier) => {
    try { app.post('/jobs/*/logs', ok) } catch {}
    earlier.post('/late', ok)
  },
  expected: { '/jobs/1/logs': 'OPTIONS', '/late': 'OPTIONS, POST' }
}, {
  what: 'a parameter is optional, which makes two patterns',
  declare: (app, earlier) => {
    app.post('/jobs/:id?', ok)
    earlier.post('/late/:id?', ok)
  },
  expected: { '/jobs': 'OPTIONS, POST', '/jobs/1': 'OPTIONS, POST', '/late': 'OPTIONS, POST', '/late/1': 'OPTIONS, POST' }
}, {
  what: 'paths look like what printRoutes prints',
  declare: (app, earlier) => {
    app.get('/jobs (GET)', ok)
    earlier.get('/late (GET) {"host"::"x"} (GET)', ok)
    earlier.get('/::id', ok)
    app.post('/:id', ok)
    earlier.get('/__proto__', ok)
  },
  expected: {
    '/jobs%20(GET)': 'OPTIONS, GET, HEAD, POST',
    '/late%20(GET)%20%7B%22host%22:%22x%22%7D%20(GET)': 'OPTIONS, GET, HEAD, POST',
    '/:id': 'OPTIONS, GET, HEAD, POST',
    '/__proto__': 'OPTIONS, GET, HEAD, POST'
  }
}, {
  what: 'a hook declares routes',
  declare: (app) => {
    app.addHook('onRoute', ({ url, method }) => { if (method === 'POST') app.delete(url, ok) })
    app.post('/jobs', ok)
  },
  expected: { '/jobs': 'OPTIONS, POST, DELETE' }
}, {
  what: 'a hook changes the URL',
  declare: (app) => {
    app.addHook('onRoute', (route) => { route.url = route.url.replace('/old', '/new') })
    app.get('/old/jobs', ok)
  },
  expected: { '/new/jobs': GET, '/old/jobs': 'OPTIONS' }
}, {
  what: 'the index of a prefix has no slash, or has one',
  declare: (app) => {
    app.register(async (api) => {
      api.post('/', { prefixTrailingSlash: 'no-slash' }, ok)
      api.put('/', { prefixTrailingSlash: 'slash' }, ok)
      api.delete('/', ok)
    }, { prefix: '/api' })
  },
  expected: { '/api': 'OPTIONS, POST, DELETE', '/api/': 'OPTIONS, PUT, DELETE' }
}, {
  what: 'a hook adds a method to a list of them',
  declare: (app) => {
    app.addHook('onRoute', ({ method }) => { if (Array.isArray(method)) method.push('DELETE') })
    app.route({ method: ['PUT', 'POST'], url: '/jobs', handler: ok })
  },
  expected: { '/jobs': 'OPTIONS, POST, PUT, DELETE' }
}, {
  what: 'a hook changes the method',
  declare: (app) => {
    app.addHook('onRoute', (route) => { if (route.method === 'POST') route.method = 'PUT' })
    app.post('/jobs', ok)
  },
  expected: { '/jobs': 'OPTIONS, PUT' }
}]

for (const { what, options, declare, expected } of cases) {
  for (const first of [false, true]) {
    t.test(`O3, O4: the list is exact when ${what}, the plugin ${first ? 'in front' : 'behind another'}`, async (t) => {
      const app = Fastify(options)
      let earlier: FastifyInstance = app
      if (!first) app.register(async (scope) => { earlier = scope })
      app.register(openeoCors)
      app.after(() => declare(app, earlier))
      for (const [url, methods] of Object.entries(expected)) {
        t.equal(await served(app, url), methods, `${url}: is served so`)
        t.equal((await sendPreflight(app, url)).headers.allow, methods, `${url}: is listed so`)
      }
    })
  }
}

interface Change {
  readonly what: string
  /** The route as it is declared. A hook then changes it to DELETE /internal/jobs. */
  readonly route: Omit<RouteOptions, 'handler'>
  readonly change: (route: RouteOptions) => void
}

const OUT = { openeoCors: false } as const

const changes: Change[] = [{
  what: 'takes one out of CORS',
  route: { method: 'DELETE', url: '/internal/jobs' },
  change: (route) => { route.config = { ...route.config, ...OUT } }
}]

for (const { what, route, change } of changes) {
  for (const first of ['hook', 'plugin'] as const) {
    t.test(`O3: no preflight promises a route out of CORS when a hook ${what}, the ${first} first`, async (t) => {
      const app = Fastify()
      const hook = () => app.addHook('onRoute', (declared) => { if (declared.url === route.url) change(declared) })
      if (first === 'hook') hook()
      await app.register(openeoCors)
      if (first === 'plugin') hook()
      app.route({ ...route, handler: ok })

      const preflight = await sendPreflight(app, '/internal/jobs', 'DELETE')
      t.equal(preflight.headers.allow, 'OPTIONS, DELETE', 'Allow')
      t.strictSame(corsHeaders(preflight.headers), {}, 'a preflight promises nothing')
      const answer = await app.inject({ method: 'DELETE', url: '/internal/jobs', headers: { origin: EDITOR } })
      t.equal(answer.statusCode, 200, 'the request itself')
      t.strictSame(corsHeaders(answer.headers), {}, 'nor does the request itself')
    })
  }
}

t.test('O9: a route for OPTIONS out of CORS is left alone, also in a scope from before the plugin', async (t) => {
  const app = Fastify()
  let earlier: FastifyInstance = app
  app.register(async (scope) => { earlier = scope })
  app.register(openeoCors)
  app.after(() => { earlier.options('/own', { config: { openeoCors: false } }, ok) })
  for (const answer of [await sendOptions(app, '/own', { origin: EDITOR }), await sendPreflight(app, '/own')]) {
    t.equal(answer.statusCode, 200, 'its status')
    t.strictSame(corsHeaders(answer.headers), {}, 'its headers')
  }
})
