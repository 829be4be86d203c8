import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import httpProxy from '@fastify/http-proxy'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { IN_ONE_INSTANCE } from '../orders.js'
import { sendOptions, sendPreflight } from '../requests.js'
import { EDITOR, listen, send } from '../server.js'

const ALL = 'OPTIONS, GET, HEAD, POST, PATCH, PUT, DELETE, QUERY, TRACE'
const PROXIED = 'OPTIONS, GET, HEAD, POST, PATCH, PUT, DELETE'

const own = async () => 'own'

const catchAlls: Record<string, (app: FastifyInstance) => unknown> = {
  "all('*')": (app) => app.all('*', own),
  "all('/*')": (app) => app.all('/*', own),
  "all('/') and all('/*')": (app) => app.all('/', own).all('/*', own),
  "all('*') in a plugin": (app) => app.register(async (scope) => { scope.all('*', own) }),
  "all('*') and another for a host": (app) => app.all('*', own).all('*', { constraints: { host: 'a.example' } }, own)
}

for (const [order, build] of Object.entries(IN_ONE_INSTANCE)) {
  for (const [what, catchAll] of Object.entries(catchAlls)) {
    t.test(`O10: it coexists with ${what}, declared ${order}`, async (t) => {
      const app = Fastify()
      await build(app, catchAll)
      app.get('/jobs', own)
      for (const url of ['/', '/jobs', '/nowhere/at/all']) {
        const preflight = await sendPreflight(app, url)
        t.equal(preflight.statusCode, 204, `${url}: a preflight is answered by the plugin`)
        t.equal(preflight.body, '', `${url}: without a body`)
        t.equal(preflight.headers['access-control-allow-methods'], ALL, `${url}: with the methods`)
        for (const headers of [{}, { origin: EDITOR }]) {
          const other = await sendOptions(app, url, headers)
          t.equal(other.body, 'own', `${url}: another OPTIONS request is answered by the route, ${JSON.stringify(headers)}`)
          t.equal(other.headers.allow, ALL, `${url}: and has Allow, ${JSON.stringify(headers)}`)
        }
      }
    })

    t.test(`O10: it coexists in a scope with ${what}, declared ${order}`, async (t) => {
      const app = Fastify()
      app.register(async (scope) => { await build(scope, catchAll) }, { prefix: '/api' })
      for (const url of ['/api/', '/api/jobs', '/api/nowhere/at/all']) {
        t.equal((await sendPreflight(app, url)).headers['access-control-allow-methods'], ALL, `${url}: a preflight`)
        t.equal((await sendOptions(app, url, { origin: EDITOR })).body, 'own', `${url}: another OPTIONS request`)
      }
    })
  }

  t.test(`O10: it coexists with a proxy at the root, declared ${order}`, async (t) => {
    const upstream = await startUpstream()
    t.after(() => { upstream.server.close() })
    const app = Fastify()
    await build(app, () => app.register(httpProxy, { upstream: upstream.url }), { auth: true })
    const port = await listen(t, app)

    for (const path of ['/', '/tiles/1', '/tiles?x=1']) {
      const preflight = await send(port, {
        method: 'OPTIONS',
        path,
        headers: { origin: EDITOR, 'access-control-request-method': 'PUT', 'content-type': 'application/json' }
      })
      t.equal(preflight.status, 204, `${path}: a preflight is answered by the plugin`)
      t.equal(preflight.headers['access-control-allow-methods'], PROXIED, `${path}: with the methods`)
      t.equal(preflight.headers['access-control-allow-credentials'], 'true', `${path}: and not by the upstream`)
      t.strictSame(upstream.received.splice(0), [], `${path}: which is not asked`)

      const other = await send(port, { method: 'OPTIONS', path, headers: { origin: EDITOR } })
      t.equal(other.body, 'upstream', `${path}: another OPTIONS request is answered by the upstream`)
      t.equal(other.headers['access-control-allow-origin'], EDITOR, `${path}: with the headers of the plugin`)
      t.equal(other.headers['access-control-allow-methods'], PROXIED, `${path}: all of them`)
      t.equal(other.headers.allow, 'GET', `${path}: and the Allow of the upstream`)

      const put = await send(port, { method: 'PUT', path, headers: { origin: EDITOR }, body: 'x' })
      t.equal(put.body, 'upstream', `${path}: the request itself reaches the upstream`)
      t.equal(put.headers['access-control-allow-origin'], EDITOR, `${path}: and has the plugin's headers`)
      t.strictSame(upstream.received.splice(0), [`OPTIONS ${path}`, `PUT ${path}`], `${path}: the upstream has seen both`)
    }
  })
}

/** An upstream server that sends CORS headers of its own. */
async function startUpstream (): Promise<{ server: Server, url: string, received: string[] }> {
  const received: string[] = []
  const server = createServer((request, response) => {
    received.push(`${request.method} ${request.url}`)
    request.resume()
    response.writeHead(200, { 'access-control-allow-origin': '*', 'access-control-allow-methods': 'GET', allow: 'GET' })
    response.end('upstream')
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}
