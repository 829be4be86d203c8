// The same API, with CORS done in several ways.

import { readFileSync } from 'node:fs'
import fastifyCors from '@fastify/cors'
import Fastify from 'fastify'
import openeoCors from 'fastify-openeo-cors'

export const ORIGIN = 'https://editor.openeo.org'

const OPERATIONS = JSON.parse(readFileSync(new URL('../test/openeo-operations.json', import.meta.url), 'utf8'))
const ALLOW_HEADERS = 'Authorization, Content-Type, Accept, Accept-Language'
const REQUEST_METHOD = 'Access-Control-Request-Method'
const MAX_AGE = 600
const EXPOSE_HEADERS = 'Location, OpenEO-Identifier, OpenEO-Costs, Link'
const METHODS = ['OPTIONS', 'GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE']
const JOB_METHODS = 'OPTIONS, GET, HEAD, PATCH, DELETE'

const job = { id: 'a3cca2b2', status: 'created', title: 'A job', created: '2024-01-01T00:00:00Z' }
const sendJob = (_request, reply) => { reply.send(job) }

/** Declares the operations of openEO 1.2, and `more` routes beside them. */
function declareRoutes (app, { more = 0, handler = sendJob }) {
  for (const { method, path } of OPERATIONS) {
    app.route({ method, url: path.replace('{path}', '*').replace(/\{(\w+)\}/g, ':$1'), handler })
  }
  for (let i = 0; i < more; i++) {
    app.route({ method: ['GET', 'POST', 'DELETE'][i % 3], url: `/service${i % 250}/layers${i}/:id`, handler })
  }
}

/** Fastify without CORS. Preflights are answered with a bare 204, so that there is something to compare with. */
export function bare ({ more, server } = {}) {
  const app = Fastify(server)
  declareRoutes(app, { more })
  app.options('*', (_request, reply) => { reply.code(204).send() })
  return app
}

/**
 * The headers that the plugin sends, written out in the handlers, for one resource. With `origin: '*'` nothing depends on
 * the request.
 */
export function byHand ({ more, origin: allowed, server } = {}) {
  const app = Fastify(server)
  const shareWith = allowed === '*'
    ? (reply, _origin, exposed = EXPOSE_HEADERS) => {
        reply.header('access-control-allow-origin', '*')
        reply.header('access-control-expose-headers', exposed)
      }
    : (reply, origin, exposed = EXPOSE_HEADERS) => {
        if (exposed === EXPOSE_HEADERS) reply.header('vary', 'Origin')
        if (origin === undefined) return
        reply.header('access-control-allow-origin', origin)
        reply.header('access-control-allow-credentials', 'true')
        reply.header('access-control-expose-headers', exposed)
      }
  const handler = (request, reply) => {
    shareWith(reply, request.headers.origin)
    reply.send(job)
  }
  declareRoutes(app, { more, handler })
  app.options('*', (request, reply) => {
    reply.header('vary', allowed === '*' ? REQUEST_METHOD : `Origin, ${REQUEST_METHOD}`)
    shareWith(reply, request.headers.origin, `${EXPOSE_HEADERS}, Allow`)
    reply.header('access-control-allow-methods', JOB_METHODS)
    reply.header('access-control-allow-headers', ALLOW_HEADERS)
    reply.header('access-control-max-age', MAX_AGE)
    reply.header('allow', JOB_METHODS)
    reply.header('content-type', 'application/json')
    reply.code(204).send()
  })
  return app
}

/** @fastify/cors, with options that make it send what it can of the same headers. */
export function withFastifyCors ({ more, origin = true, server } = {}) {
  const app = Fastify(server)
  app.register(fastifyCors, {
    origin,
    credentials: origin !== '*',
    methods: METHODS,
    allowedHeaders: ALLOW_HEADERS,
    exposedHeaders: EXPOSE_HEADERS,
    maxAge: MAX_AGE
  })
  app.after(() => declareRoutes(app, { more }))
  return app
}

/** This plugin. */
export function withOpeneoCors ({ more, origin = true, server } = {}) {
  const app = Fastify(server)
  app.register(openeoCors, { auth: true, origin })
  app.after(() => declareRoutes(app, { more }))
  return app
}

/** What no plugin with an `onRequest` and an `onSend` hook can be cheaper than: hooks that do nothing, but for Vary. */
export function withEmptyHooks ({ more, server } = {}) {
  const app = Fastify(server)
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('vary', 'Origin')
    done()
  })
  app.addHook('onSend', (_request, _reply, payload, done) => { done(null, payload) })
  declareRoutes(app, { more })
  return app
}
