import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, LookupFunction } from 'node:net'
import httpProxy from '@fastify/http-proxy'
import t, { type Test } from 'tap'
import { FROM_EDITOR, asksFor, inBothOrders, readable, varies } from './order.js'
import { EDITOR, corsHeaders, listen, send } from '../server.js'

/** Headers of an upstream that sends CORS headers of its own, with other values than the proxy's. */
const OWN_CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Credentials': 'false',
  'Access-Control-Expose-Headers': 'X-Upstream',
  'Access-Control-Allow-Methods': 'GET',
  'Access-Control-Allow-Headers': '*',
  'Access-Control-Max-Age': '600',
  'Access-Control-Allow-Private-Network': 'true'
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void

const answers: Record<string, Answer> = {
  '/own': (_request, response) => response.writeHead(200, { ...OWN_CORS, Vary: 'Accept' }).end('ok'),
  '/twice': (_request, response) => response.writeHead(200, {
    'Access-Control-Allow-Origin': ['https://a.example.org', 'https://b.example.org'], Vary: ['Accept', 'Origin']
  }).end('ok'),
  '/plain': (_request, response) => response.writeHead(200, { 'OpenEO-Costs': '1' }).end('ok'),
  '/redirect': (_request, response) => response.writeHead(302, { ...OWN_CORS, Location: '/plain' }).end(),
  '/unchanged': (_request, response) => response.writeHead(304, { ...OWN_CORS, ETag: '"1"' }).end(),
  '/login': (_request, response) => response.writeHead(401, { ...OWN_CORS, 'WWW-Authenticate': 'Bearer' }).end(),
  '/broken': (_request, response) => response.destroy(),
  '/silent': () => {},
  '/nonsense': (_request, response) => response.writeHead(999, OWN_CORS).end(),
  '/options': (_request, response) => response.writeHead(200, { ...OWN_CORS, Allow: 'OPTIONS, PROPFIND' }).end('mine')
}

interface Upstream {
  readonly url: string
  /** Methods and paths of the requests that came. */
  readonly seen: string[]
  readonly stop: () => Promise<unknown>
}

async function startUpstream (t: Test): Promise<Upstream> {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    const answer = answers[request.url ?? ''] ?? answers['/plain']
    answer?.(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const stop = async () => {
    if (!server.listening) return
    server.close().closeAllConnections()
    await once(server, 'close')
  }
  t.after(stop)
  return { url: `http://127.0.0.1:${port}`, seen, stop }
}

t.test('R1, R2: replies of an upstream of @fastify/http-proxy have one value of each header, that of the plugin', async (t) => {
  const { url } = await startUpstream(t)
  await inBothOrders(t, { other: (app) => app.register(httpProxy, { upstream: url }) }, async (t, app) => {
    const port = await listen(t, app)
    for (const [path, status, vary, kept] of [
      ['/own', 200, ['accept', 'origin'], {}],
      ['/twice', 200, ['accept', 'origin'], {}],
      ['/plain', 200, ['origin'], { 'openeo-costs': '1' }],
      ['/redirect', 302, ['origin'], { location: '/plain' }],
      ['/unchanged', 304, ['origin'], { etag: '"1"' }],
      ['/login', 401, ['origin'], { 'www-authenticate': 'Bearer' }]
    ] as const) {
      const reply = await send(port, { path, headers: FROM_EDITOR })
      t.equal(reply.status, status, `${path}: ${status}`)
      t.match(reply.headers, kept, `${path}: what else the upstream sent`)
      t.strictSame(varies(reply.headers), vary, `${path}: Vary`)
      readable(t, reply, path)
    }
  })
})

t.test('R4, V3: headers of CORS of an upstream are removed if the plugin does not allow the origin', async (t) => {
  const { url } = await startUpstream(t)
  await inBothOrders(t, {
    cors: { origin: [EDITOR] },
    other: (app) => app.register(httpProxy, { upstream: url })
  }, async (t, app) => {
    const port = await listen(t, app)
    for (const [who, headers] of [
      ['no origin', {}],
      ['an origin that is not allowed', { origin: 'https://evil.example' }]
    ] as const) {
      const reply = await send(port, { path: '/own', headers })
      t.strictSame(corsHeaders(reply.headers), {}, `${who}: no header of the CORS protocol`)
      t.strictSame(varies(reply.headers), ['accept', 'origin'], `${who}: Vary`)
    }
  })
})

// A resolver that finds no host, so the test sends no DNS queries.
const lookup: LookupFunction = (host, _options, done) => {
  done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }), '')
}

t.test('R1: errors of @fastify/http-proxy can be read', async (t) => {
  const { url } = await startUpstream(t)
  const down = await startUpstream(t)
  await down.stop()
  for (const [is, upstream, path, status] of [
    ['a host that is not there', 'http://upstream.invalid', '/plain', 503],
    ['an upstream that is down', down.url, '/plain', 500],
    ['an upstream that breaks off', url, '/broken', 500],
    ['an upstream that does not answer', url, '/silent', 504],
    ['an upstream with a status that there is not', url, '/nonsense', 502]
  ] as const) {
    await t.test(is, async (t) => {
      const undici = { headersTimeout: 50, ...(status === 503 && { connect: { lookup } }) }
      await inBothOrders(t, { other: (app) => app.register(httpProxy, { upstream, undici }) }, async (t, app) => {
        const reply = await send(await listen(t, app), { path, headers: FROM_EDITOR })
        t.equal(reply.status, status, `${status}`)
        readable(t, reply, `the ${status}`)
      })
    })
  }
})

const EVERY_METHOD = 'OPTIONS, GET, HEAD, POST, PATCH, PUT, DELETE'

t.test('O8, O9, O10: preflights do not reach the upstream of a proxy at the root, other OPTIONS requests do', async (t) => {
  const { url, seen } = await startUpstream(t)
  await inBothOrders(t, { other: (app) => app.register(httpProxy, { upstream: url }) }, async (t, app) => {
    const port = await listen(t, app)
    for (const path of ['/', '/options', '/deep/down']) {
      const preflight = await send(port, { path, method: 'OPTIONS', headers: asksFor('PUT') })
      t.equal(preflight.status, 204, `${path}: preflight`)
      t.equal(preflight.headers['access-control-allow-methods'], EVERY_METHOD, `${path}: methods`)
    }
    t.strictSame(seen.splice(0), [], 'the upstream saw none of them')

    const { status, headers, body } = await send(port, { path: '/options', method: 'OPTIONS', headers: FROM_EDITOR })
    t.strictSame({ status, body }, { status: 200, body: 'mine' }, 'the upstream answered')
    t.strictSame(seen.splice(0), ['OPTIONS /options'], 'the upstream saw it')
    t.equal(headers.allow, 'OPTIONS, PROPFIND', 'its Allow stays')
    t.equal(headers['access-control-allow-origin'], EDITOR, 'the plugin adds its headers')
  })
})
