import Fastify, { type FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { sendPreflight, served } from '../requests.js'
import { corsHeaders, EDITOR } from '../server.js'

const ok = async () => null

function declare (app: FastifyInstance): void {
  app.get('/jobs', ok)
  app.post('/jobs', ok)
  app.route({ method: ['PATCH', 'DELETE'], url: '/jobs/:job_id', handler: ok })
  app.post('/jobs/search', ok)
  app.put('/files/*', ok)
  app.head('/alone', ok)
  app.get('/at/:hour(^\\d+$)h', ok)
}

const EXPECTED = {
  '/jobs': 'OPTIONS, GET, HEAD, POST',
  '/jobs?x=1': 'OPTIONS, GET, HEAD, POST',
  '/%6Aobs': 'OPTIONS, GET, HEAD, POST',
  '/jobs/1': 'OPTIONS, PATCH, DELETE',
  '/jobs/search': 'OPTIONS, POST, PATCH, DELETE',
  '/files/a/b': 'OPTIONS, PUT',
  '/alone': 'OPTIONS, HEAD',
  '/at/12h': 'OPTIONS, GET, HEAD',
  '/at/noon': 'OPTIONS',
  '/nowhere': 'OPTIONS'
}

const orders: Record<string, (app: FastifyInstance) => unknown> = {
  'after the awaited plugin': async (app) => {
    await app.register(openeoCors)
    declare(app)
  },
  'in the same tick as the plugin': (app) => {
    app.register(openeoCors)
    declare(app)
  },
  'before the plugin': (app) => {
    declare(app)
    app.register(openeoCors)
  },
  'before the awaited plugin': async (app) => {
    declare(app)
    await app.register(openeoCors)
  },
  'in after() of the plugin': (app) => {
    app.register(openeoCors).after(() => declare(app))
  },
  'in a plugin before': (app) => {
    app.register(async (scope) => declare(scope))
    app.register(openeoCors)
  },
  'in a plugin after': (app) => {
    app.register(openeoCors)
    app.register(async (scope) => declare(scope))
  },
  'in plugins of plugins, before and after': (app) => {
    app.register(async (scope) => { scope.register(async (inner) => { inner.head('/alone', ok) }) })
    app.register(openeoCors)
    app.register(async (scope) => {
      scope.get('/jobs', ok)
      scope.post('/jobs', ok)
      scope.register(async (inner) => {
        inner.patch('/jobs/:job_id', ok)
        await inner.register(async (innermost) => { innermost.delete('/jobs/:id', ok) })
        inner.post('/jobs/search', ok)
      })
    })
    app.put('/files/*', ok)
    app.get('/at/:hour(^\\d+$)h', ok)
  },
  'below the plugin when another plugin registers it': (app) => {
    app.register(fp(async (scope) => { await scope.register(openeoCors) }))
    app.register(async (scope) => declare(scope))
    // Waits for neither of them.
    app.get('/at/:hour(^\\d+$)h/x', ok)
  },
  'by a scope from before the plugin': (app) => {
    let captured = app
    app.register(async (scope) => { captured = scope })
    app.register(openeoCors)
    app.after(() => declare(captured))
  },
  'half by a scope from before the plugin': (app) => {
    let captured = app
    app.register(async (scope) => { captured = scope })
    app.register(openeoCors)
    app.after(() => {
      captured.get('/jobs', ok)
      app.post('/jobs', ok)
      captured.delete('/jobs/:id', ok)
      app.patch('/jobs/:job_id', ok)
      captured.post('/jobs/search', ok)
      app.put('/files/*', ok)
      captured.head('/alone', ok)
      app.get('/at/:hour(^\\d+$)h', ok)
    })
  }
}

for (const [order, build] of Object.entries(orders)) {
  t.test(`O4: the list is exact for routes declared ${order}`, async (t) => {
    const app = Fastify()
    await build(app)
    for (const [url, methods] of Object.entries(EXPECTED)) {
      t.equal(await served(app, url), methods, `${url}: is served so`)
      const { headers } = await sendPreflight(app, url)
      t.equal(headers['access-control-allow-methods'], methods, `${url}: is listed so`)
      t.equal(headers.allow, methods, `${url}: and in Allow`)
    }
  })
}

t.test('O3, O5: a method out of CORS is in Allow, but in no Allow-Methods', async (t) => {
  const app = Fastify()
  await app.register(openeoCors, { auth: true })
  app.delete('/jobs', { config: { openeoCors: false } }, ok)
  app.get('/jobs', ok)
  const get = await sendPreflight(app, '/jobs', 'GET')
  t.equal(get.headers.allow, 'OPTIONS, GET, HEAD, DELETE', 'the other method: Allow')
  t.equal(get.headers['access-control-allow-methods'], 'OPTIONS, GET, HEAD', 'the other method: Allow-Methods')
  const remove = await sendPreflight(app, '/jobs', 'DELETE')
  t.equal(remove.statusCode, 204, 'the method itself')
  t.equal(remove.headers.allow, 'OPTIONS, GET, HEAD, DELETE', 'the method itself: Allow')
  t.strictSame(corsHeaders(remove.headers), {}, 'the method itself: a browser may not send it')
})

t.test('O4, O11: routes around the scope of the plugin are in Allow, and as they get no headers, in no Allow-Methods', async (t) => {
  const app = Fastify()
  app.get('/jobs/:id', ok)
  app.register(async (scope) => {
    await scope.register(openeoCors)
    scope.route({ method: ['PATCH', 'DELETE'], url: '/jobs/:job_id', handler: ok })
  })
  await app.after()
  app.put('/jobs/:id', ok)
  const { headers } = await sendPreflight(app, '/jobs/1', 'PATCH')
  t.equal(headers.allow, 'OPTIONS, GET, HEAD, PATCH, PUT, DELETE', 'Allow')
  t.notMatch(headers['access-control-allow-methods'], 'PUT', 'Allow-Methods')
  t.strictSame(corsHeaders((await app.inject({ method: 'PUT', url: '/jobs/1', headers: { origin: EDITOR } })).headers), {}, 'the request')
})
