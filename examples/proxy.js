// Some routes here, and a proxy for all other paths.
//
//   UPSTREAM=http://127.0.0.1:8081 node examples/proxy.js
//
// Preflights list the methods of routes. A handler for 404s that forwards
// requests (`setNotFoundHandler` with @fastify/reply-from) is no route, so a
// preflight lists OPTIONS only, and the browser does not send a PUT.
// @fastify/http-proxy declares a route for all paths. Its methods are listed.

import httpProxy from '@fastify/http-proxy'
import Fastify from 'fastify'
import openeoCors from 'fastify-openeo-cors'
import { startIfMain } from './start.js'

/**
 * @param {object} [options]
 * @param {string} [options.upstream] the URL of the server that has all the rest
 */
export async function buildProxy ({ upstream = process.env.UPSTREAM ?? 'http://127.0.0.1:8081' } = {}) {
  const app = Fastify()
  await app.register(openeoCors, { auth: true })

  app.get('/collections', async () => ({ collections: [], links: [] }))

  // The methods that the upstream has for any path. Preflights never get there,
  // but other OPTIONS requests do if OPTIONS is among them. What the upstream
  // says of CORS is replaced.
  app.register(httpProxy, { upstream, httpMethods: ['GET', 'POST', 'PATCH', 'DELETE'] })

  return app
}

await startIfMain(import.meta.url, buildProxy)
