// Requests through Fastify and Node's rendering of headers, with a sink where the socket would be.

import { IncomingMessage, ServerResponse } from 'node:http'
import { Duplex } from 'node:stream'

class Sink extends Duplex {
  bytes = 0
  last = ''

  _read () {}

  _write (chunk, encoding, done) {
    this.bytes += chunk.length
    this.last = chunk
    done()
  }

  _writev (chunks, done) {
    for (const { chunk } of chunks) this.bytes += chunk.length
    this.last = chunks[0].chunk
    done()
  }

  setTimeout () { return this }
}

/** Sends one request, and returns the socket that has taken the reply. */
export function send (app, { method, url, headers }) {
  const socket = new Sink()
  const request = new IncomingMessage(socket)
  request.method = method
  request.url = url
  request.headers = { ...headers }
  request.httpVersionMajor = request.httpVersionMinor = 1
  request.httpVersion = '1.1'
  request.push(null)
  const response = new ServerResponse(request)
  response.assignSocket(socket)
  app.routing(request, response)
  return socket
}

/** The time that `count` requests take, in milliseconds. `request(i)` makes them. */
export async function time (app, request, count) {
  const start = process.hrtime.bigint()
  for (let i = 0; i < count; i++) {
    send(app, request(i))
    // Let what Node puts off be done, as it is between requests of a socket.
    if (i % 32 === 31) await new Promise(setImmediate)
  }
  await new Promise(setImmediate)
  return Number(process.hrtime.bigint() - start) / 1e6
}
