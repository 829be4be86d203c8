// An openEO 1.3 back-end in memory, made to be read and copied from. Each chapter of the API has a file of its own beside
// this one. What matters is the order here: first CORS, then the login, then the routes.

import Fastify from 'fastify'
import openeoCors, { frameworkErrors } from 'fastify-openeo-cors'
import { CHAPTERS, LINKED } from './chapters.js'
import { notFound, sendError } from './errors.js'
import { PREFIX } from './links.js'
import { authenticate } from './login.js'
import { createStore } from './store.js'

/**
 * Builds the back-end, without listening.
 *
 * @param {object} [options]
 * @param {boolean | object} [options.logger] Fastify's `logger`
 * @param {boolean | ((app: import('fastify').FastifyInstance) => Promise<void>)} [options.cors] `false` leaves the plugin
 *   out, to see what it does. A function registers something else in its place.
 * @param {object} [options.corsOptions] the plugin's options
 * @param {object} [options.fastifyOptions] further Fastify options, such as `trustProxy`
 * @param {number} [options.jobSeconds] how long a job takes
 * @param {{ issuer: string, clientId: string, title?: string }} [options.oidc] a provider of OpenID Connect
 */
export async function build (options = {}) {
  const { logger = false, cors = true, corsOptions = { auth: true }, fastifyOptions, jobSeconds = 6, oidc } = options

  const app = Fastify({
    logger,
    // Fastify answers a malformed URL before any hook runs, so only this option can give that reply its CORS headers.
    frameworkErrors: cors === true ? frameworkErrors(corsOptions, sendError) : sendError,
    // Fastify's 100 characters are few for the path of a satellite scene.
    routerOptions: { maxParamLength: 500 },
    ...fastifyOptions
  })
  app.setErrorHandler(sendError)
  app.setNotFoundHandler(notFound)
  // A web page may post text/plain without a preflight. Only JSON is spoken here.
  app.removeContentTypeParser('text/plain')

  // 1. CORS. The login comes later: its 401 needs the headers, and preflights, which never have a token, must not meet it.
  if (cors === true) await app.register(openeoCors, corsOptions)
  else if (cors !== false) await cors(app)

  // 2. The login.
  const store = createStore({ jobSeconds, oidc })
  app.decorateRequest('user', null)
  app.addHook('onRequest', authenticate(store))

  // 3. The routes: what the API's answers link to, and the API.
  for (const part of LINKED) app.register(part, store)
  app.register(async api => { for (const chapter of CHAPTERS) api.register(chapter, store) }, { prefix: PREFIX })

  return app
}
