// The same API, with CORS done in four ways.

import { readFileSync } from 'node:fs'
import fastifyCors from '@fastify/cors'
import Fastify from 'fastify'
import openeoCors from 'fastify-openeo-cors'

const OPERATIONS = JSON.parse(readFileSync(new URL('../test/openeo-operations.json', import.meta.url), 'utf8'))
const ALLOW_HEADERS = 'Authorization, Content-Type'
const EXPOSE_HEADERS = 'Location, OpenEO-Identifier, OpenEO-Costs, Link'
const METHODS = ['OPTIONS', 'GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE']

export const JOB_METHODS = 'OPTIONS, GET, HEAD, PATCH, DELETE'

/** The operations of openEO 1.2 as Fastify declares them, and `more` routes beside them. */
function declareRoutes (app, more, handler) {
  for (const { method, path } of OPERATIONS) {
    app.route({ method, url: path.replace('{path}', '*').replace(/\{(\w+)\}/g, ':$1'), handler })
  }
  for (let i = 0; i < more; i++) {
    app.route({ method: ['GET', 'POST', 'DELETE'][i % 3], url: `/service${i % 250}/layers${i}/:id`, handler })
  }
}

const document = { id: 'a3cca2b2', status: 'created', title: 'A job', created: '2024-01-01T00:00:00Z' }

/** Fastify without CORS. Preflights are answered with a bare 204, so that there is something to compare with. */
export function bare ({ more = 0 } = {}) {
  const app = Fastify()
  declareRoutes(app, more, (request, reply) => { reply.send(document) })
  app.options('*', (request, reply) => { reply.code(204).send() })
  return app
}

/** The headers that the plugin sends, written out in the handlers. The methods are those of one resource. */
export function handWritten ({ more = 0 } = {}) {
  const app = Fastify()
  declareRoutes(app, more, (request, reply) => {
    const { origin } = request.headers
    reply.header('vary', 'Origin')
    if (origin !== undefined) {
      reply.header('access-control-allow-origin', origin)
      reply.header('access-control-allow-credentials', 'true')
      reply.header('access-control-expose-headers', EXPOSE_HEADERS)
    }
    reply.send(document)
  })
  app.options('*', (request, reply) => {
    reply.header('vary', 'Origin')
    reply.header('access-control-allow-origin', request.headers.origin)
    reply.header('access-control-allow-credentials', 'true')
    reply.header('access-control-expose-headers', EXPOSE_HEADERS)
    reply.header('access-control-allow-methods', JOB_METHODS)
    reply.header('access-control-allow-headers', ALLOW_HEADERS)
    reply.header('allow', JOB_METHODS)
    reply.header('content-type', 'application/json')
    reply.code(204).send()
  })
  return app
}

/** @fastify/cors, with options that send what it can of the same headers. */
export function fastifyCorsPlugin ({ more = 0 } = {}) {
  const app = Fastify()
  app.register(fastifyCors, {
    origin: true,
    credentials: true,
    methods: METHODS,
    allowedHeaders: ALLOW_HEADERS,
    exposedHeaders: EXPOSE_HEADERS
  })
  app.after(() => declareRoutes(app, more, (request, reply) => { reply.send(document) }))
  return app
}

/** This plugin. */
export function openeoCorsPlugin ({ more = 0, ...options } = {}) {
  const app = Fastify()
  app.register(openeoCors, { auth: true, ...options })
  app.after(() => declareRoutes(app, more, (request, reply) => { reply.send(document) }))
  return app
}
