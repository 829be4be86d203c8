// @fastify/rate-limit, with headers that pages can read.
//
//   node examples/rate-limit.js
//   curl -i -H 'Origin: https://editor.openeo.org' http://127.0.0.1:8080/jobs
//
// Registered after the plugin, it does not count preflights, and a page can
// read its 429. To know when to ask again, the page has to read the headers as
// well, so they are exposed.

import rateLimit from '@fastify/rate-limit'
import Fastify from 'fastify'
import openeoCors from 'fastify-openeo-cors'
import { startIfMain } from './start.js'

/**
 * @param {object} [options]
 * @param {number} [options.max] requests a minute
 */
export async function buildRateLimit ({ max = 60 } = {}) {
  const app = Fastify()

  await app.register(openeoCors, {
    auth: true,
    exposedHeaders: ['Retry-After', 'X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset']
  })
  await app.register(rateLimit, { max, timeWindow: '1 minute' })

  app.get('/jobs', async () => ({ jobs: [], links: [] }))

  return app
}

await startIfMain(import.meta.url, buildRateLimit)
