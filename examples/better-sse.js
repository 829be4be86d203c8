// Server-sent events by the package better-sse.
//
//   node examples/better-sse.js
//   curl -N -i -H 'Origin: https://editor.openeo.org' http://127.0.0.1:8080/jobs/events
//
// The package writes to Node's response itself. So Fastify sends no reply, and
// none of the headers that are on it. A hook of one line copies them first.
// server-sent-events.js does the same without a package.

import { createChannel, createSession } from 'better-sse'
import Fastify from 'fastify'
import openeoCors from 'fastify-openeo-cors'
import { startIfMain } from './start.js'

export async function buildBetterSse () {
  const app = Fastify()
  await app.register(openeoCors, { auth: true })

  app.get('/jobs', async () => ({ jobs: [], links: [] }))
  app.register(events)

  return app
}

async function events (scope) {
  // The last hook in front of the handler, so that it copies what all the
  // others have set.
  scope.addHook('preHandler', async (_request, reply) => {
    for (const [name, value = ''] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value)
  })

  // Streams that nobody ends would keep the server from closing.
  const responses = new Set()
  scope.addHook('preClose', async () => { for (const response of responses) response.end() })

  const channel = createChannel()

  // HEAD would wait for the end of the events too.
  scope.get('/jobs/events', { exposeHeadRoute: false }, async (request, reply) => {
    reply.hijack()
    responses.add(reply.raw)
    reply.raw.once('close', () => responses.delete(reply.raw))
    channel.register(await createSession(request.raw, reply.raw))
  })

  scope.post('/jobs/:job_id/results', async ({ params }, reply) => {
    channel.broadcast({ id: params.job_id, status: 'queued' }, 'job')
    return reply.code(202).send()
  })
}

await startIfMain(import.meta.url, buildBetterSse)
