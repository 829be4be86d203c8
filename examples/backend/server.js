// An openEO 1.2 back-end in memory, made to be read and copied from. Each chapter of the API has a file of its own
// beside this one. What matters is the order here: first CORS, then the login, then the routes.

import Fastify from 'fastify'
import openeoCors, { frameworkErrors } from 'fastify-openeo-cors'
import { account } from './account.js'
import { capabilities, wellKnown } from './capabilities.js'
import { collections } from './collections.js'
import { notFound, sendError } from './errors.js'
import { files } from './files.js'
import { downloads, jobResults } from './job-results.js'
import { jobs } from './jobs.js'
import { PREFIX } from './links.js'
import { authenticate } from './login.js'
import { logs } from './logs.js'
import { processes } from './processes.js'
import { result } from './result.js'
import { services } from './services.js'
import { userProcesses } from './user-processes.js'

const CHAPTERS = [capabilities, collections, processes, account, userProcesses, services, result, jobs, jobResults, files]

/**
 * Builds the back-end, without listening.
 *
 * @param {object} [options]
 * @param {boolean | object} [options.logger] Fastify's `logger`
 * @param {boolean} [options.cors] `false` leaves the plugin out, to see what it does
 * @param {object} [options.corsOptions] the plugin's options
 * @param {object} [options.fastifyOptions] further Fastify options, such as `trustProxy`
 */
export async function build (options = {}) {
  const { logger = false, cors = true, corsOptions = { auth: true }, fastifyOptions } = options

  const app = Fastify({
    logger,
    // Fastify answers a malformed URL before any hook runs, so only this option can give that reply its CORS headers.
    frameworkErrors: cors ? frameworkErrors(corsOptions, sendError) : sendError,
    // Fastify's 100 characters are few for the path of a satellite scene.
    routerOptions: { maxParamLength: 500 },
    ...fastifyOptions
  })
  app.setErrorHandler(sendError)
  app.setNotFoundHandler(notFound)
  // A web page may post text/plain without a preflight. Only JSON is spoken here.
  app.removeContentTypeParser('text/plain')

  // 1. CORS, before the login: its 401 needs the headers, and a preflight, which never carries a token, must not meet it.
  if (cors) await app.register(openeoCors, corsOptions)

  // 2. The login.
  const store = { users: new Map(), tokens: new Map(), downloads: new Map() }
  app.decorateRequest('user', null)
  app.addHook('onRequest', authenticate(store))

  // 3. The routes: first what the API's answers link to, but is no operation of the API.
  for (const part of [wellKnown, downloads, logs]) app.register(part, store)
  app.register(async api => { for (const chapter of CHAPTERS) api.register(chapter, store) }, { prefix: PREFIX })

  return app
}
