// A project of the Fastify CLI, with @fastify/autoload.
//
//   npx fastify start examples/fastify-cli/app.js
//   curl -i -H 'Origin: https://editor.openeo.org' http://127.0.0.1:3000/jobs
//
// The CLI loads this file, then makes the server, then registers what is
// exported here. Each file of the folders is a plugin.

import { fileURLToPath } from 'node:url'
import autoload from '@fastify/autoload'
// Here, the package is imported before there is a server, and hears of all
// routes. In plugins/cors.js alone, it would not hear of the routes of plugins
// that are loaded before.
import 'fastify-openeo-cors'

const pathOf = folder => fileURLToPath(new URL(folder, import.meta.url))

export default async function app (fastify, _options) {
  await fastify.register(autoload, { dir: pathOf('plugins') })
  await fastify.register(autoload, { dir: pathOf('routes') })
}
