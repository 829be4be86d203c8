// Starts a server of 10,000 routes. Tells its parent the processor time that took, and the memory that is in use afterwards.
//
//   start.js <bare|ours>

import { setImmediate } from 'node:timers/promises'
import { bare, withOpeneoCors } from './apis.js'

export const ROUTES = 10_000

if (process.send !== undefined) {
  const build = { bare, ours: withOpeneoCors }[process.argv[2]]
  // The code is compiled, and what it makes once is made.
  await build({ more: 100 }).ready()
  const before = await usedHeap()
  const start = process.cpuUsage()
  const app = await build({ more: ROUTES }).ready()
  const { user, system } = process.cpuUsage(start)
  process.send({ time: user + system, heap: await usedHeap() - before })
  await app.close()
}

async function usedHeap () {
  for (let round = 0; round < 4; round++) {
    globalThis.gc()
    await setImmediate()
  }
  return process.memoryUsage().heapUsed
}
