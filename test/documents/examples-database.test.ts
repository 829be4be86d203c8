import t from 'tap'
import { sendPreflight } from '../requests.js'
import { allowOrigin, load, request } from './recipes.js'
import { freePort } from '../nginx/process.js'
import { EDITOR, corsHeaders } from '../server.js'

// With a database: test/postgres.ts.
const { build, exports } = await load<{ connectionString: string }>('origins-from-database.js')
const remember = exports.remember as (ask: (origin: string) => Promise<boolean>, timeToLive: number) => (origin: string) => Promise<boolean>

const HOUR = 3_600_000
const OTHER = 'https://other.example'

/** A database that writes down what it is asked. */
function database (answer: (origin: string) => Promise<boolean> = async (origin) => origin === EDITOR) {
  const asked: string[] = []
  return { asked, ask: (origin: string) => { asked.push(origin); return answer(origin) } }
}

t.test('V6: without a database, an origin gets a 500 without CORS headers, and all else goes on', async (t) => {
  const app = await build(t, { connectionString: `postgres://nobody@127.0.0.1:${await freePort()}/none` })
  for (const reply of [await sendPreflight(app, '/jobs'), await request(app, '/jobs')]) {
    t.equal(reply.statusCode, 500)
    t.equal(reply.json().code, 'FST_OPENEO_CORS_ORIGIN_FUNCTION_FAILED')
    t.strictSame(corsHeaders(reply.headers), {})
  }
  const other = await app.inject('/jobs')
  t.equal(other.statusCode, 200, 'a program that is no browser')
  t.equal(allowOrigin(await request(app, '/jobs', {}, 'nonsense')), undefined, 'an origin that is none is not asked about')
})

t.test('V6: an answer is remembered while it is new, and asked for once by many', async (t) => {
  const { asked, ask } = database()
  const isRegistered = remember(ask, HOUR)
  t.strictSame(await Promise.all(Array.from({ length: 5 }, () => isRegistered(EDITOR))), [true, true, true, true, true])
  t.equal(await isRegistered(OTHER), false)
  t.equal(await isRegistered(OTHER), false)
  t.strictSame(asked, [EDITOR, OTHER])
})

t.test('V6: an answer that is old is asked for again', async (t) => {
  const { asked, ask } = database()
  const isRegistered = remember(ask, 0)
  for (let i = 0; i < 3; i++) t.equal(await isRegistered(EDITOR), true)
  t.equal(asked.length, 3)
})

t.test('V6: an answer that many others have displaced is asked for again', async (t) => {
  const { asked, ask } = database()
  const isRegistered = remember(ask, HOUR)
  for (let i = 0; i <= 1000; i++) await isRegistered(`https://${i}.example`)
  asked.length = 0
  await isRegistered('https://1000.example')
  t.strictSame(asked, [], 'the last is known')
  await isRegistered('https://0.example')
  t.strictSame(asked, ['https://0.example'], 'the first is not')
})

t.test('V6: an old answer holds while the database is away, and a failure is not remembered', async (t) => {
  let away = false
  const { ask } = database(async (origin) => {
    if (away) throw new Error('The database is away')
    return origin === EDITOR
  })
  const isRegistered = remember(ask, 0)
  t.equal(await isRegistered(EDITOR), true)
  away = true
  t.equal(await isRegistered(EDITOR), true, 'as it was')
  t.equal(await isRegistered(EDITOR), true, 'for as long as it is away')
  await t.rejects(isRegistered(OTHER), { message: 'The database is away' })
  away = false
  t.equal(await isRegistered(OTHER), false, 'it is asked again')
})
