// Results behind signed URLs on another host, to which the API redirects.
//
//   node examples/signed-downloads.js
//   curl -i -H 'Origin: https://editor.openeo.org' http://127.0.0.1:8080/jobs/job-1/results/ndvi.tif
//
// A browser that is redirected from one foreign origin to another sends
// `Origin: null` from then on (Fetch, 4.5), whatever the page. A list never
// matches that, so the server with the files cannot know which page asks. It
// does not have to: the URL's signature says what may be read, and nothing
// depends on cookies. So it allows everybody, by `*`.
//
// Pages must not ask with cookies then (`credentials: 'include'`), as browsers
// refuse `*` for such requests. openEO's clients do not.

import { createHmac, timingSafeEqual } from 'node:crypto'
import Fastify from 'fastify'
import openeoCors from 'fastify-openeo-cors'
import { startIfMain } from './start.js'

const SECRET = 'known to the API and to the server with the files'
const FILES = new Map([['ndvi.tif', 'the pixels']])
const MILLISECONDS_VALID = 60_000

/**
 * Both are one server here. To a browser, localhost and 127.0.0.1 are two.
 *
 * @param {object} [options]
 * @param {string} [options.storage] the URL of the server with the files
 */
export async function buildSignedDownloads ({ storage = process.env.STORAGE ?? 'http://localhost:8080' } = {}) {
  const app = Fastify()

  app.register(async api => {
    await api.register(openeoCors, { auth: true, origin: ['https://editor.openeo.org'] })

    // With a login in front, in a real one. The token does not go to the other
    // server: browsers take it away.
    api.get('/jobs/:job_id/results/:name', async ({ params }, reply) => {
      const expires = String(Date.now() + MILLISECONDS_VALID)
      const query = new URLSearchParams({ expires, signature: sign(params.name, expires) })
      return reply.redirect(`${storage}/downloads/${encodeURIComponent(params.name)}?${query}`)
    })
  })

  app.register(async downloads => {
    await downloads.register(openeoCors, { origin: '*', rangeRequests: true })

    downloads.get('/:name', async ({ params: { name }, query: { expires, signature } }, reply) => {
      if (!isSigned(name, expires, signature)) return reply.code(403).send({ message: 'The link is not valid, or not any more.' })
      if (!FILES.has(name)) return reply.callNotFound()
      return reply.type('image/tiff').send(FILES.get(name))
    })
  }, { prefix: '/downloads' })

  return app
}

function sign (name, expires) {
  return createHmac('sha256', SECRET).update(`${name}\n${expires}`).digest('base64url')
}

function isSigned (name, expires, signature) {
  if (typeof expires !== 'string' || typeof signature !== 'string' || !(Number(expires) > Date.now())) return false
  const expected = Buffer.from(sign(name, expires))
  const given = Buffer.from(signature)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

await startIfMain(import.meta.url, buildSignedDownloads)
