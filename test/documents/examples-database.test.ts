import t from 'tap'
import { sendPreflight } from '../requests.js'
import { allowOrigin, load, request } from './recipes.js'
import { EDITOR, corsHeaders } from '../server.js'

const OTHER = 'https://other.example'
const { build } = await load<{ database?: object, timeToLive?: number }>('origins-from-database.js')

/** A database that writes down what it is asked. */
function database (answer: (origin: string) => Promise<unknown> = async (origin) => origin === EDITOR) {
  const asked: string[] = []
  const hasOrigin = (origin: string) => {
    asked.push(origin)
    return answer(origin)
  }
  return { asked, hasOrigin }
}

t.test('V3, V6: origins that the database has are allowed', async (t) => {
  const app = await build(t)
  for (const [origin, expected] of [[EDITOR, EDITOR], [OTHER, undefined]] as const) {
    const preflight = await sendPreflight(app, '/jobs', 'GET', { origin })
    t.equal(preflight.statusCode, 204, `preflight from ${origin}`)
    t.equal(allowOrigin(preflight), expected)
    const reply = await request(app, '/jobs', {}, origin)
    t.equal(reply.statusCode, 200)
    t.equal(allowOrigin(reply), expected)
  }
})

t.test('V6: the database is asked once while an answer is new, and not without an origin', async (t) => {
  const { asked, ...rest } = database()
  const app = await build(t, { database: rest })
  await Promise.all(Array.from({ length: 5 }, () => request(app, '/jobs')))
  await sendPreflight(app, '/jobs')
  await app.inject('/jobs')
  await request(app, '/jobs', {}, 'nonsense')
  await request(app, '/jobs', {}, OTHER)
  await request(app, '/jobs', {}, OTHER)
  t.strictSame(asked, [EDITOR, OTHER])
})

t.test('V6: the database is asked again when the answer is old', async (t) => {
  const { asked, ...rest } = database()
  const app = await build(t, { database: rest, timeToLive: 0 })
  for (let i = 0; i < 3; i++) t.equal(allowOrigin(await request(app, '/jobs')), EDITOR)
  t.strictSame(asked, [EDITOR, EDITOR, EDITOR])
})

t.test('V6: the database is asked again about an origin that many others have displaced', async (t) => {
  const { asked, ...rest } = database()
  const app = await build(t, { database: rest })
  for (let i = 0; i <= 1000; i++) await request(app, '/jobs', {}, `https://${i}.example`)
  asked.length = 0
  await request(app, '/jobs', {}, 'https://1000.example')
  t.strictSame(asked, [], 'the last is known')
  await request(app, '/jobs', {}, 'https://0.example')
  t.strictSame(asked, ['https://0.example'], 'the first is not')
})

t.test('V6: a database that fails is a 500 without CORS headers, and is asked again', async (t) => {
  let failing = true
  const app = await build(t, {
    database: database(async () => {
      if (failing) throw new Error('The database is away')
      return true
    })
  })
  for (const reply of [await sendPreflight(app, '/jobs'), await request(app, '/jobs')]) {
    t.equal(reply.statusCode, 500)
    t.equal(reply.json().code, 'FST_OPENEO_CORS_ORIGIN_FUNCTION_FAILED')
    t.strictSame(corsHeaders(reply.headers), {})
  }
  failing = false
  t.equal(allowOrigin(await request(app, '/jobs')), EDITOR)
})
