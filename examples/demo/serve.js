// Serves the page in this folder, and starts two more back-ends to compare with.

import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import Fastify from 'fastify'
import { demoRoutes } from './routes.js'

export { demoRoutes }

const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const require = createRequire(import.meta.url)
const HOSTNAME = /^(?:[\w.-]+|\[[\da-f:.]+\])$/i
const LIBRARIES = {
  'axios.js': join(dirname(require.resolve('axios/package.json')), 'dist/axios.min.js'),
  'openeo.js': require.resolve('@openeo/js-client/openeo.min.js'),
  // In a folder beside that of the main file, and its package.json is not for others to see.
  'geotiff.js': join(dirname(require.resolve('geotiff')), '../dist-browser/geotiff.js')
}

/**
 * Starts the page and the other back-ends. If one of them cannot listen, none is left.
 *
 * @param {object} options
 * @param {(options: object) => Promise<import('fastify').FastifyInstance>} options.build builds the back-end
 * @param {string} options.host
 * @param {number} options.apiPort where the back-end with the plugin listens. It has the `demoRoutes`.
 * @param {number} options.port where the page is to listen
 * @param {number} options.plainPort where the back-end without the plugin is to listen
 * @param {number} options.listedPort where the back-end with a list of origins is to listen
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function startDemo ({ build, host, apiPort, port, plainPort, listedPort }) {
  const logger = { level: 'warn' }
  const plain = await build({ logger, cors: false })
  await plain.register(demoRoutes)
  const listed = await build({ logger, corsOptions: { auth: true, origin: ['https://editor.openeo.org'] } })
  const ports = { with: apiPort }
  const page = buildPage(ports)
  const close = async () => { await Promise.all([page, plain, listed].map(app => app.close())) }
  try {
    await plain.listen({ host, port: plainPort })
    await listed.listen({ host, port: listedPort })
    ports.without = plain.server.address().port
    ports.listed = listed.server.address().port
    return { url: await page.listen({ host, port }), close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Builds the page's server, without listening.
 *
 * @param {Record<'with' | 'without' | 'listed', number>} ports where the back-ends listen
 */
export function buildPage (ports) {
  const app = Fastify()

  app.addHook('onRequest', async (request, reply) => {
    // It becomes part of the policy below.
    if (!HOSTNAME.test(request.hostname)) return reply.code(400).send()
    reply.headers({
      // Nothing but the page's own files, and nobody to talk to but the back-ends.
      'Content-Security-Policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
        `frame-src 'self'; connect-src 'self' ${Object.values(backends(request, ports)).join(' ')}; base-uri 'none'; form-action 'none'`,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-cache'
    })
  })

  app.register(fastifyStatic, { root: FOLDER, index: 'index.html', cacheControl: false })
  for (const [name, path] of Object.entries(LIBRARIES)) {
    app.get(`/lib/${name}`, async (_request, reply) => reply.type('text/javascript').sendFile(path, '/'))
  }
  app.get('/backends.json', async request => backends(request, ports))
  return app
}

// Under the name by which the page was reached, which may be this machine's in a network.
function backends ({ hostname }, ports) {
  return Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, `http://${hostname}:${port}`]))
}
