// Starts the back-end, and beside it a page to see it in a browser.
//
//   node examples/backend/start.js

import { PREFIX } from './links.js'
import { build } from './server.js'

const { HOST = '127.0.0.1', PORT = '8080', OIDC_ISSUER, OIDC_CLIENT_ID } = process.env
const { demoRoutes, startDemo } = await loadDemo()
const app = await build({
  logger: { level: 'warn' },
  corsOptions: { auth: true, rangeRequests: true },
  oidc: OIDC_ISSUER ? { issuer: OIDC_ISSUER, clientId: OIDC_CLIENT_ID } : undefined
})
await app.register(demoRoutes)
try {
  const url = await app.listen({ host: HOST, port: Number(PORT) })
  const demo = await startPage(startDemo, app, process.env)
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => Promise.all([app.close(), demo.close()]))
  console.log(`openEO back-end at ${url}`)
  console.log('Any name with any password logs in. The name wrong with the password wrong is refused.\n')
  console.log(`curl -i -X OPTIONS -H 'Origin: https://editor.openeo.org' -H 'Access-Control-Request-Method: POST' ${url}${PREFIX}/jobs`)
  console.log(demo.url
    ? `\nSee it in a browser: ${demo.url}`
    : `\nNo page to see it in a browser: ${demo.error.message}. DEMO_PORT, PLAIN_PORT, LISTED_PORT and FASTIFY_CORS_PORT choose other ports.`)
  console.log('\nA web page from the internet, such as https://editor.openeo.org, reaches this machine only if you let it: the browser\n' +
    'asks. If you refuse, the console says “blocked by CORS policy”, and no header changes that.')
} catch (error) {
  console.error(`Cannot listen on ${HOST}:${PORT}: ${error.message}`)
  process.exitCode = 1
  await app.close()
}

// Beside the back-end, for looking at what the plugin does. The back-end does
// without it.
function loadDemo () {
  return import('../demo/serve.js').catch(error => ({
    demoRoutes: async () => {},
    startDemo: async () => { throw error }
  }))
}

async function startPage (startDemo, app, { HOST: host = '127.0.0.1', DEMO_PORT, PLAIN_PORT, LISTED_PORT, FASTIFY_CORS_PORT }) {
  const { port: apiPort } = app.server.address()
  const port = Number(DEMO_PORT ?? apiPort + 1)
  const plainPort = Number(PLAIN_PORT ?? port + 1)
  const listedPort = Number(LISTED_PORT ?? plainPort + 1)
  const fastifyCorsPort = Number(FASTIFY_CORS_PORT ?? listedPort + 1)
  try {
    return await startDemo({ build, host, apiPort, port, plainPort, listedPort, fastifyCorsPort })
  } catch (error) {
    return { error, close: async () => {} }
  }
}
