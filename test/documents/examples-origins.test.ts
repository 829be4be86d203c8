import t from 'tap'
import { sendPreflight } from '../requests.js'
import { allowMethods, allowOrigin, load, request } from './recipes.js'
import { EDITOR, corsHeaders } from '../server.js'

const OTHER = 'https://other.example'

t.test('Recipe: development.js', async (t) => {
  const { build } = await load<{ development: boolean }>('development.js')

  t.test('V2: any port of this machine is allowed in development, and none in production', async (t) => {
    for (const development of [true, false]) {
      const app = await build(t, { development })
      t.equal(allowOrigin(await request(app, '/jobs')), EDITOR)
      for (const origin of ['http://localhost:5173', 'http://localhost', 'http://127.0.0.1:3000', 'http://[::1]:8081']) {
        t.equal(allowOrigin(await request(app, '/jobs', {}, origin)), development ? origin : undefined, origin)
      }
      for (const origin of ['http://localhost.evil.example:5173', 'https://localhost:5173', OTHER]) {
        t.equal(allowOrigin(await request(app, '/jobs', {}, origin)), undefined, origin)
      }
    }
  })
})

t.test('Recipe: known-origins-only.js', async (t) => {
  const { build } = await load('known-origins-only.js')
  const app = await build(t)
  let ran = 0
  app.addHook('preHandler', async () => { ran++ })
  app.get('/health', { config: { openeoCors: false } }, async () => ({}))

  t.test('V3: requests of unknown origins do not run, on any path', async (t) => {
    for (const origin of [OTHER, 'null', 'nonsense']) {
      for (const [method, url] of [['GET', '/jobs'], ['POST', '/jobs'], ['GET', '/nowhere']] as const) {
        const reply = await request(app, url, { method }, origin)
        t.equal(reply.statusCode, 403, `${method} ${url} from ${origin}`)
        t.equal(reply.json().code, 'OriginForbidden')
        t.strictSame(corsHeaders(reply.headers), {})
        t.equal(reply.headers.vary, 'Origin')
      }
    }
    t.equal(ran, 0)
    const preflight = await sendPreflight(app, '/jobs', 'POST', { origin: OTHER })
    t.equal(preflight.statusCode, 204, 'a preflight is answered')
    t.strictSame(corsHeaders(preflight.headers), {}, 'and allows nothing')
  })

  t.test('V3, R4: others run', async (t) => {
    t.equal((await request(app, '/jobs', { method: 'POST' })).statusCode, 201, 'a known origin')
    t.equal((await app.inject('/jobs')).statusCode, 200, 'no origin')
    t.equal((await request(app, '/health', {}, OTHER)).statusCode, 200, 'a route out of CORS')
    t.equal((await request(app, '/nowhere')).statusCode, 404, 'no route')
    t.equal(allowMethods(await sendPreflight(app, '/jobs', 'POST')), 'OPTIONS, GET, HEAD, POST')
  })
})

t.test('Recipe: signed-downloads.js', async (t) => {
  const { build } = await load<{ storage: string }>('signed-downloads.js')
  const app = await build(t, { storage: 'https://files.example' })
  const redirected = await request(app, '/jobs/job-1/results/ndvi.tif')
  const { origin: host, pathname, search, searchParams } = new URL(String(redirected.headers.location))

  t.test('R1: a page can follow the redirect', async (t) => {
    t.equal(redirected.statusCode, 302)
    t.equal(allowOrigin(redirected), EDITOR)
    t.equal(host, 'https://files.example')
    t.equal(allowOrigin(await request(app, '/jobs/job-1/results/ndvi.tif', {}, OTHER)), undefined, 'but no other page')
  })

  t.test('V5: the file is for whoever has its URL, of whatever origin', async (t) => {
    for (const origin of ['null', EDITOR, OTHER]) {
      const file = await request(app, `${pathname}${search}`, {}, origin)
      t.match(file, { statusCode: 200, body: 'the pixels' }, origin)
      t.equal(allowOrigin(file), '*')
      t.equal(file.headers['access-control-allow-credentials'], undefined)
    }
    const preflight = await sendPreflight(app, `${pathname}${search}`, 'GET', { origin: 'null' })
    t.equal(allowOrigin(preflight), '*')
    t.match(preflight.headers['access-control-allow-headers'], /\bRange\b/, 'a part of it too')
  })

  t.test('R1: a page can read that a link is not valid', async (t) => {
    const expires = searchParams.get('expires')
    const signature = searchParams.get('signature')
    for (const query of ['', `?expires=${expires}`, `?expires=${Number(expires) + 1}&signature=${signature}`, `?expires=${expires}&signature=no`,
      `?expires=1&signature=${signature}`, `${search}&signature=${signature}`]) {
      const reply = await request(app, `${pathname}${query}`, {}, 'null')
      t.equal(reply.statusCode, 403, query)
      t.equal(allowOrigin(reply), '*')
    }
    t.equal((await request(app, `/downloads/other.tif${search}`, {}, 'null')).statusCode, 403, 'another file')
  })
})
