import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import Fastify, { type FastifyServerOptions } from 'fastify'
import t, { type Test } from 'tap'
import openeoCors, { frameworkErrors } from '../../lib/index.js'
import { EDITOR, listen, sendBytes } from '../server.js'

const ORIGIN = `Origin: ${EDITOR}\r\n`

/** The status and the head of each reply on a connection. */
function heads (received: string): Array<readonly [status: number, head: string]> {
  return received.split(/HTTP\/1\.1 (?=\d)/).slice(1).map((reply) => [Number.parseInt(reply), reply.split('\r\n\r\n')[0] ?? ''])
}

/** Sends two requests on one connection, the second one when the server has begun to close. */
async function sendWhileClosing (t: Test, server: FastifyServerOptions): Promise<string> {
  const app = Fastify(server)
  await app.register(openeoCors)
  const waiting = once(app.server, 'request')
  const secondCame = new Promise<void>((resolve) => {
    app.server.on('request', ({ url }) => { if (url === '/second') resolve() })
  })
  const closing = new Promise<void>((resolve) => { app.addHook('preClose', async () => { resolve() }) })
  app.get('/first', async () => { await secondCame })
  app.get('/second', async () => 'second')
  const socket = connect(await listen(t, app), '127.0.0.1')
  const received = text(socket)

  socket.write(`GET /first HTTP/1.1\r\nHost: eo.example\r\n${ORIGIN}\r\n`)
  await waiting
  const closed = app.close()
  await closing
  socket.write(`GET /second HTTP/1.1\r\nHost: eo.example\r\n${ORIGIN}\r\n`)
  await closed
  return received
}

t.test('R5: the 503 while closing has no headers', async (t) => {
  const [[first, firstHead] = [], [second, secondHead] = []] = heads(await sendWhileClosing(t, {}))
  t.equal(first, 200, 'a request from before')
  t.match(firstHead, 'access-control-allow-origin')
  t.equal(second, 503, 'a request while closing')
  t.notMatch(secondHead, 'access-control-')
})

t.test('R5: with return503OnClosing: false, requests while closing have the headers', async (t) => {
  const [, [status, head] = []] = heads(await sendWhileClosing(t, { return503OnClosing: false }))
  t.equal(status, 200)
  t.match(head, 'access-control-allow-origin')
})

t.test('R5: what Node.js and Fastify answer to a broken request has no headers, before there is a reply', async (t) => {
  const cases: Array<[request: string, status: number, bytes: string]> = [
    ['what is not HTTP', 400, 'HELLO\r\n\r\n'],
    ['no Host', 400, `GET / HTTP/1.1\r\n${ORIGIN}\r\n`],
    ['headers that are too large', 431, `GET / HTTP/1.1\r\nHost: eo.example\r\n${ORIGIN}X-Large: ${'x'.repeat(20_000)}\r\n\r\n`],
    ['an expectation that nobody knows', 417,
      `GET / HTTP/1.1\r\nHost: eo.example\r\nConnection: close\r\nExpect: wonders\r\n${ORIGIN}\r\n`]
  ]
  for (const [request, status, bytes] of cases) {
    const app = Fastify({ frameworkErrors: frameworkErrors({}) })
    await app.register(openeoCors)
    const [[received, head] = []] = heads(await sendBytes(await listen(t, app), bytes))
    t.equal(received, status, `status of ${request}`)
    t.notMatch(head, /access-control-/i, `headers of ${request}`)
  }
})
