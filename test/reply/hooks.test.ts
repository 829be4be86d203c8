import Fastify, { type FastifyInstance, type RouteShorthandOptions, type onRequestHookHandler } from 'fastify'
import fp from 'fastify-plugin'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { EDITOR, corsHeaders, listen, send } from '../server.js'

const ALLOWED = {
  'access-control-allow-origin': EDITOR,
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'Location, OpenEO-Identifier, OpenEO-Costs, Link'
}

type Hooks = Pick<RouteShorthandOptions,
  'onRequest' | 'preParsing' | 'preValidation' | 'preHandler' | 'preSerialization' | 'onSend' | 'onError'>

const teapot = Object.assign(new Error('teapot'), { statusCode: 418 })

/**
 * What a hook does, and the status of the reply if the handler replies with 200, and if it fails with 409. If there are two
 * errors, Fastify keeps the status of the first.
 */
const cases: Array<readonly [does: string, hooks: Hooks, replied: number, failed: number]> = [
  ['rejects in onRequest', { onRequest: async () => { throw teapot } }, 418, 418],
  ['throws in onRequest', { onRequest: () => { throw teapot } }, 418, 418],
  ['calls back with an error in onRequest', { onRequest: (_request, _reply, done) => { done(teapot) } }, 418, 418],
  ['replies in onRequest', { onRequest: async (_request, reply) => reply.code(401).send({}) }, 401, 401],
  ['replies in onRequest, later', { onRequest: (_request, reply) => { setImmediate(() => reply.code(401).send({})) } }, 401, 401],
  ['calls the 404 in onRequest', { onRequest: (_request, reply) => { reply.callNotFound() } }, 404, 404],
  ['replies in onRequest with a web response', {
    onRequest: async (_request, reply) => reply.send(new Response('', { status: 401 }))
  }, 401, 401],
  ['rejects in preParsing', { preParsing: async () => { throw teapot } }, 418, 418],
  ['throws in preParsing', { preParsing: () => { throw teapot } }, 418, 418],
  ['calls back with an error in preParsing', { preParsing: (_request, _reply, _payload, done) => { done(teapot) } }, 418, 418],
  ['replies in preParsing', { preParsing: (_request, reply) => { reply.code(401).send({}) } }, 401, 401],
  ['rejects in preValidation', { preValidation: async () => { throw teapot } }, 418, 418],
  ['throws in preValidation', { preValidation: () => { throw teapot } }, 418, 418],
  ['replies in preValidation', { preValidation: async (_request, reply) => reply.code(401).send({}) }, 401, 401],
  ['rejects in preHandler', { preHandler: async () => { throw teapot } }, 418, 418],
  ['throws in preHandler', { preHandler: () => { throw teapot } }, 418, 418],
  ['replies in preHandler', { preHandler: async (_request, reply) => reply.code(401).send({}) }, 401, 401],
  ['rejects in preSerialization', { preSerialization: async () => { throw teapot } }, 418, 409],
  ['throws in preSerialization', { preSerialization: () => { throw teapot } }, 418, 409],
  ['changes the payload in preSerialization', { preSerialization: async () => ({ other: true }) }, 200, 409],
  ['rejects in onSend', { onSend: async () => { throw teapot } }, 418, 409],
  ['throws in onSend', { onSend: () => { throw teapot } }, 418, 409],
  ['calls back with an error in onSend', { onSend: (_request, _reply, _payload, done) => { done(teapot) } }, 418, 409],
  ['changes the payload in onSend', { onSend: async () => 'other' }, 200, 409],
  ['changes the payload to a web response in onSend', {
    onSend: async () => new Response('', { status: 202 })
  }, 202, 202],
  ['rejects in onError', { onError: async () => { throw teapot } }, 200, 409],
  ['throws in onError', { onError: () => { throw teapot } }, 200, 409],
  ['replies in onError', { onError: async (_request, reply) => { reply.code(401).send({}) } }, 200, 409],
  ['replies in onRequest and throws in onSend', {
    onRequest: async (_request, reply) => reply.code(401).send({}), onSend: async () => { throw teapot }
  }, 418, 418],
  ['throws in onRequest and in onSend', {
    onRequest: async () => { throw teapot }, onSend: async () => { throw new Error('second') }
  }, 418, 418],
  ['throws in onRequest and in onError', {
    onRequest: async () => { throw teapot }, onError: async () => { throw new Error('second') }
  }, 418, 418],
  ['throws in onSend and in onError', {
    onSend: async () => { throw teapot }, onError: async () => { throw new Error('second') }
  }, 418, 409]
]

/** Where a hook is added. For paths without a route, hooks of routes and scopes do not run. */
const places: Array<readonly [place: string, everywhere: boolean, declare: (app: FastifyInstance, hooks: Hooks) => unknown]> = [
  ['before the plugin', true, async (app, hooks) => {
    addHooks(app, hooks)
    await app.register(openeoCors, { auth: true })
    addRoutes(app)
  }],
  ['after the plugin', true, async (app, hooks) => {
    await app.register(openeoCors, { auth: true })
    addHooks(app, hooks)
    addRoutes(app)
  }],
  ['after the plugin, which is not awaited', true, (app, hooks) => {
    app.register(openeoCors, { auth: true })
    addHooks(app, hooks)
    addRoutes(app)
  }],
  ['by another plugin, before', true, async (app, hooks) => {
    await app.register(fp(async (instance) => { addHooks(instance, hooks) }))
    await app.register(openeoCors, { auth: true })
    addRoutes(app)
  }],
  ['in a scope before the plugin', false, async (app, hooks) => {
    await app.register(async (scope) => {
      addHooks(scope, hooks)
      addRoutes(scope)
    })
    await app.register(openeoCors, { auth: true })
  }],
  ['in a scope after the plugin', false, async (app, hooks) => {
    await app.register(openeoCors, { auth: true })
    await app.register(async (scope) => {
      addHooks(scope, hooks)
      addRoutes(scope)
    })
  }],
  ['above the scope of the plugin', true, async (app, hooks) => {
    addHooks(app, hooks)
    await app.register(async (scope) => {
      await scope.register(openeoCors, { auth: true })
      addRoutes(scope)
    })
  }],
  ['on the route', false, async (app, hooks) => {
    await app.register(openeoCors, { auth: true })
    addRoutes(app, hooks)
  }]
]

function addHooks (app: FastifyInstance, hooks: Hooks): void {
  // The types of addHook tell the hooks apart by the literal name.
  for (const [name, hook] of Object.entries(hooks)) app.addHook(name as 'onRequest', hook as onRequestHookHandler)
}

function addRoutes (app: FastifyInstance, hooks: Hooks = {}): void {
  app.get('/replies', hooks, async () => ({}))
  app.get('/fails', hooks, async () => { throw Object.assign(new Error('conflict'), { statusCode: 409 }) })
}

for (const [place, everywhere, declare] of places) {
  t.test(`R1: the headers are there whatever a hook does that is added ${place}`, async (t) => {
    for (const [does, hooks, replied, failed] of cases) {
      const app = Fastify()
      await declare(app, hooks)
      const port = await listen(t, app)
      for (const path of ['/replies', '/fails', '/missing']) {
        const { status, headers } = await send(port, { path, headers: { origin: EDITOR } })
        if (path !== '/missing') t.equal(status, path === '/fails' ? failed : replied, `status of ${path} when it ${does}`)
        else if (!everywhere) t.equal(status, 404, `status of ${path} when it ${does}`)
        t.strictSame(corsHeaders(headers), ALLOWED, `headers of ${path} when it ${does}`)
        t.match(headers.vary, /^Origin$/, `Vary of ${path} when it ${does}`)
      }
    }
  })
}
