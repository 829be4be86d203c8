import { once } from 'node:events'
import { get } from 'node:http'
import Fastify, { type InjectOptions } from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { sendPreflight } from '../requests.js'
import { allowMethods, allowOrigin, load, request } from './recipes.js'
import { EDITOR, corsHeaders, listen, send } from '../server.js'

const OTHER = 'https://other.example'
const TOKEN = { authorization: 'Bearer basic//demo' }

t.test('Recipe: login-hook.js', async (t) => {
  const { build, exports: { login } } = await load('login-hook.js')
  const app = await build(t)

  t.test('O8: preflights get past the hook', async (t) => {
    for (const [url, method, methods] of [['/jobs', 'POST', 'OPTIONS, GET, HEAD, POST'], ['/nowhere', 'GET', 'OPTIONS']] as const) {
      const reply = await sendPreflight(app, url, method)
      t.equal(reply.statusCode, 204, url)
      t.match(reply.headers, {
        'access-control-allow-origin': EDITOR,
        'access-control-allow-methods': methods,
        'access-control-allow-headers': /^Authorization,/
      }, `has ${methods}`)
    }
  })

  t.test('R1: a page can read what the hook answers, and what it lets through', async (t) => {
    const cases: Array<[status: number, url: string, options?: InjectOptions]> = [
      [401, '/jobs'],
      [401, '/jobs', { headers: { authorization: 'Bearer wrong' } }],
      [200, '/jobs', { headers: TOKEN }],
      [201, '/jobs', { method: 'POST', headers: TOKEN }],
      [200, '/collections'],
      [404, '/nowhere']
    ]
    for (const [status, url, options] of cases) {
      const reply = await request(app, url, options)
      t.equal(reply.statusCode, status, url)
      t.equal(allowOrigin(reply), EDITOR, 'has the headers')
    }
    const { headers } = await request(app, '/jobs', { method: 'POST', headers: TOKEN })
    t.match(headers, { location: /^http:\/\/.*\/jobs\/job-1$/, 'access-control-expose-headers': /^Location, OpenEO-Identifier,/ })
  })

  t.test('O8: what the recipe warns of: a hook in front refuses the preflight', async (t) => {
    const app = Fastify()
    app.decorateRequest('user', null)
    app.addHook('onRequest', login as () => Promise<void>)
    await app.register(openeoCors, { auth: true })
    app.get('/jobs', async () => ({}))
    t.equal((await sendPreflight(app, '/jobs')).statusCode, 401)
  })
})

t.test('Recipe: scopes.js', async (t) => {
  const { build } = await load('scopes.js')
  const app = await build(t)

  t.test('O11, V5: the catalogue is for everybody', async (t) => {
    for (const [url, status] of [['/catalogue/collections', 200], ['/catalogue/nowhere', 404]] as const) {
      for (const reply of [await request(app, url), await request(app, url, {}, OTHER), await app.inject(url)]) {
        t.equal(reply.statusCode, status, url)
        t.equal(allowOrigin(reply), '*', 'is for all')
        t.notHas(reply.headers, { vary: String, 'access-control-allow-credentials': String }, 'and the same for all')
      }
    }
    const preflight = await sendPreflight(app, '/catalogue/collections/demo', 'GET', { origin: OTHER })
    t.strictSame(corsHeaders(preflight.headers), {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'OPTIONS, GET, HEAD',
      'access-control-allow-headers': 'Content-Type, Accept, Accept-Language',
      'access-control-expose-headers': 'Location, OpenEO-Identifier, OpenEO-Costs, Link, Allow',
      'access-control-max-age': '7200'
    }, 'a preflight has its options')
  })

  t.test('O11, V2: the API is for known editors', async (t) => {
    for (const [origin, expected] of [[EDITOR, EDITOR], ['https://a.example.org', 'https://a.example.org'], [OTHER, undefined]] as const) {
      const preflight = await sendPreflight(app, '/api/v1/jobs/job-1', 'DELETE', { origin })
      t.equal(preflight.statusCode, 204, `preflight from ${origin}`)
      t.equal(allowOrigin(preflight), expected)
      t.equal(allowMethods(preflight), expected && 'OPTIONS, DELETE')
      for (const [status, url, headers] of [[401, '/api/v1/jobs', {}], [200, '/api/v1/jobs', TOKEN], [404, '/api/v1/nowhere', {}]] as const) {
        const reply = await request(app, url, { headers }, origin)
        t.equal(reply.statusCode, status, `${url} from ${origin}`)
        t.equal(allowOrigin(reply), expected)
        t.equal(reply.headers.vary, 'Origin')
      }
    }
  })

  t.test('O11: what is in neither has no CORS', async (t) => {
    for (const reply of [await request(app, '/health'), await sendPreflight(app, '/health'), await request(app, '/nowhere')]) {
      t.strictSame(corsHeaders(reply.headers), {})
      t.notOk(reply.headers.vary)
    }
  })
})

t.test('Recipe: server-sent-events.js', async (t) => {
  const { build } = await load<{ interval: number }>('server-sent-events.js')
  const path = '/jobs/job-1/events'

  t.test('R3: the events can be read by a page', async (t) => {
    const app = await build(t, { interval: 1 })
    const port = await listen(t, app)
    const { status, headers, body } = await send(port, { path, headers: { origin: EDITOR } })
    t.equal(status, 200)
    t.match(headers, {
      'access-control-allow-origin': EDITOR,
      'access-control-allow-credentials': 'true',
      vary: 'Origin',
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache'
    })
    t.equal(body, [25, 50, 75, 100].map((progress) => `data: {"progress":${progress}}\n\n`).join(''))

    const missing = await request(app, '/jobs/job-2/events')
    t.equal(missing.statusCode, 404)
    t.equal(allowOrigin(missing), EDITOR, 'so can what is no stream')
    t.equal(allowMethods(await sendPreflight(app, path)), 'OPTIONS, GET')
  })

  t.test('R3: the server closes while there are streams', async (t) => {
    const app = await build(t, { interval: 3_600_000 })
    const port = await listen(t, app)
    // Long before the first event.
    const [response] = await once(get({ port, path, agent: false, signal: AbortSignal.timeout(10_000) }), 'response')
    await app.close()
    response.resume()
    await once(response, 'end')
    t.ok(response.complete, 'the stream ends as it should')
  })
})

t.test('Recipe: behind-nginx/backend.js', async (t) => {
  const { build } = await load<{ publicUrl: string }>('behind-nginx/backend.js')
  const publicUrl = 'https://openeo.example/openeo'
  const app = await build(t, { publicUrl })

  t.test('O3, R1: it works by URLs without the prefix, and links to those with it', async (t) => {
    t.equal(allowMethods(await sendPreflight(app, '/jobs', 'POST')), 'OPTIONS, GET, HEAD, POST')
    t.equal(allowOrigin(await request(app, '/collections')), EDITOR)
    const created = await request(app, '/jobs', { method: 'POST' })
    t.equal(created.headers.location, `${publicUrl}/jobs/job-1`)
    t.equal((await request(app, '/')).json().links[0].href, `${publicUrl}/collections`)
    t.strictSame(corsHeaders((await request(app, '/jobs', {}, OTHER)).headers), {})
  })
})

t.test('Recipe: one-server.js', async (t) => {
  const { build } = await load<{ editor: string }>('one-server.js')
  const editor = t.testdir({ 'index.html': 'the editor', js: { 'app.js': '"its script"' } })

  t.test('R4: its own editor needs no CORS', async (t) => {
    const app = await build(t, { editor })
    for (const [path, body] of [['/', 'the editor'], ['/js/app.js', '"its script"']] as const) {
      const file = await app.inject(path)
      t.match(file, { statusCode: 200, body }, path)
      t.strictSame(corsHeaders(file.headers), {})
    }
    t.strictSame((await app.inject('/api/v1/collections')).json(), { collections: [], links: [] })
    t.match(await (await build(t)).inject('/'), { statusCode: 200, body: /Web Editor/ }, 'without a build there is another page')
  })

  t.test('R1, O8: other editors can use the API', async (t) => {
    const app = await build(t, { editor })
    const preflight = await sendPreflight(app, '/api/v1/validation', 'POST')
    t.match(preflight, { statusCode: 204, headers: { 'access-control-allow-methods': 'OPTIONS, POST' } })
    for (const [status, url, method] of [
      [200, '/.well-known/openeo', 'GET'], [200, '/api/v1/collections', 'GET'], [200, '/api/v1/validation', 'POST'],
      [404, '/api/v1/nowhere', 'GET'], [404, '/nowhere', 'POST']
    ] as const) {
      const reply = await request(app, url, { method })
      t.equal(reply.statusCode, status, `${method} ${url}`)
      t.equal(allowOrigin(reply), EDITOR)
    }
    const file = await request(app, '/js/app.js')
    t.strictSame(corsHeaders(file.headers), {}, 'but not the files of the editor')
  })
})
