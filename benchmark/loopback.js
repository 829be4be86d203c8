// Requests over real connections: servers in processes of their own, to which autocannon sends in turn.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import autocannon from 'autocannon'
import { ORIGIN } from './apis.js'

const SECONDS = 1
const JOB = '/jobs/a3cca2b2aa1e3b5b'

const REQUESTS = {
  'preflight over loopback': {
    method: 'OPTIONS',
    path: JOB,
    headers: { origin: ORIGIN, 'access-control-request-method': 'DELETE', 'access-control-request-headers': 'authorization,content-type' }
  },
  'GET with Origin over loopback': { method: 'GET', path: JOB, headers: { origin: ORIGIN } }
}

const SERVERS = { ours: 'withOpeneoCors', '@fastify/cors': 'withFastifyCors', 'by hand': 'byHand', bare: 'bare' }

/** For each request, by candidate and round: the time a request took by the clock, and by the server's processor. */
export async function measureLoopback (rounds) {
  const servers = await Promise.all(Object.entries(SERVERS).map(start))
  const measured = {}
  for (const [name, request] of Object.entries(REQUESTS)) {
    const byClock = Object.fromEntries(servers.map(({ name }) => [name, []]))
    const byProcessor = structuredClone(byClock)
    for (let round = -1; round < rounds; round++) {
      for (let turn = 0; turn < servers.length; turn++) {
        const server = servers[(turn + round + 1) % servers.length]
        const { clock, processor } = await load(server, request)
        if (round < 0) continue
        byClock[server.name].push(clock)
        byProcessor[server.name].push(processor)
      }
    }
    measured[name] = { byClock, byProcessor }
  }
  for (const { child } of servers) child.disconnect()
  return measured
}

async function start ([name, server]) {
  const child = fork(new URL('loopback-server.js', import.meta.url), [server])
  const [{ port }] = await once(child, 'message')
  return { name, child, port }
}

async function load ({ child, port }, { method, path, headers }) {
  const before = await usedTime(child)
  const { requests, duration, non2xx, errors } = await autocannon({
    url: `http://127.0.0.1:${port}${path}`, method, headers, connections: 20, duration: SECONDS
  })
  if (non2xx + errors !== 0) throw new Error(`${non2xx} wrong answers and ${errors} errors`)
  return { clock: duration / requests.total, processor: (await usedTime(child) - before) / requests.total }
}

async function usedTime (child) {
  child.send('time')
  const [{ time }] = await once(child, 'message')
  return time
}
