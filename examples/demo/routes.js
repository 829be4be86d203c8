// What some steps of the page need, and the API has not.

import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { tiledGeoTiff } from './geotiff.js'

// The back-end's authentication reads it.
const PUBLIC = { config: { access: 'public' } }

/**
 * Declares the routes. They are outside the API's prefix, so they are not in
 * the capabilities.
 *
 * @param {import('fastify').FastifyInstance} app
 */
export async function demoRoutes (app) {
  // A mistake in a handler. It is made on purpose, and would only fill the log.
  app.get('/demo/collections/broken', { ...PUBLIC, logLevel: 'silent' }, async () => {
    throw new TypeError('A mistake in a handler')
  })

  app.get('/demo/moved', PUBLIC, async (_request, reply) => reply.redirect('/api/v1/collections'))

  // HEAD would wait for the end of the events too.
  app.get('/demo/events', { ...PUBLIC, exposeHeadRoute: false }, async (_request, reply) => {
    // From here on, Fastify sends nothing. The headers of CORS are on the reply
    // already, and have to be copied.
    reply.hijack()
    reply.raw.writeHead(200, {
      ...reply.getHeaders(),
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache'
    })
    await pipeline(progressEvents(), reply.raw).catch(() => {}) // the page has left
  })

  const image = tiledGeoTiff()
  app.get('/demo/image.tif', PUBLIC, async ({ headers }, reply) => {
    reply.type('image/tiff').header('Accept-Ranges', 'bytes')
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? []
    if (first === undefined) return reply.send(image)
    const start = Number(first)
    const end = Math.min(last === '' ? Infinity : Number(last), image.length - 1)
    if (start > end) return reply.code(416).header('Content-Range', `bytes */${image.length}`).send()
    reply.code(206).header('Content-Range', `bytes ${start}-${end}/${image.length}`)
    return reply.send(image.subarray(start, end + 1))
  })
}

async function * progressEvents () {
  for (const progress of [25, 50, 75, 100]) {
    await wait(25)
    yield `data: ${JSON.stringify({ progress })}\n\n`
  }
}
