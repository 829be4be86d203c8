// A back-end that nginx has below a prefix. nginx.conf beside this file is the
// other half of it.
//
//   node examples/behind-nginx/backend.js
//
// nginx takes the prefix away, so that the plugin and the routes see URLs
// without it. The plugin needs no option for that.

import Fastify from 'fastify'
import openeoCors from 'fastify-openeo-cors'
import { startIfMain } from '../start.js'

/**
 * @param {object} [options]
 * @param {string} [options.publicUrl] the API's URL for clients. Links and Location are made from it, as the URLs that
 * arrive here are others.
 */
export async function buildBehindNginx ({ publicUrl = process.env.PUBLIC_URL ?? 'http://127.0.0.1:8080/openeo' } = {}) {
  const app = Fastify({
    // While the server closes, requests still come by connections that nginx has
    // open. Fastify would answer them with a 503 that no hook of the plugin sees.
    return503OnClosing: false
  })

  // The same origins as in nginx.conf.
  await app.register(openeoCors, { auth: true, origin: ['https://editor.openeo.org', 'https://*.example.org'] })

  app.get('/', async () => ({
    api_version: '1.2.0',
    links: [{ rel: 'data', href: `${publicUrl}/collections`, type: 'application/json' }]
  }))
  app.get('/collections', async () => ({ collections: [], links: [] }))
  app.get('/jobs', async () => ({ jobs: [], links: [] }))
  app.post('/jobs', async (request, reply) =>
    reply.code(201).headers({ Location: `${publicUrl}/jobs/job-1`, 'OpenEO-Identifier': 'job-1' }).send())

  return app
}

await startIfMain(import.meta.url, buildBehindNginx, 8081)
