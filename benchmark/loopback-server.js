// A server of loopback.js, in a process of its own, whose parent asks for the processor time that it has taken.
//
//   loopback-server.js <bare|byHand|withFastifyCors|withOpeneoCors>

import * as apis from './apis.js'

const app = apis[process.argv[2]]()
await app.listen({ host: '127.0.0.1', port: 0 })
process.send({ port: app.server.address().port })
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send({ time: user + system })
})
process.once('disconnect', () => process.exit())
