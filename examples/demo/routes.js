// What some steps of the page need, and the API has not.

import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { tiledGeoTiff } from './geotiff.js'

// The back-end's authentication reads it.
const PUBLIC = { config: { access: 'public' } }

/** What a Host header has to be like to become part of a page or of its policy. */
export const HOSTNAME = /^(?:[\w.-]+|\[[\da-f:.]+\])$/i

/** Where the page listens, by the port of a back-end. */
export const pagePorts = new Map()

/**
 * Declares the routes. They are outside the API's prefix, so they are not in
 * the capabilities.
 *
 * @param {import('fastify').FastifyInstance} app
 */
export async function demoRoutes (app) {
  // For people who open the back-end's address in a browser.
  app.get('/', PUBLIC, async ({ hostname, socket }, reply) => {
    const port = pagePorts.get(socket.localPort)
    const hasPage = port !== undefined && HOSTNAME.test(hostname)
    return reply.type('text/html; charset=utf-8').send(rootPage(hasPage ? `http://${hostname}:${port}/` : ''))
  })

  // A mistake in a handler. It is made on purpose, and would only fill the log.
  app.get('/demo/collections/broken', { ...PUBLIC, logLevel: 'silent' }, async () => {
    throw new TypeError('A mistake in a handler')
  })

  // As a proxy passes on what another server allows to somebody else.
  app.get('/demo/passed-on', PUBLIC, async (_request, reply) =>
    reply.header('Access-Control-Allow-Origin', 'https://other.example').send({ from: 'another server' }))

  // Tells of its own cookie only: a browser sends those of all servers on this host.
  app.get('/demo/cookie/:value', PUBLIC, async ({ params: { value }, headers: { cookie = '' } }, reply) => {
    const [, received = null] = /(?:^|; )openeo-demo=(\w+)/.exec(cookie) ?? []
    return reply.header('Set-Cookie', `openeo-demo=${encodeURIComponent(value)}; Path=/demo; Max-Age=60; HttpOnly; SameSite=Lax`).send({ received })
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

function rootPage (page) {
  const link = page === '' ? '' : `<p><a href="${page}">The page that uses it</a> shows what CORS has to do with it.</p>`
  return '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
    '<title>openEO back-end</title><body style="font: 1rem/1.5 system-ui, sans-serif; margin: 2rem"><h1>openEO back-end</h1>' +
    `<p>This is an API for programs. It begins at <a href="/api/v1/">/api/v1/</a>.</p>${link}</body></html>`
}

async function * progressEvents () {
  for (const progress of [25, 50, 75, 100]) {
    await wait(25)
    yield `data: ${JSON.stringify({ progress })}\n\n`
  }
}
