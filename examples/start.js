// What the recipes beside this file share. None of it is about CORS.

import { realpathSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/**
 * Starts a server and prints its URL, if its module is what `node` was told to run. `PORT` and `HOST` change where it
 * listens.
 *
 * @param {string} module the module's `import.meta.url`
 * @param {() => Promise<import('fastify').FastifyInstance>} build
 * @param {number} [port] where it listens without `PORT`
 */
export async function startIfMain (module, build, port = 8080) {
  if (!isMain(module)) return
  const { HOST = '127.0.0.1', PORT = port } = process.env
  const app = await build()
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => app.close())
  console.log(await app.listen({ host: HOST, port: Number(PORT) }))
}

function isMain (module) {
  try {
    return module === pathToFileURL(realpathSync(process.argv[1])).href
  } catch {
    return false // no script: --eval, a REPL or standard input
  }
}
