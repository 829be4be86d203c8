// Origins from a database, with a memory for what it has answered.
//
//   node examples/origins-from-database.js
//
// The plugin asks a function at most once a request: not without Origin, nor
// about an Origin that is none. Preflights are requests, so a page asks twice.

import Fastify from 'fastify'
import openeoCors from 'fastify-openeo-cors'
import { startIfMain } from './start.js'

// In place of a real one.
const ORIGINS = new Set(['https://editor.openeo.org'])
const DATABASE = { hasOrigin: async origin => ORIGINS.has(origin) }

/**
 * @param {object} [options]
 * @param {{ hasOrigin: (origin: string) => Promise<boolean> }} [options.database]
 * @param {number} [options.timeToLive] milliseconds until it is asked again
 */
export async function buildOriginsFromDatabase ({ database = DATABASE, timeToLive = 60_000 } = {}) {
  const app = Fastify()
  const isRegistered = remember(origin => database.hasOrigin(origin), timeToLive)

  await app.register(openeoCors, {
    auth: true,

    // Only `true` allows. Decide by the origin: `request` may be a preflight,
    // which does not say who asks.
    //
    // If this throws, the reply is a 500 without CORS headers, and the code of
    // the error is FST_OPENEO_CORS_ORIGIN_FUNCTION_FAILED. So it does if the
    // database is away, because to allow nobody for a while would look the same
    // to users, and stay unnoticed by operators.
    origin: async (origin, request) => {
      const allowed = await isRegistered(origin)
      if (!allowed) request.log.info({ origin }, 'Nobody has registered this origin')
      return allowed
    }
  })

  app.get('/collections', async () => ({ collections: [], links: [] }))
  app.get('/jobs', async () => ({ jobs: [], links: [] }))

  return app
}

// Origins come from outside. There may be more of them than fit into memory.
const MAX_ANSWERS = 1000

/** Asks once for many who want to know the same, and again when the answer is old. Failures are not remembered. */
function remember (ask, timeToLive) {
  const answers = new Map()

  return async origin => {
    const known = answers.get(origin)
    if (known !== undefined && Date.now() < known.until) return known.answer

    const entry = { answer: ask(origin), until: Date.now() + timeToLive }
    // A new entry comes last in a Map, so that the first is the oldest.
    answers.delete(origin)
    answers.set(origin, entry)
    if (answers.size > MAX_ANSWERS) answers.delete(answers.keys().next().value)

    try {
      return await entry.answer
    } catch (error) {
      if (answers.get(origin) === entry) answers.delete(origin)
      throw error
    }
  }
}

await startIfMain(import.meta.url, buildOriginsFromDatabase)
