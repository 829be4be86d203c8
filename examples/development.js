// A list of origins, and on a developer's machine any port of this machine.
//
//   NODE_ENV=development node examples/development.js
//   curl -i -H 'Origin: http://localhost:5173' http://127.0.0.1:8080/jobs
//
// Development servers take another port when theirs is in use, so the port is
// `*`. In production, leave it out: every program on the machine of a user can
// serve a page at localhost.

import Fastify from 'fastify'
import openeoCors from 'fastify-openeo-cors'
import { startIfMain } from './start.js'

/**
 * @param {object} [options]
 * @param {boolean} [options.development]
 */
export async function buildDevelopment ({ development = process.env.NODE_ENV === 'development' } = {}) {
  const app = Fastify()

  const origin = ['https://editor.openeo.org']
  // Three names of this machine, and three different hosts to a browser.
  if (development) origin.push('http://localhost:*', 'http://127.0.0.1:*', 'http://[::1]:*')

  await app.register(openeoCors, { auth: true, origin })

  app.get('/jobs', async () => ({ jobs: [], links: [] }))

  return app
}

await startIfMain(import.meta.url, buildDevelopment)
