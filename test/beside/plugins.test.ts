import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import type { Duplex } from 'node:stream'
import autoload from '@fastify/autoload'
import fastifyCors from '@fastify/cors'
import swagger from '@fastify/swagger'
import websocket from '@fastify/websocket'
import Fastify from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { FROM_EDITOR, asksFor, inBothOrders, readable, varies } from './order.js'
import { EDITOR, corsHeaders, listen, send } from '../server.js'

t.test('Use: the OPTIONS route is not in the document of @fastify/swagger', async (t) => {
  await inBothOrders(t, {
    other: (app) => app.register(swagger, { openapi: {} }),
    routes: (app) => {
      const response = { 200: { content: { 'application/geo+json': { schema: {} } } } }
      app.get('/jobs', { schema: { response } }, async () => ({}))
    }
  }, async (t, app) => {
    await app.ready()
    const { paths = {} } = app.swagger() as { readonly paths?: Record<string, object> }
    t.strictSame(Object.keys(paths), ['/jobs'], 'paths')
    t.strictSame(Object.keys(paths['/jobs'] ?? {}), ['get'], 'methods')

    const { headers } = await app.inject({ method: 'OPTIONS', url: '/jobs', headers: asksFor('GET') })
    t.equal(headers['content-type'], 'application/geo+json', 'a schema that both understand')
  })
})

t.test('Use: hideOptionsRoute: false puts the OPTIONS route into the document of @fastify/swagger', async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  await app.register(swagger, { openapi: {} })
  await app.register(openeoCors, { hideOptionsRoute: false })
  await app.ready()
  const { paths = {} } = app.swagger() as { readonly paths?: Record<string, object> }
  t.strictSame(Object.values(paths).map((path) => Object.keys(path)), [['options']])
})

function upgrade (options: RequestOptions): Promise<{ readonly response: IncomingMessage, readonly socket: Duplex }> {
  return new Promise((resolve, reject) => {
    httpRequest({ agent: false, ...options })
      .on('upgrade', (response, socket) => { resolve({ response, socket }) })
      .on('response', (response) => { reject(new Error(`expected an upgrade, got ${response.resume().statusCode}`)) })
      .on('error', reject)
      .end()
  })
}

// A frame of one piece of text, masked with zeros as a client's has to be masked (RFC 6455, 5.2).
function textFrame (text: string, masked: boolean): Buffer {
  const mask = masked ? [0, 0, 0, 0] : []
  return Buffer.from([0x81, (masked ? 0x80 : 0) | text.length, ...mask, ...Buffer.from(text)])
}

t.test('R1: an upgrade of @fastify/websocket passes untouched', async (t) => {
  await inBothOrders(t, {
    cors: { auth: true, origin: [EDITOR] },
    other: (app) => app.register(websocket),
    routes: (app) => {
      app.get('/logs', { websocket: true }, (socket) => {
        socket.on('message', (data: Buffer) => { socket.send(`got ${data}`) })
      })
    }
  }, async (t, app) => {
    const port = await listen(t, app)
    for (const origin of [EDITOR, 'https://other.example.org']) {
      const { response, socket } = await upgrade({
        host: '127.0.0.1',
        port,
        path: '/logs',
        headers: {
          origin,
          connection: 'upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ=='
        }
      })
      t.teardown(() => { socket.destroy() })
      t.equal(response.statusCode, 101, `${origin}: switched`)
      const names = Object.keys(response.headers).sort()
      t.strictSame(names, ['connection', 'sec-websocket-accept', 'upgrade'], `${origin}: no other headers`)
      socket.write(textFrame('hello', true))
      const [frame] = await once(socket, 'data') as [Buffer]
      t.strictSame(frame, textFrame('got hello', false), `${origin}: messages pass`)
    }

    const reply = await send(port, { path: '/logs', headers: FROM_EDITOR })
    t.equal(reply.status, 404, 'a request without upgrade')
    readable(t, reply, 'a request without upgrade')
    const { headers } = await send(port, { path: '/logs', method: 'OPTIONS', headers: asksFor('GET') })
    t.equal(headers['access-control-allow-methods'], 'OPTIONS, GET, HEAD', 'a preflight')
  })
})

t.test('O4: preflights list the routes that @fastify/autoload finds', async (t) => {
  const dir = t.testdir({
    'root.mjs': "export default async (app) => { app.get('/', async () => ({})) }",
    jobs: {
      'index.mjs': `export default async (app) => {
        app.route({ method: ['GET', 'POST'], url: '/', handler: async () => ({}) })
        app.patch('/:job_id', async () => ({}))
      }`,
      results: { 'index.mjs': "export default async (app) => { app.delete('/', async () => ({})) }" }
    }
  })
  await inBothOrders(t, { other: (app) => app.register(autoload, { dir }) }, async (t, app) => {
    for (const [url, methods] of [
      ['/', 'OPTIONS, GET, HEAD'],
      ['/jobs', 'OPTIONS, GET, HEAD, POST'],
      // For the router, the end of the path is an empty parameter.
      ['/jobs/', 'OPTIONS, GET, HEAD, POST, PATCH'],
      ['/jobs/17', 'OPTIONS, PATCH'],
      ['/jobs/results', 'OPTIONS, PATCH, DELETE'],
      ['/unknown', 'OPTIONS']
    ] as const) {
      const { statusCode, headers } = await app.inject({ method: 'OPTIONS', url, headers: asksFor('GET') })
      t.equal(statusCode, 204, url)
      t.equal(headers['access-control-allow-methods'], methods, `${url}: Access-Control-Allow-Methods`)
      t.equal(headers.allow, methods, `${url}: Allow`)
    }
  })
})

const THEIRS = 'https://theirs.example.org'

t.test('O11, C4: @fastify/cors answers in its scope as the plugin does in its own', async (t) => {
  for (const oursFirst of [true, false]) {
    await t.test(oursFirst ? 'declared after ours' : 'declared before ours', async (t) => {
      const logged: string[] = []
      const app = Fastify({ logger: { level: 'warn', stream: { write: (line) => { logged.push(line) } } } })
      t.after(() => app.close())
      const ours = () => app.register(async (scope) => {
        await scope.register(openeoCors, { auth: true })
        scope.put('/jobs', async () => ({}))
      }, { prefix: '/api' })
      const theirs = () => app.register(async (scope) => {
        await scope.register(fastifyCors, { origin: THEIRS, methods: ['PUT'], allowedHeaders: ['X-Theirs'] })
        scope.put('/things', async () => ({}))
      }, { prefix: '/other' })
      for (const declare of oursFirst ? [ours, theirs] : [theirs, ours]) declare()

      const preflight = await app.inject({ method: 'OPTIONS', url: '/api/jobs', headers: asksFor('PUT') })
      t.match(corsHeaders(preflight.headers), {
        'access-control-allow-origin': EDITOR,
        'access-control-allow-methods': 'OPTIONS, PUT',
        'access-control-allow-headers': 'Authorization, Content-Type, Accept, Accept-Language'
      }, 'a preflight in our scope')
      readable(t, await app.inject({ method: 'PUT', url: '/api/jobs', headers: FROM_EDITOR }), 'a reply in our scope')

      const other = await app.inject({ method: 'OPTIONS', url: '/other/things', headers: asksFor('PUT') })
      t.equal(other.statusCode, 204, 'a preflight in theirs')
      t.strictSame(corsHeaders(other.headers), {
        'access-control-allow-origin': THEIRS,
        'access-control-allow-methods': 'PUT',
        'access-control-allow-headers': 'X-Theirs'
      }, 'a preflight in their scope')
      t.equal(other.headers.allow, undefined, 'has nothing of ours')
      const { headers } = await app.inject({ method: 'PUT', url: '/other/things', headers: FROM_EDITOR })
      t.strictSame(corsHeaders(headers), { 'access-control-allow-origin': THEIRS }, 'a reply in their scope')
      t.notOk(varies(headers).includes('origin'), 'does not vary by origin, as theirs is static')
      t.strictSame(logged, [], 'and there is nothing to warn of')
    })
  }
})
