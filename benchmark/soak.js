// Sends a server 300,000 preflights and as many other requests, each with a new URL and a new origin, over connections that
// are kept. Says whether an answer is wrong, and what the server holds on to afterwards that it did not before.
//
//   node benchmark/soak.js [number of preflights]
//
// It needs the built package. The exit code is 1 if an answer is wrong or the server holds on to too much.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { isDeepStrictEqual } from 'node:util'

const WARM_UP = 10_000 // preflights
const CONNECTIONS = 16
const HEAP_LIMIT = 4 // MiB
const MIB = 1024 * 1024
const API = '/api/v1'

const OTHERS = [
  { status: 200, path: id => `${API}/collections/demo?id=${id}` },
  { status: 401, path: id => `${API}/jobs/${id}` },
  { status: 404, path: id => `${API}/nowhere/${id}` }
]

const preflights = Number(process.argv[2] ?? 300_000)
if (!(Number.isInteger(preflights) && preflights > 0)) throw new Error('Expected a number of preflights')

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
const statuses = new Map()
const wrong = []
let sent = 0

const server = fork(new URL('soak-server.js', import.meta.url), { execArgv: ['--expose-gc'] })
const [{ port }] = await once(server, 'message')
await load(WARM_UP)
statuses.clear()
const before = await measure()
const start = performance.now()
await load(preflights)
const seconds = (performance.now() - start) / 1000
const after = await measure()
agent.destroy()
server.disconnect()
process.exitCode = report() ? 0 : 1

async function load (count) {
  const last = sent + count
  const client = async () => {
    while (sent < last) {
      const id = ++sent
      await sendPreflight(id)
      await sendOther(id)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, client))
}

async function sendPreflight (id) {
  const origin = `https://editor-${id}.example.org`
  const answer = await send('OPTIONS', `${API}/jobs/${id}`, { origin, 'access-control-request-method': 'PATCH' })
  check(answer, { status: 204, allowOrigin: origin, allowMethods: 'OPTIONS, GET, HEAD, PATCH, DELETE' })
}

async function sendOther (id) {
  const { status, path } = OTHERS[id % OTHERS.length]
  const origin = `http://localhost-${id}:${1024 + id % 60_000}`
  check(await send('GET', path(id), { origin }), { status, allowOrigin: origin, allowMethods: undefined })
}

function send (method, path, headers) {
  return new Promise((resolve, reject) => {
    request({ agent, port, host: '127.0.0.1', method, path, headers }, (response) => {
      const { statusCode: status, headers } = response
      response.resume().on('error', reject).on('end', () => resolve({
        status,
        allowOrigin: headers['access-control-allow-origin'],
        allowMethods: headers['access-control-allow-methods']
      }))
    }).on('error', reject).end()
  })
}

function check (answer, expected) {
  statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
  if (!isDeepStrictEqual(answer, expected)) wrong.push({ answer, expected })
}

async function measure () {
  server.send('measure')
  const [measured] = await once(server, 'message')
  return measured
}

/** Prints what was measured. Returns whether it is as it should be. */
function report () {
  const rows = [
    { name: 'heap used, MiB', from: before.heapUsed / MIB, to: after.heapUsed / MIB, limit: HEAP_LIMIT, digits: 2 },
    { name: 'wrong answers', from: 0, to: wrong.length, limit: 0 },
    ...Object.keys({ ...before.counts, ...after.counts }).map(name =>
      ({ name, from: before.counts[name] ?? 0, to: after.counts[name] ?? 0, limit: 0 }))
  ]
  const answers = Array.from(statuses, ([status, count]) => `${status}: ${count}`).sort().join(', ')
  console.log(`${2 * preflights} requests in ${seconds.toFixed(0)} s. Answers by status: ${answers}\n`)
  print('', 'before', 'after', 'difference', 'limit')
  for (const { name, from, to, limit, digits = 0 } of rows) {
    print(name, ...[from, to, to - from, limit].map(number => number.toFixed(digits)))
  }
  for (const { answer, expected } of wrong.slice(0, 5)) console.log('\nWrong:', answer, 'expected:', expected)
  const grown = rows.filter(({ from, to, limit }) => to - from > limit)
  console.log(grown.length === 0 ? '\nNothing has grown.' : `\nToo much: ${grown.map(({ name }) => name).join('; ')}.`)
  return grown.length === 0
}

function print (name, ...cells) {
  console.log(name.padEnd(28) + cells.map(cell => cell.padStart(12)).join(''))
}
