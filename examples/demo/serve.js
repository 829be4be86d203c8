// Serves the page in this folder, and starts three more back-ends to compare with.

import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyCors from '@fastify/cors'
import fastifyStatic from '@fastify/static'
import Fastify from 'fastify'
import { Answers } from './answers.js'
import { HOSTNAME, demoRoutes, pagePorts } from './routes.js'

export { demoRoutes }

const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const require = createRequire(import.meta.url)
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
 * @param {number} options.plainPort where the back-end without CORS is to listen
 * @param {number} options.listedPort where the back-end with a list of origins is to listen
 * @param {number} options.fastifyCorsPort where the back-end with @fastify/cors is to listen
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function startDemo ({ build, host, apiPort, port, plainPort, listedPort, fastifyCorsPort }) {
  const logger = { level: 'warn' }
  const listed = await build({ logger, corsOptions: { auth: true, origin: ['https://editor.openeo.org'] } })
  await listed.register(demoRoutes)
  const { endpoints } = (await listed.inject('/api/v1/')).json()
  const others = [
    { name: 'fastifyCors', port: fastifyCorsPort, app: await build({ logger, cors: app => registerFastifyCors(app, endpoints) }) },
    { name: 'without', port: plainPort, app: await build({ logger, cors: false }) }
  ]
  for (const { app } of others) await app.register(demoRoutes)
  others.push({ name: 'listed', port: listedPort, app: listed })
  const ports = { with: apiPort }
  const answers = new Answers(ports)
  const page = buildPage(ports, answers)
  const close = async () => {
    answers.close()
    for (const apiPort of Object.values(ports)) pagePorts.delete(apiPort)
    await Promise.all([page, ...others.map(({ app }) => app)].map(app => app.close()))
  }
  try {
    for (const { name, port, app } of others) {
      await app.listen({ host, port })
      ports[name] = app.server.address().port
    }
    const url = await page.listen({ host, port })
    for (const apiPort of Object.values(ports)) pagePorts.set(apiPort, page.server.address().port)
    return { url, close }
  } catch (error) {
    await close()
    throw error
  }
}

// As its README sets it up for an API with a login. Nothing is fitted to openEO. The list of operations in the
// capabilities, which comes from the plugin, has nothing to do with CORS, so this back-end has it too.
async function registerFastifyCors (app, endpoints) {
  await app.register(fastifyCors, { origin: true, credentials: true })
  app.decorate('openeoEndpoints', () => endpoints)
}

/**
 * Builds the page's server, without listening.
 *
 * @param {Record<'with' | 'fastifyCors' | 'without' | 'listed', number>} ports where the back-ends listen
 * @param {Answers} answers theirs
 */
export function buildPage (ports, answers) {
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
  // Of others' requests nothing is told: paths can be secrets.
  app.get('/answers.json', async ({ protocol, host, query }) => answers.since(Number(query.since ?? 0), `${protocol}://${host}`))
  return app
}

// Under the name by which the page was reached, which may be this machine's in a network.
function backends ({ hostname }, ports) {
  return Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, `http://${hostname}:${port}`]))
}
