// Origins from a table of PostgreSQL, with a memory for what the database has
// answered.
//
//   createdb openeo && psql -d openeo -f examples/origins-from-database.sql
//   DATABASE_URL=postgres:///openeo node examples/origins-from-database.js
//
// The plugin asks a function at most once a request: not without Origin, nor
// about an Origin that is none. Preflights are requests, so a page asks twice.
// That is why answers are remembered.

import postgres from '@fastify/postgres'
import Fastify from 'fastify'
import openeoCors from 'fastify-openeo-cors'
import { startIfMain } from './start.js'

/**
 * @param {object} [options]
 * @param {string} [options.connectionString] where the database is
 * @param {number} [options.timeToLive] milliseconds until it is asked again
 */
export async function buildOriginsFromDatabase ({ connectionString = process.env.DATABASE_URL, timeToLive = 60_000 } = {}) {
  const app = Fastify()

  // A database that does not answer must not keep requests waiting.
  await app.register(postgres, { connectionString, max: 5, connectionTimeoutMillis: 2000, query_timeout: 2000 })
  // When the database goes away, connections that nobody uses fail. Without a
  // listener, that ends the process (pg-pool, "error").
  app.pg.pool.on('error', error => app.log.warn(error, 'A connection to the database was lost'))

  const isRegistered = remember(async origin => {
    const { rowCount } = await app.pg.query('SELECT 1 FROM origins WHERE origin = $1', [origin])
    return rowCount === 1
  }, timeToLive)

  await app.register(openeoCors, {
    auth: true,

    // Only `true` allows. Decide by the origin: `request` may be a preflight,
    // which does not say who asks.
    //
    // If this throws, the reply is a 500 without CORS headers, and the code of
    // the error is FST_OPENEO_CORS_ORIGIN_FUNCTION_FAILED. So it does if the
    // database is away and has never answered about this origin. To allow
    // nobody for a while would look the same to users, and stay unnoticed by
    // operators.
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

/**
 * Asks once for many who want to know the same, and again when the answer is
 * old. If that fails, the old answer holds for as long again, so that pages
 * which could use the API go on while the database is away.
 */
export function remember (ask, timeToLive) {
  const answers = new Map()

  return origin => {
    const known = answers.get(origin)
    if (known !== undefined && Date.now() < known.until) return known.answer

    const answer = ask(origin).catch(error => {
      if (known !== undefined) return known.answer
      // A failure is not remembered.
      if (answers.get(origin)?.answer === answer) answers.delete(origin)
      throw error
    })
    // A new entry comes last in a Map, so that the first is the oldest.
    answers.delete(origin)
    answers.set(origin, { answer, until: Date.now() + timeToLive })
    if (answers.size > MAX_ANSWERS) answers.delete(answers.keys().next().value)
    return answer
  }
}

await startIfMain(import.meta.url, buildOriginsFromDatabase)
