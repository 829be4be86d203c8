// Times the candidates of a case, which take turns. Tells its parent, for each turn, what each took.
//
//   turns.js <case> <rounds>

import { cases } from './cases.js'
import { send } from './requests.js'

const REQUESTS = 600
const WARM_UP = 10

const [name, rounds] = process.argv.slice(2)
const { request, ours, others } = cases[name]
const candidates = []
for (const [name, build] of Object.entries({ ours, ...others })) {
  candidates.push({ name, app: await build().ready(), times: [] })
}

for (let round = -WARM_UP; round < Number(rounds); round++) {
  for (let turn = 0; turn < candidates.length; turn++) {
    // Each is as often the first, and after each of the others.
    const { app, times } = candidates[(turn + round + WARM_UP) % candidates.length]
    const time = await timeRequests(app)
    if (round >= 0) times.push(time)
  }
}
process.send(Object.fromEntries(candidates.map(({ name, times }) => [name, times])))

/** The processor time of some requests, so that what else the machine does counts for less. */
async function timeRequests (app) {
  const start = process.cpuUsage()
  for (let i = 0; i < REQUESTS; i++) {
    send(app, request())
    // Let what Node puts off be done, as it is between requests of a socket.
    if (i % 32 === 31) await new Promise(setImmediate)
  }
  await new Promise(setImmediate)
  const { user, system } = process.cpuUsage(start)
  return user + system
}
