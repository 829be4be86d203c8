// Requests through Fastify and Node's rendering of headers, with a sink where the socket would be.

import { IncomingMessage, ServerResponse } from 'node:http'
import { Duplex } from 'node:stream'

class Sink extends Duplex {
  _read () {}
  _write (_chunk, _encoding, done) { done() }
  _writev (_chunks, done) { done() }
  setTimeout () { return this }
}

/** Sends a request to a server. */
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
}
