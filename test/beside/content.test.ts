import { Readable } from 'node:stream'
import { gunzipSync } from 'node:zlib'
import compress from '@fastify/compress'
import fastifyStatic from '@fastify/static'
import t from 'tap'
import { FROM_EDITOR, asksFor, inBothOrders, readable, varies } from './order.js'
import { listen, send } from '../server.js'

const RANGE_HEADERS = ['Accept-Ranges', 'Content-Range', 'Content-Encoding', 'ETag']

t.test('R1: files of @fastify/static can be read, whole, in part, or not at all', async (t) => {
  const root = t.testdir({ 'image.tif': '0123456789', 'stac.json': '{}', 'stac.json.br': 'compressed' })
  await inBothOrders(t, {
    cors: { auth: true, rangeRequests: true },
    other: (app) => app.register(fastifyStatic, { root, prefix: '/files', preCompressed: true })
  }, async (t, app) => {
    const port = await listen(t, app)
    const { headers: { etag = '' } } = await send(port, { path: '/files/image.tif' })
    const cases: Array<{
      is: string, path?: string, method?: string, headers?: Record<string, string>, status: number, sends?: Record<string, string>
    }> = [
      { is: 'a file', status: 200, sends: { 'content-length': '10', 'accept-ranges': 'bytes' } },
      { is: 'HEAD of a file', method: 'HEAD', status: 200, sends: { 'content-length': '10' } },
      { is: 'a file that has not changed', headers: { 'if-none-match': etag }, status: 304, sends: { etag } },
      { is: 'a part', headers: { range: 'bytes=2-5' }, status: 206, sends: { 'content-range': 'bytes 2-5/10' } },
      { is: 'a part of a file that has changed', headers: { range: 'bytes=2-5', 'if-range': '"other"' }, status: 200 },
      { is: 'a part beyond the end', headers: { range: 'bytes=99-' }, status: 416, sends: { 'content-range': 'bytes */10' } },
      { is: 'no file', path: '/files/none.tif', status: 404 },
      { is: 'a path that would leave the directory', path: '/files/%2e%2e/package.json', status: 403 },
      {
        is: 'a file compressed beforehand',
        path: '/files/stac.json',
        headers: { 'accept-encoding': 'br' },
        status: 200,
        sends: { 'content-encoding': 'br', 'content-type': 'application/json; charset=utf-8' }
      }
    ]
    for (const { is, path = '/files/image.tif', method = 'GET', headers, status, sends = {} } of cases) {
      const reply = await send(port, { path, method, headers: { ...FROM_EDITOR, ...headers } })
      t.equal(reply.status, status, `${is}: ${status}`)
      t.match(reply.headers, sends, `${is}: what the plugin for files sends`)
      readable(t, reply, is, RANGE_HEADERS)
    }

    const preflight = await send(port, { path: '/files/image.tif', method: 'OPTIONS', headers: asksFor('GET') })
    t.equal(preflight.headers['access-control-allow-methods'], 'OPTIONS, GET, HEAD', 'methods of a file')
    t.equal(preflight.headers['access-control-allow-headers'],
      'Authorization, Content-Type, Accept, Accept-Language, Range, If-Match, If-None-Match, If-Range', 'a part can be asked for')
  })
})

const TEXT = 'openEO '.repeat(1000)

t.test('R1, V4: what @fastify/compress compresses can be read, and varies by both headers', async (t) => {
  await inBothOrders(t, {
    other: (app) => app.register(compress, { encodings: ['gzip'] }),
    routes: (app) => {
      app.get('/string', async (_request, reply) => reply.type('text/plain').send(TEXT))
      app.get('/stream', async (_request, reply) => reply.type('text/plain').send(Readable.from([TEXT])))
      app.get('/decorated', (_request, reply) => { reply.type('text/plain').compress(TEXT) })
      app.get('/response', async () => new Response(TEXT, { headers: { 'content-type': 'text/plain' } }))
      app.get('/varying', async () => new Response(TEXT, { headers: { 'content-type': 'text/plain', vary: 'Accept' } }))
      app.get('/error', async () => { throw new Error(TEXT) })
      app.get('/short', async (_request, reply) => reply.type('text/plain').send('short'))
    }
  }, async (t, app) => {
    for (const [url, status, encoding, vary] of [
      ['/string', 200, 'gzip', ['accept-encoding', 'origin']],
      ['/stream', 200, 'gzip', ['accept-encoding', 'origin']],
      ['/decorated', 200, 'gzip', ['accept-encoding', 'origin']],
      ['/response', 200, 'gzip', ['accept-encoding', 'origin']],
      ['/varying', 200, 'gzip', ['accept', 'accept-encoding', 'origin']],
      ['/error', 500, 'gzip', ['accept-encoding', 'origin']],
      ['/short', 200, undefined, ['origin']]
    ] as const) {
      const reply = await app.inject({ url, headers: { ...FROM_EDITOR, 'accept-encoding': 'gzip' } })
      t.equal(reply.statusCode, status, `${url}: ${status}`)
      t.equal(reply.headers['content-encoding'], encoding, `${url}: Content-Encoding`)
      t.strictSame(varies(reply.headers), vary, `${url}: Vary`)
      readable(t, reply, url)
      const body = encoding === undefined ? reply.body : gunzipSync(reply.rawPayload).toString()
      t.ok(body.includes(url === '/short' ? 'short' : TEXT), `${url}: body`)
    }
  })
})
