// Requests of pages that nobody knows are refused with 403.
//
//   node examples/known-origins-only.js
//   curl -i -H 'Origin: https://evil.example' http://127.0.0.1:8080/jobs
//
// CORS decides who may read. A request of an origin that is not on the list
// runs, like one without an origin. Where it should not run, a hook of its own
// refuses it. The hook sees what the plugin has decided: the reply has an
// Access-Control-Allow-Origin, or not.
//
// This is no login: programs that are not browsers send any Origin, or none.

import Fastify from 'fastify'
import openeoCors from 'fastify-openeo-cors'
import { startIfMain } from './start.js'

export async function buildKnownOriginsOnly () {
  const app = Fastify()

  // Browsers send Origin with POST to the own server too. If this server has
  // pages, their origin has to be on the list.
  await app.register(openeoCors, { auth: true, origin: ['https://editor.openeo.org', 'https://openeo.example'] })

  // After the plugin, which answers preflights before this hook: those of
  // unknown origins with a 204 that allows nothing.
  app.addHook('onRequest', refuseUnknownOrigins)

  app.get('/jobs', async () => ({ jobs: [], links: [] }))
  app.post('/jobs', async (_request, reply) => reply.code(201).send())

  return app
}

async function refuseUnknownOrigins (request, reply) {
  // Out of CORS there is never a header. Here such routes are for everybody.
  if (request.headers.origin === undefined || request.routeOptions.config.openeoCors === false) return
  if (reply.hasHeader('access-control-allow-origin')) return

  return reply.code(403).send({ id: request.id, code: 'OriginForbidden', message: 'Pages of this origin may not use the API.', links: [] })
}

await startIfMain(import.meta.url, buildKnownOriginsOnly)
