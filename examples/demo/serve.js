// Serves the page in this folder, and starts a second back-end to compare with.

import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import Fastify from 'fastify'

const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const require = createRequire(import.meta.url)
const HOSTNAME = /^(?:[\w.-]+|\[[\da-f:.]+\])$/i
const LIBRARIES = {
  'axios.js': join(dirname(require.resolve('axios/package.json')), 'dist/axios.min.js'),
  'openeo.js': require.resolve('@openeo/js-client/openeo.min.js')
}

/**
 * Starts the page and the second back-end. If one of them cannot listen, none is left.
 *
 * @param {object} options
 * @param {(options: object) => Promise<import('fastify').FastifyInstance>} options.build builds the back-end
 * @param {string} options.host
 * @param {number} options.apiPort where the back-end with the plugin listens
 * @param {number} options.port where the page is to listen
 * @param {number} options.plainPort where the back-end without the plugin is to listen
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function startDemo ({ build, host, apiPort, port, plainPort }) {
  const plain = await build({ logger: { level: 'warn' }, cors: false })
  const ports = { with: apiPort }
  const page = buildPage(ports)
  const close = async () => { await Promise.all([page.close(), plain.close()]) }
  try {
    await plain.listen({ host, port: plainPort })
    ports.without = plain.server.address().port
    return { url: await page.listen({ host, port }), close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Builds the page's server, without listening.
 *
 * @param {{ with: number, without: number }} ports where the back-ends with the plugin and without it listen
 */
export function buildPage (ports) {
  const app = Fastify()

  app.addHook('onRequest', async (request, reply) => {
    // It becomes part of the policy below.
    if (!HOSTNAME.test(request.hostname)) return reply.code(400).send()
    const { with: shared, without } = backends(request, ports)
    reply.headers({
      // Nothing but the page's own files, and nobody to talk to but the two back-ends.
      'Content-Security-Policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
        `frame-src 'self'; connect-src 'self' ${shared} ${without}; base-uri 'none'; form-action 'none'`,
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
  return { with: `http://${hostname}:${ports.with}`, without: `http://${hostname}:${ports.without}` }
}
