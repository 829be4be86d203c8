import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'

/** An origin that the default options allow. */
export const EDITOR = 'https://editor.openeo.org'

/** The Vary of replies to a method. */
export function varyOf (method: string): string {
  return method === 'OPTIONS' ? 'Origin, Access-Control-Request-Method' : 'Origin'
}

/** Starts an application on a free port of 127.0.0.1, and stops it after the test. */
export async function listen (t: Pick<Test, 'after'>, app: Pick<FastifyInstance, 'listen' | 'close' | 'server'>): Promise<number> {
  t.after(() => app.close())
  await app.listen({ host: '127.0.0.1', port: 0 })
  return (app.server.address() as AddressInfo).port
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** Names and values as they came, one after the other. */
  readonly rawHeaders: readonly string[]
  readonly body: string
}

/** Sends a request over a connection of its own. If the reply breaks off, the result has the body up to there. */
export function send (port: number, options: RequestOptions & { readonly body?: string } = {}): Promise<Answer> {
  const { body, ...rest } = options
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, agent: false, ...rest }, (response) => {
      let received = ''
      const end = () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, rawHeaders: response.rawHeaders, body: received })
      }
      response.setEncoding('utf8').on('data', (chunk) => { received += chunk }).on('end', end).on('error', end)
    })
    request.on('error', reject).end(body)
  })
}

/** Writes bytes to a socket and reads, as text, until the server closes the connection. */
export function sendBytes (port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = ''
    const socket = connect(port, '127.0.0.1', () => { socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes) })
    socket.setEncoding('latin1').on('data', (chunk) => { received += chunk })
    socket.on('close', () => { resolve(received) }).on('error', reject)
  })
}

/** The headers of a reply that belong to the CORS protocol. */
export function corsHeaders (headers: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')))
}
