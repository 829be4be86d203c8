import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { ORDERS } from '../orders.js'
import { assertListed, sendPreflight } from '../requests.js'
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

/** Orders in which routes are declared in several places. */
const SPREAD: Record<string, (app: FastifyInstance) => unknown> = {
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

for (const [order, build] of Object.entries<typeof ORDERS[string]>({ ...ORDERS, ...SPREAD })) {
  t.test(`O4: the list is exact for routes declared ${order}`, async (t) => {
    const app = Fastify()
    await build(app, declare)
    await assertListed(t, app, EXPECTED)
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
