// Scopes with options of their own: a catalogue for everybody, an API for known
// editors, and a page for operators that is in no scope and has no CORS.
//
//   node examples/scopes.js

import Fastify from 'fastify'
import openeoCors from 'fastify-openeo-cors'
import { login } from './login-hook.js'
import { startIfMain } from './start.js'

export async function buildScopes () {
  const app = Fastify()
  app.decorateRequest('user', null)

  // Each scope registers the plugin for itself, first, and has a prefix, so that
  // preflights and 404s below the prefix are answered by the same options.
  app.register(catalogue, { prefix: '/catalogue' })
  app.register(api, { prefix: '/api/v1' })

  app.get('/health', async () => ({ status: 'ok' }))

  return app
}

// One answer for all origins, which shared caches may keep. Nobody logs in here.
async function catalogue (scope) {
  await scope.register(openeoCors, { origin: '*', maxAge: 7200 })

  scope.get('/collections', async () => ({ collections: [], links: [] }))
  scope.get('/collections/:collection_id', async ({ params }) => ({ id: params.collection_id }))
}

// For users, by way of editors that we know.
async function api (scope) {
  await scope.register(openeoCors, { auth: true, origin: ['https://editor.openeo.org', 'https://*.example.org'] })

  scope.addHook('onRequest', login)
  scope.get('/jobs', async () => ({ jobs: [], links: [] }))
  scope.delete('/jobs/:job_id', async (request, reply) => reply.code(204).send())
}

await startIfMain(import.meta.url, buildScopes)
