import Fastify, { type FastifyInstance } from 'fastify'
import builtCopy from 'fastify-openeo-cors'
import fp from 'fastify-plugin'
import t from 'tap'
import openeoCors, { type OpeneoCorsOptions } from '../../lib/index.js'
import { sendOptions, sendPreflight } from '../requests.js'
import { EDITOR, corsHeaders } from '../server.js'

type Options = Omit<OpeneoCorsOptions, 'logLevel'>

const ok = async () => 'ok'
const OUTER = 'https://outer.example'
const INNER = 'https://inner.example'
const OTHER = 'https://other.example'

/** A plugin that registers this one, before or after it declares its routes. */
function scopeWith (options: Options, more: (scope: FastifyInstance) => unknown, last = false) {
  return async (scope: FastifyInstance) => {
    if (last) await more(scope)
    await scope.register(openeoCors, options)
    if (!last) await more(scope)
  }
}

/** The origin that is allowed on each path. Each registration allows one of its own. */
interface Case {
  readonly what: string
  readonly build: (app: FastifyInstance, last: boolean) => unknown
  readonly expected: Readonly<Record<string, string>>
}

const cases: Case[] = [{
  what: 'with a prefix, below the root',
  build: (app, last) => app.register(fp(scopeWith({ origin: OUTER }, (app) => {
    app.get('/jobs', ok)
    app.register(scopeWith({ origin: INNER }, (inner) => inner.get('/jobs', ok)), { prefix: '/api' })
  }, last))),
  expected: { '/jobs': OUTER, '/nowhere': OUTER, '/apix': OUTER, '/api/jobs': INNER, '/api/nowhere': INNER, '/api': INNER }
}, {
  what: 'without a prefix, below the root',
  build: (app, last) => app.register(fp(scopeWith({ origin: OUTER }, (app) => {
    app.get('/jobs', ok)
    app.register(scopeWith({ origin: INNER }, (inner) => inner.get('/files', ok)))
  }, last))),
  expected: { '/jobs': OUTER, '/files': INNER, '/nowhere': OUTER }
}, {
  what: 'two levels below, of which the middle has none',
  build: (app, last) => app.register(scopeWith({ origin: OUTER }, (api) => {
    api.register(async (middle) => {
      middle.get('/jobs', ok)
      middle.register(scopeWith({ origin: INNER }, (inner) => inner.get('/files', ok)))
    })
  }, last), { prefix: '/api' }),
  expected: { '/api/jobs': OUTER, '/api/files': INNER, '/api/nowhere': OUTER, '/api': OUTER }
}, {
  what: 'three within each other',
  build: (app, last) => app.register(fp(scopeWith({ origin: OTHER }, (app) => {
    app.get('/', ok)
    app.register(scopeWith({ origin: OUTER }, (api) => {
      api.get('/', ok)
      api.register(scopeWith({ origin: INNER }, (inner) => inner.get('/', ok), last), { prefix: '/files' })
    }, last), { prefix: '/api' })
  }, last))),
  expected: { '/': OTHER, '/nowhere': OTHER, '/api': OUTER, '/api/nowhere': OUTER, '/api/files/': INNER, '/api/files/nowhere': INNER }
}, {
  what: 'beside each other with the same prefix',
  build: (app, last) => {
    app.register(scopeWith({ origin: OUTER }, (scope) => scope.get('/jobs', ok), last), { prefix: '/api' })
    app.register(scopeWith({ origin: INNER }, (scope) => scope.get('/files', ok), last), { prefix: '/api/' })
  },
  expected: { '/api/jobs': OUTER, '/api/files': INNER, '/api/nowhere': OUTER, '/api': OUTER }
}, {
  what: 'with a slash at the end of the prefix',
  build: (app, last) => app.register(scopeWith({ origin: OUTER }, (scope) => scope.get('/jobs', ok), last), { prefix: '/api/' }),
  expected: { '/api/jobs': OUTER, '/api/nowhere': OUTER, '/api/': OUTER }
}, {
  what: 'beside each other without a prefix',
  build: (app, last) => {
    app.register(scopeWith({ origin: OUTER }, (scope) => scope.get('/jobs', ok), last))
    app.register(scopeWith({ origin: INNER }, (scope) => scope.get('/files', ok), last))
  },
  expected: { '/jobs': OUTER, '/files': INNER, '/nowhere': OUTER }
}]

for (const { what, build, expected } of cases) {
  for (const last of [false, true]) {
    t.test(`O11: the nearest registration rules, ${what}, registered ${last ? 'after' : 'before'} its routes`, async (t) => {
      const app = Fastify()
      t.after(() => app.close())
      await build(app, last)
      for (const [url, allowed] of Object.entries(expected)) {
        for (const origin of [OUTER, INNER, OTHER]) {
          const allowOrigin = origin === allowed ? origin : undefined
          const answers = [
            await app.inject({ url, headers: { origin } }), await sendPreflight(app, url, 'GET', { origin }), await sendOptions(app, url, { origin })
          ]
          for (const [i, { headers }] of answers.entries()) {
            t.equal(headers['access-control-allow-origin'], allowOrigin, `${['GET', 'preflight', 'OPTIONS'][i]} ${url} from ${origin}`)
          }
          const nowhere = await sendPreflight(app, url, 'PUT', { origin })
          t.equal(nowhere.statusCode, 204, `a preflight for a method that ${url} has not`)
        }
      }
    })
  }
}

t.test('O11: the outermost rules a path without a route, also where it registers last and there are routes for OPTIONS', async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  app.register(fp(scopeWith({ origin: OUTER }, (app) => {
    app.options('/own', ok)
    app.register(scopeWith({ origin: INNER }, (inner) => inner.get('/files', ok)))
  }, true)))
  for (const origin of [OUTER, INNER]) {
    const { headers } = await sendPreflight(app, '/nowhere', 'GET', { origin })
    t.equal(headers['access-control-allow-origin'], origin === OUTER ? OUTER : undefined, origin)
  }
})

t.test('O9, V5: a route for OPTIONS has the policy of its own scope for a method that its path has not', async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  app.register(fp(scopeWith({ origin: OUTER }, (app) => {
    app.register(scopeWith({ origin: '*' }, (inner) => inner.options('/own', ok)))
  })))
  const { headers } = await sendOptions(app, '/own', { 'access-control-request-method': 'PUT' })
  t.equal(headers['access-control-allow-origin'], '*')
})

t.test('O11: a public catalogue and private jobs under one prefix, each with its options', async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  app.register(scopeWith({ origin: '*' }, (api) => {
    api.get('/collections', ok)
    api.register(scopeWith({ origin: EDITOR, auth: true }, (own) => {
      own.get('/jobs', ok)
      own.post('/jobs', ok)
    }))
  }), { prefix: '/api' })
  const { headers } = await sendOptions(app, '/api/jobs', { origin: EDITOR })
  t.match(headers, {
    'access-control-allow-origin': EDITOR,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'OPTIONS, GET, HEAD, POST'
  }, 'also for OPTIONS that asks for no method')
  t.strictSame(corsHeaders((await sendPreflight(app, '/api/jobs', 'POST', { origin: OTHER })).headers), {}, 'not for others')
  t.match((await sendPreflight(app, '/api/collections', 'GET', { origin: OTHER })).headers, { 'access-control-allow-origin': '*' }, 'the catalogue')
})

t.test('O11: a second registration in the same instance is an error that says so', async (t) => {
  const api = { prefix: '/api' }
  const ways: Array<[what: string, build: (app: FastifyInstance) => unknown, where: string]> = [
    ['in the root', (app) => app.register(openeoCors).register(openeoCors, { auth: true }), 'without a prefix'],
    ['in a scope', (app) => app.register(scopeWith({}, (scope) => scope.register(openeoCors)), api), "with the prefix '/api'"],
    ['by two plugins without a scope', (app) => app.register(fp(scopeWith({}, ok))).register(fp(scopeWith({}, ok))), 'without a prefix']
  ]
  for (const [what, build, where] of ways) {
    const app = Fastify()
    t.after(() => app.close())
    await t.rejects(async () => {
      await build(app)
      await app.ready()
    }, {
      name: 'OpeneoCorsError',
      code: 'FST_OPENEO_CORS_ALREADY_REGISTERED',
      message: `The plugin is registered twice in the same scope, ${where}, expected once. Routes with other options need a ` +
        'scope of their own, as in fastify.register(async (scope) => { await scope.register(openeoCors, options) })'
    }, what)
  }
})

t.test('O11: another copy of the package on the same server is an error that says so', async (t) => {
  for (const [first, second] of [[openeoCors, builtCopy], [builtCopy, openeoCors]] as const) {
    const app = Fastify()
    t.after(() => app.close())
    app.get('/jobs', ok)
    app.register(first)
    app.register(async (scope) => { await scope.register(second) }, { prefix: '/api' })
    await t.rejects(async () => { await app.ready() }, {
      name: 'OpeneoCorsError', code: 'FST_OPENEO_CORS_SEVERAL_COPIES', message: /npm ls fastify-openeo-cors/
    })
  }
})
