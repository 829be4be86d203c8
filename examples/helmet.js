// @fastify/helmet beside the plugin. They do not get into each other's way.
//
//   node examples/helmet.js
//   curl -i -H 'Origin: https://editor.openeo.org' http://127.0.0.1:8080/collections
//
// Two headers that it sends have names like CORS, and are something else:
//
// - Cross-Origin-Resource-Policy (CORP) is for requests without CORS, such as
//   that of an <img>. `same-origin`, the default, keeps pages of other origins
//   from showing an image of this server. Scripts can still read it by fetch().
// - Cross-Origin-Opener-Policy (COOP) is for windows. Browsers look at it only
//   where this server's reply is a page.

import helmet from '@fastify/helmet'
import Fastify from 'fastify'
import openeoCors from 'fastify-openeo-cors'
import { startIfMain } from './start.js'

// A picture of one pixel.
const THUMBNAIL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

export async function buildHelmet () {
  const app = Fastify()
  await app.register(openeoCors, { auth: true })
  await app.register(helmet)

  app.get('/collections', async () => ({ collections: [], links: [] }))

  // A picture that any page may show.
  app.get('/collections/:collection_id/thumbnail', {
    helmet: { crossOriginResourcePolicy: { policy: 'cross-origin' } }
  }, async (_request, reply) => reply.type('image/png').send(THUMBNAIL))

  return app
}

await startIfMain(import.meta.url, buildHelmet)
