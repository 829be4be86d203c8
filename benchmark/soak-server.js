// The server of soak.js: the example, in a process of its own, whose parent asks for what it holds on to.

import { setImmediate } from 'node:timers/promises'
import { build } from '../examples/backend/server.js'

const app = await build()
const sockets = new Set()
app.server.on('connection', (socket) => {
  sockets.add(socket)
  socket.once('close', () => sockets.delete(socket))
})

await app.listen({ host: '127.0.0.1', port: 0 })
process.send({ port: app.server.address().port })
process.on('message', async () => process.send(await measure()))
// Whatever it still holds on to.
process.once('disconnect', () => process.exit())

async function measure () {
  // What is freed in one round may have held on to what only the next one finds.
  for (let round = 0; round < 8; round++) {
    globalThis.gc()
    await setImmediate()
  }
  const resources = {}
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1
  return {
    heapUsed: process.memoryUsage().heapUsed,
    counts: {
      'listeners of the process': countListeners([process]),
      'listeners of the server': countListeners([app.server]),
      'listeners of connections': countListeners(sockets),
      ...resources
    }
  }
}

function countListeners (emitters) {
  let count = 0
  for (const emitter of emitters) {
    for (const name of emitter.eventNames()) count += emitter.listenerCount(name)
  }
  return count
}
