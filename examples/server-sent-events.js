// Server-sent events, by a handler that writes to the connection itself.
//
//   node examples/server-sent-events.js
//   curl -N -i -H 'Origin: https://editor.openeo.org' http://127.0.0.1:8080/jobs/job-1/events
//
// A page cannot give its EventSource a token. With a login, have it read the
// body of a fetch() instead: to the server both are the same.

import Fastify from 'fastify'
import openeoCors from 'fastify-openeo-cors'
import { startIfMain } from './start.js'

const JOBS = new Set(['job-1'])

/**
 * @param {object} [options]
 * @param {number} [options.interval] milliseconds between two events
 */
export async function buildServerSentEvents ({ interval = 1000 } = {}) {
  const app = Fastify()
  await app.register(openeoCors, { auth: true })

  // Streams that nobody ends would keep the server from closing.
  const streams = new Set()
  app.addHook('preClose', async () => { for (const stream of streams) stream.end() })

  // HEAD would wait for the end of the events too.
  app.get('/jobs/:job_id/events', { exposeHeadRoute: false }, async ({ params }, reply) => {
    if (!JOBS.has(params.job_id)) {
      return reply.code(404).send({ code: 'JobNotFound', message: 'The batch job does not exist.', links: [] })
    }

    // From here on, Fastify sends nothing, no headers either. Those of CORS are
    // on the reply already, and have to be copied.
    reply.hijack()
    const stream = reply.raw
    stream.writeHead(200, {
      ...reply.getHeaders(),
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache'
    })
    // Otherwise Node would wait for the first event.
    stream.flushHeaders()

    let progress = 0
    const timer = setInterval(() => {
      progress += 25
      stream.write(`data: ${JSON.stringify({ progress })}\n\n`)
      if (progress === 100) stream.end()
    }, interval)
    streams.add(stream)
    stream.once('close', () => {
      clearInterval(timer)
      streams.delete(stream)
    })
  })

  return app
}

await startIfMain(import.meta.url, buildServerSentEvents)
