// The recipe with a real database. This needs PostgreSQL and the built package, so it is no part of the other tests:
//
//   npx tap --disable-coverage test/postgres.ts

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { RECIPES, allowOrigin, load, request } from './documents/recipes.js'
import { startCluster } from './postgres/cluster.js'
import { sendPreflight } from './requests.js'
import { EDITOR, corsHeaders, send } from './server.js'

const OTHER = 'https://other.example'
const HOUR = 3_600_000

const file = 'origins-from-database.js'
const { build } = await load<{ connectionString: string, timeToLive: number }>(file)
const cluster = await startCluster(t)
const { connectionString } = cluster
await cluster.run('-f', fileURLToPath(new URL('origins-from-database.sql', RECIPES)))

/** Writes down about which origins the database is asked. */
function watch (app: FastifyInstance): string[] {
  const asked: string[] = []
  const { pg } = app as unknown as { pg: { query: (text: string, values: readonly string[]) => Promise<unknown> } }
  const { query } = pg
  pg.query = (text, values) => {
    asked.push(...values)
    return query(text, values)
  }
  return asked
}

/** Asserts that a request fails, as the database cannot be asked about its origin. */
async function fails (t: Pick<Test, 'equal' | 'strictSame'>, app: FastifyInstance, origin: string): Promise<void> {
  for (const reply of [await sendPreflight(app, '/jobs', 'GET', { origin }), await request(app, '/jobs', {}, origin)]) {
    t.equal(reply.statusCode, 500, origin)
    t.equal(reply.json().code, 'FST_OPENEO_CORS_ORIGIN_FUNCTION_FAILED')
    t.strictSame(corsHeaders(reply.headers), {})
  }
}

t.test('O1: the recipe starts with DATABASE_URL, answers a preflight, and stops when it is told to', async (t) => {
  const child = spawn(process.execPath, [fileURLToPath(new URL(file, RECIPES))], {
    env: { PORT: '0', DATABASE_URL: connectionString }, stdio: ['ignore', 'pipe', 'pipe']
  })
  const exited = new Promise((resolve) => child.once('close', (code, signal) => { resolve({ code, signal }) }))
  const errors = text(child.stderr)
  t.after(() => {
    child.kill('SIGKILL')
    return exited
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const port = Number(/:(\d+)$/.exec(line)?.[1])
    const headers = { origin: EDITOR, 'access-control-request-method': 'GET' }
    const preflight = await send(port, { method: 'OPTIONS', path: '/jobs', headers })
    t.match(preflight, { status: 204, headers: { 'access-control-allow-origin': EDITOR } })
    child.kill('SIGTERM')
  }
  t.strictSame(await exited, { code: 0, signal: null }, 'it ends by itself')
  t.equal(await errors, '', 'without a word')
})

t.test('V3, V6: origins of the table are allowed, and the database is asked once about each', async (t) => {
  const app = await build(t, { connectionString, timeToLive: HOUR })
  const asked = watch(app)
  await Promise.all(Array.from({ length: 5 }, () => request(app, '/jobs')))
  for (const [origin, expected] of [[EDITOR, EDITOR], [OTHER, undefined], ["https://'; DROP TABLE origins; --", undefined]] as const) {
    const preflight = await sendPreflight(app, '/jobs', 'GET', { origin })
    t.equal(preflight.statusCode, 204, `preflight from ${origin}`)
    t.equal(allowOrigin(preflight), expected)
    const reply = await request(app, '/jobs', {}, origin)
    t.equal(reply.statusCode, 200)
    t.equal(allowOrigin(reply), expected)
  }
  await app.inject('/jobs')
  t.strictSame(asked, [EDITOR, OTHER], 'not about what is no origin')
})

t.test('V6: a change in the table holds when the answer is old', async (t) => {
  const app = await build(t, { connectionString, timeToLive: 0 })
  t.equal(allowOrigin(await request(app, '/jobs', {}, OTHER)), undefined)
  await cluster.run('-c', `INSERT INTO origins VALUES ('${OTHER}')`)
  t.equal(allowOrigin(await request(app, '/jobs', {}, OTHER)), OTHER, 'a new row')
  await cluster.run('-c', `DELETE FROM origins WHERE origin = '${OTHER}'`)
  t.equal(allowOrigin(await request(app, '/jobs', {}, OTHER)), undefined, 'a row that is gone')
})

t.test('V6: while the database is away, known origins are allowed, and others get a 500', async (t) => {
  const app = await build(t, { connectionString, timeToLive: 0 })
  t.equal(allowOrigin(await request(app, '/jobs')), EDITOR)
  // A connection that nobody uses is lost with it.
  await cluster.stop()
  t.equal(allowOrigin(await request(app, '/jobs')), EDITOR, 'as it was')
  await fails(t, app, OTHER)
  t.equal((await app.inject('/jobs')).statusCode, 200, 'no origin')
  await cluster.start()
  t.equal(allowOrigin(await request(app, '/jobs')), EDITOR, 'the database is asked again')
  t.equal((await request(app, '/jobs', {}, OTHER)).statusCode, 200)
})

t.test('V6: a database that accepts connections and says nothing is as good as away', async (t) => {
  const app = await build(t, { connectionString, timeToLive: HOUR })
  cluster.pause()
  await fails(t, app, EDITOR)
  cluster.resume()
  t.equal(allowOrigin(await request(app, '/jobs')), EDITOR)
})
