// A login hook that preflights get past.
//
//   node examples/login-hook.js
//   curl -i -H 'Origin: https://editor.openeo.org' http://127.0.0.1:8080/jobs
//
// Before a browser sends a token, it asks with a preflight, which has none. A
// hook that wants a token of every request refuses the preflight, and the real
// request never comes. What helps is the order: first the plugin, then the hook.

import Fastify from 'fastify'
import openeoCors from 'fastify-openeo-cors'
import { startIfMain } from './start.js'

const USERS = new Map([['basic//demo', { name: 'Ada' }]])

export async function buildLoginHook () {
  const app = Fastify()

  // First, and awaited. It answers preflights before the hooks below, and gives
  // their 401 the headers without which a page sees a network failure only.
  await app.register(openeoCors, { auth: true })

  app.decorateRequest('user', null)
  app.addHook('onRequest', login)

  app.get('/collections', { config: { public: true } }, async () => ({ collections: [], links: [] }))
  app.get('/jobs', async () => ({ jobs: [], links: [] }))
  app.post('/jobs', async (request, reply) => {
    const url = `${request.protocol}://${request.host}/jobs/job-1`
    return reply.code(201).headers({ Location: url, 'OpenEO-Identifier': 'job-1' }).send()
  })

  return app
}

/** Wants a token, but not for routes that are public, nor for a path that does not exist. OPTIONS is no special case. */
export async function login (request, reply) {
  if (request.is404 || request.routeOptions.config.public) return

  const [, token] = /^bearer (.+)$/i.exec(request.headers.authorization ?? '') ?? []
  request.user = USERS.get(token)
  if (request.user !== undefined) return

  // Not `Basic`: browsers would open their own login dialog.
  return reply.code(401).header('WWW-Authenticate', 'Bearer').send({
    id: request.id, code: 'AuthenticationRequired', message: 'Unauthorized.', links: []
  })
}

await startIfMain(import.meta.url, buildLoginHook)
