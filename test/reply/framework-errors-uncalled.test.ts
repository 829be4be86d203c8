import Fastify from 'fastify'
import t from 'tap'
import openeoCors, { frameworkErrors } from '../../lib/index.js'
import { EDITOR, corsHeaders, listen, send } from '../server.js'

t.test('R5: frameworkErrors that is given to Fastify itself answers as Fastify does, and warns once', async (t) => {
  const warned: string[] = []
  const stream = { write: (line: string) => { warned.push(JSON.parse(line).msg) } }
  for (const [server, expected] of [[{ frameworkErrors: frameworkErrors as never, logger: { level: 'warn', stream } }, 1], [{}, 0]] as const) {
    warned.length = 0
    const app = Fastify(server)
    await app.register(openeoCors)
    app.get('/:id', async () => 'ok')
    const port = await listen(t, app)
    for (const path of ['/%E0', '/%E1']) {
      const { status, headers, body } = await send(port, { path, headers: { origin: EDITOR } })
      t.equal(status, 400, path)
      t.match(JSON.parse(body), { statusCode: status, code: /^FST_ERR_/, message: String })
      t.strictSame(corsHeaders(headers), {}, 'it cannot have the headers')
    }
    t.equal((await send(port, { path: '/1', headers: { origin: EDITOR } })).status, 200, 'the server goes on')
    t.equal(warned.length, expected, 'warnings')
    if (expected === 1) t.match(warned[0], /expected Fastify\(\{ frameworkErrors: frameworkErrors\(options\) \}\)/)
  }
})
