import { once } from 'node:events'
import { lookup } from 'node:dns/promises'
import { Agent, createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import { connect as connectHttp2, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { EDITOR, corsHeaders, listen, send, sendBytes } from '../server.js'

const VIEWER = 'https://viewer.example.org'

function allowed (origin = EDITOR): Record<string, string> {
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'Location, OpenEO-Identifier, OpenEO-Costs, Link'
  }
}

async function build (): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(openeoCors, { auth: true })
  app.get('/', async () => 'text')
  return app
}

t.test('R1: the headers are on replies by HTTP/2', async (t) => {
  const app = Fastify({ http2: true, forceCloseConnections: true })
  await app.register(openeoCors, { auth: true })
  app.get('/', async () => 'text')
  app.get('/large', async () => 'x'.repeat(200_000))
  app.get('/stream', async () => new Blob(['text']).stream())
  app.get('/response', async () => new Response('text', { headers: { 'access-control-allow-origin': '*' } }))
  app.get('/own', async (_request, reply) => {
    reply.raw.setHeader('access-control-allow-origin', '*')
    return 'text'
  })
  app.get('/fails', async () => { throw new Error('failed') })
  app.get('/hijacked', (_request, reply) => {
    reply.hijack()
    for (const [name, value] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value ?? '')
    reply.raw.end('data: 1\n\n')
  })
  t.after(() => app.close())
  const session = connectHttp2(await app.listen({ host: '127.0.0.1', port: 0 }))
  t.after(() => { session.close() })

  const paths: Array<[path: string, status: number]> = [
    ['/', 200], ['/large', 200], ['/stream', 200], ['/response', 200], ['/own', 200], ['/fails', 500], ['/hijacked', 200],
    ['/missing', 404]
  ]
  for (const [path, status] of paths) {
    const headers = await sendHttp2(session, { ':path': path })
    t.equal(headers[':status'], status, `status of ${path}`)
    t.strictSame(corsHeaders(headers), allowed(), `headers of ${path}`)
    t.equal(headers.vary, 'Origin', `Vary of ${path}`)
  }

  const preflight = await sendHttp2(session, { ':method': 'OPTIONS', ':path': '/', 'access-control-request-method': 'GET' })
  t.equal(preflight[':status'], 204, 'status of a preflight')
  t.match(preflight, { ...allowed(), 'access-control-allow-methods': 'OPTIONS, GET, HEAD' }, 'headers of a preflight')
})

type Http2Headers = IncomingHttpHeaders & { ':status'?: number }

async function sendHttp2 (session: ClientHttp2Session, headers: Record<string, string>): Promise<Http2Headers> {
  const stream = session.request({ origin: EDITOR, ...headers }).end().resume()
  const ended = once(stream, 'close')
  const [received] = await once(stream, 'response')
  await ended
  return received
}

t.test('R1: requests on one connection have the headers that are theirs', async (t) => {
  await t.test('one after the other', async (t) => {
    const app = await build()
    let connections = 0
    app.server.on('connection', () => { connections++ })
    const port = await listen(t, app)
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    t.after(() => { agent.destroy() })

    for (const origin of [EDITOR, VIEWER, EDITOR]) {
      const { headers } = await send(port, { agent, headers: { origin } })
      t.strictSame(corsHeaders(headers), allowed(origin), `headers for ${origin}`)
    }
    const { headers } = await send(port, { agent })
    t.strictSame(corsHeaders(headers), {}, 'headers without an origin')
    t.equal(connections, 1, 'connections')
  })

  await t.test('pipelined', async (t) => {
    const app = await build()
    app.get('/later', (_request, reply) => { setImmediate(() => reply.send('later')) })
    const port = await listen(t, app)
    const requests: Array<[path: string, header: string, allowOrigin: string | undefined]> = [
      ['/later', `Origin: ${EDITOR}`, EDITOR],
      ['/', 'X-None: 1', undefined],
      ['/missing', `Origin: ${VIEWER}`, VIEWER],
      ['/later', `Origin: ${EDITOR}\r\nConnection: close`, EDITOR]
    ]

    const received = await sendBytes(port, requests.map(([path, header]) =>
      `GET ${path} HTTP/1.1\r\nHost: eo.example\r\n${header}\r\n\r\n`).join(''))

    const answers = received.split('HTTP/1.1 ').slice(1)
    t.equal(answers.length, requests.length, 'answers')
    for (const [index, [path, , allowOrigin]] of requests.entries()) {
      const found = /^access-control-allow-origin: (.*)\r$/m.exec(answers[index] ?? '')
      t.equal(found?.[1], allowOrigin, `request ${index}, of ${path}`)
    }
  })
})

t.test('R1: the headers are on replies to requests of a rare form', async (t) => {
  const rest = `Host: eo.example\r\nConnection: close\r\nOrigin: ${EDITOR}\r\n`
  const forms: Array<[form: string, request: string]> = [
    ['HTTP/1.0', `GET / HTTP/1.0\r\nOrigin: ${EDITOR}\r\n\r\n`],
    ['an absolute URL', `GET http://eo.example/ HTTP/1.1\r\n${rest}\r\n`],
    ['an absolute URL of a path that does not exist', `GET http://eo.example/missing HTTP/1.1\r\n${rest}\r\n`],
    ['a header name in capitals', `GET / HTTP/1.1\r\n${rest.toUpperCase().replace(EDITOR.toUpperCase(), EDITOR)}\r\n`],
    ['an upgrade that nobody makes', `GET / HTTP/1.1\r\n${rest.replace('close', 'close, upgrade')}Upgrade: x\r\n\r\n`],
    ['a body that is announced', `POST / HTTP/1.1\r\n${rest}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}`]
  ]
  for (const [form, request] of forms) {
    const port = await listen(t, await build())
    const received = await sendBytes(port, request)
    for (const [name, value] of Object.entries({ ...allowed(), vary: 'Origin' })) {
      t.match(received, `\r\n${name}: ${value}\r\n`, `${name} for ${form}`)
    }
  }
})

t.test("R1: the headers are on every address of listen({ host: 'localhost' })", async (t) => {
  const app = await build()
  t.after(() => app.close())
  await app.listen({ host: 'localhost', port: 0 })
  const addresses = app.addresses() as AddressInfo[]

  t.strictSame(addresses.map(({ address }) => address).sort(),
    (await lookup('localhost', { all: true })).map(({ address }) => address).sort(), 'addresses')
  for (const { address, port } of addresses) {
    const { status, headers } = await send(port, { host: address, headers: { origin: EDITOR } })
    t.equal(status, 200, `status at ${address}`)
    t.strictSame(corsHeaders(headers), allowed(), `headers at ${address}`)
  }
})

t.test('R1: the headers are on replies of a server that somebody else made', async (t) => {
  const app = Fastify({ serverFactory: (handler) => createServer(handler) })
  await app.register(openeoCors, { auth: true })
  const { headers } = await send(await listen(t, app), { headers: { origin: EDITOR } })
  t.strictSame(corsHeaders(headers), allowed())
})

t.test('R1: the headers are on a stream that fails after its first byte', async (t) => {
  const sources: Array<[source: string, from: (stream: PassThrough) => unknown]> = [
    ['a stream', (stream) => stream],
    ['a web stream', toWeb],
    ['a web response', (stream) => new Response(toWeb(stream))]
  ]
  for (const [source, from] of sources) {
    const stream = new PassThrough()
    stream.write('first')
    const app = await build()
    app.get('/stream', async () => from(stream))
    const port = await listen(t, app)

    const request = httpRequest({ host: '127.0.0.1', port, path: '/stream', headers: { origin: EDITOR } }).end()
    const [response]: IncomingMessage[] = await once(request, 'response')
    if (response === undefined) throw new Error('no response')
    const broken = once(response, 'error')
    response.once('data', () => { stream.destroy(new Error('broken')) })

    t.match(await broken, [{ code: 'ECONNRESET' }], `${source} breaks off`)
    t.strictSame(corsHeaders(response.headers), allowed(), `headers of ${source}`)
    t.equal(response.headers.vary, 'Origin', `Vary of ${source}`)
  }
})

function toWeb (stream: PassThrough): ReadableStream {
  return new ReadableStream({
    start (controller) {
      stream.on('data', (chunk) => { controller.enqueue(chunk) }).on('error', (error) => { controller.error(error) })
    }
  })
}
