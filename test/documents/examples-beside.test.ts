import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import Fastify from 'fastify'
import fp from 'fastify-plugin'
import t from 'tap'
import { sendPreflight } from '../requests.js'
import { RECIPES, allowMethods, allowOrigin, load, request } from './recipes.js'
import { EDITOR, send } from '../server.js'

t.test('Recipe: proxy.js', async (t) => {
  const { build } = await load<{ upstream: string }>('proxy.js')
  const seen: string[] = []
  const upstream = createServer(({ method, url }, response) => {
    seen.push(`${method} ${url}`)
    response.writeHead(url === '/missing' ? 404 : 200, { 'Access-Control-Allow-Origin': '*' }).end('from the upstream')
  }).listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  t.teardown(() => upstream.close())
  const app = await build(t, { upstream: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}` })

  t.test('O10: preflights list the methods of the proxy, and do not reach the upstream', async (t) => {
    for (const path of ['/jobs/job-1', '/', '/collections']) {
      t.equal(allowMethods(await sendPreflight(app, path, 'PATCH')), 'OPTIONS, GET, HEAD, POST, PATCH, DELETE', path)
    }
    t.strictSame(seen, [])
  })

  t.test('R2: pages can read what the upstream answers', async (t) => {
    for (const [method, url, status] of [['PATCH', '/jobs/job-1', 200], ['GET', '/missing', 404]] as const) {
      const reply = await request(app, url, { method })
      t.match(reply, { statusCode: status, body: 'from the upstream' }, url)
      t.equal(allowOrigin(reply), EDITOR)
    }
    t.strictSame(seen, ['PATCH /jobs/job-1', 'GET /missing'])
    t.strictSame((await request(app, '/collections')).json(), { collections: [], links: [] }, 'a route of its own')
    const other = await request(app, '/jobs', { method: 'PUT' })
    t.equal(other.statusCode, 404, 'a method that is not on the list')
    t.equal(seen.length, 2, 'does not get there')
  })
})

t.test('Recipe: helmet.js', async (t) => {
  const { build } = await load('helmet.js')
  const app = await build(t)

  t.test('R1: a page can read what has the headers of helmet', async (t) => {
    for (const [url, status, policy] of [
      ['/collections', 200, 'same-origin'], ['/nowhere', 404, 'same-origin'], ['/collections/demo/thumbnail', 200, 'cross-origin']
    ] as const) {
      const reply = await request(app, url)
      t.equal(reply.statusCode, status, url)
      t.equal(allowOrigin(reply), EDITOR)
      t.match(reply.headers, {
        'cross-origin-resource-policy': policy, 'cross-origin-opener-policy': 'same-origin', 'x-content-type-options': 'nosniff'
      }, 'has those of helmet as well')
    }
    t.equal((await sendPreflight(app, '/collections')).statusCode, 204)
  })
})

t.test('Recipe: rate-limit.js', async (t) => {
  const { build } = await load<{ max: number }>('rate-limit.js')
  const app = await build(t, { max: 1 })

  t.test('O8, R1: preflights do not count, and a page can read when to ask again', async (t) => {
    for (const status of [200, 429]) {
      t.equal((await sendPreflight(app, '/jobs')).statusCode, 204, 'a preflight')
      const reply = await request(app, '/jobs')
      t.equal(reply.statusCode, status)
      t.equal(allowOrigin(reply), EDITOR)
      const exposed = String(reply.headers['access-control-expose-headers']).toLowerCase().split(', ')
      const limits = Object.keys(reply.headers).filter((name) => name.startsWith('x-ratelimit-') || name === 'retry-after')
      t.equal(limits.length, status === 429 ? 4 : 3)
      t.strictSame(limits.filter((name) => !exposed.includes(name)), [], 'all of the limit is exposed')
    }
  })
})

t.test('Recipe: fastify-cli', async (t) => {
  const cli = fileURLToPath(new URL('../../node_modules/fastify-cli/cli.js', import.meta.url))
  const app = fileURLToPath(new URL('fastify-cli/app.js', RECIPES))
  const child = spawn(process.execPath, [cli, 'start', '--port', '0', '--address', '127.0.0.1', '--log-level', 'info', app], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const exited = new Promise((resolve) => child.once('close', resolve))
  t.teardown(() => {
    child.kill('SIGKILL')
    return exited
  })
  const records: Array<{ level: number, msg: string, cors?: unknown }> = []
  let port = 0
  for await (const line of createInterface({ input: child.stdout })) {
    const record = JSON.parse(line)
    records.push(record)
    port = Number(/^Server listening at .*:(\d+)$/.exec(record.msg)?.[1] ?? 0)
    if (port !== 0) break
  }

  t.test('O4, O8: files are loaded in the order that matters, and all routes are known', async (t) => {
    for (const [path, methods] of [
      ['/jobs', 'OPTIONS, GET, HEAD, POST'], ['/collections', 'OPTIONS, GET, HEAD'], ['/about', 'OPTIONS, GET, HEAD'], ['/nowhere', 'OPTIONS']
    ] as const) {
      const { status, headers } = await send(port, {
        path, method: 'OPTIONS', headers: { origin: EDITOR, 'access-control-request-method': 'POST' }
      })
      t.equal(status, 204, `${path}: past the hook`)
      t.equal(headers['access-control-allow-methods'], methods)
    }
    for (const [path, status] of [['/jobs', 401], ['/collections', 200], ['/nowhere', 404]] as const) {
      const reply = await send(port, { path, headers: { origin: EDITOR } })
      t.equal(reply.status, status, path)
      t.equal(reply.headers['access-control-allow-origin'], EDITOR)
    }
  })

  t.test('O8: the hook is not in front where the application is in the root', async (t) => {
    const { default: plugin } = await import(new URL('fastify-cli/app.js', RECIPES).href)
    const app = Fastify()
    t.after(() => app.close())
    // What the CLI does with `skipOverride`.
    await app.register(fp(plugin))
    t.equal((await sendPreflight(app, '/jobs', 'POST')).statusCode, 204)
    t.equal((await request(app, '/jobs', { method: 'POST' })).statusCode, 401)
  })

  t.test('C4, C6: nothing is warned of', async (t) => {
    t.strictSame(records.filter(({ level }) => level > 30), [])
    t.equal(records.filter(({ cors }) => cors !== undefined).length, 1, 'and one record says what is in force')
  })
})
