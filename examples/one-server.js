// The API, and the openEO Web Editor in front of it, from one server.
//
//   WEB_EDITOR=path/to/openeo-web-editor/dist node examples/one-server.js
//
// WEB_EDITOR is the folder that the Web Editor's `npm run build` writes. Without it
// there is a page that stands for it. To have the Web Editor connect by itself,
// open /?server= with the URL of the API behind the equals sign.
//
// For the editor of this server, CORS is not needed: page and API have the same
// origin. For every other editor it is.

import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import Fastify from 'fastify'
import openeoCors from 'fastify-openeo-cors'
import { startIfMain } from './start.js'

const PLACEHOLDER = fileURLToPath(new URL('one-server', import.meta.url))

/**
 * @param {object} [options]
 * @param {string} [options.editor] the folder with the Web Editor's build
 */
export async function buildOneServer ({ editor = process.env.WEB_EDITOR ?? PLACEHOLDER } = {}) {
  const app = Fastify()

  // A scope without a prefix, because clients look for /.well-known/openeo at
  // the root. Its routes have CORS headers, the editor's files have none.
  app.register(async scope => {
    await scope.register(openeoCors, { auth: true })

    scope.get('/.well-known/openeo', async ({ protocol, host }) => ({
      versions: [{ url: `${protocol}://${host}/api/v1`, api_version: '1.2.0' }]
    }))
    scope.register(api, { prefix: '/api/v1' })
  })

  // A route for each file, and none for what is no file. With one for all, a
  // path of the API that does not exist would be a file that does not exist,
  // and its 404 would have no CORS headers.
  app.register(fastifyStatic, { root: editor, wildcard: false })

  return app
}

async function api (scope) {
  scope.get('/collections', async () => ({ collections: [], links: [] }))
  scope.post('/validation', async () => ({ errors: [] }))
}

await startIfMain(import.meta.url, buildOneServer)
