import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t, { type Test } from 'tap'
import openeoCors, { type OpeneoCorsOptions } from '../../lib/index.js'
import { EDITOR, corsHeaders, listen, send, varyOf } from '../server.js'

// Flaws of other CORS libraries. Those about the matching of origins are in origins.test.ts. Each row fails if the plugin has the
// same flaw. The ids are from public advisories. A row with 'no id' is about a flaw that has no advisory.

const EVIL = 'https://evil.example'
const GET = { origin: EDITOR, 'access-control-request-method': 'GET' }
const PUT = { origin: EDITOR, 'access-control-request-method': 'PUT' }

type Options = Omit<OpeneoCorsOptions, 'logLevel'>

async function serve (
  t: Test, options: Options, declare?: (app: FastifyInstance) => unknown, server?: FastifyServerOptions
): Promise<FastifyInstance> {
  const app = Fastify(server)
  t.after(() => app.close())
  await app.register(openeoCors, options)
  app.get('/', async () => 'ok')
  app.put('/', async () => 'ok')
  await declare?.(app)
  return app
}

interface Attack {
  /** The line of the contract. */
  readonly line: string
  readonly id: string
  /** What was wrong. */
  readonly was: string
  readonly check: (t: Test) => Promise<void>
}

const attacks: Attack[] = [{
  line: 'Use',
  id: 'CVE-2018-8014, CVE-2021-39185',
  was: 'Tomcat and http4s allowed credentials to all origins by default',
  async check (t) {
    const app = await serve(t, {})
    for (const origin of [EVIL, 'null']) {
      const { headers } = await app.inject({ url: '/', headers: { origin, cookie: 'session=1' } })
      t.equal(headers['access-control-allow-origin'], origin, `${origin} may read`)
      t.equal(headers['access-control-allow-credentials'], undefined, `${origin} may not send credentials`)
    }
  }
}, {
  line: 'V5',
  id: 'CVE-2018-20744, CVE-2026-54290',
  was: 'rs/cors and hono made an echo of a wildcard, for the sake of credentials',
  async check (t) {
    const app = await serve(t, { origin: '*', auth: true })
    for (const method of ['PUT', 'OPTIONS'] as const) {
      const credentials = { cookie: 'session=1', authorization: 'Bearer 1' }
      const { headers } = await app.inject({ method, url: '/', headers: { ...PUT, ...credentials } })
      t.equal(headers['access-control-allow-origin'], '*', `${method}: nobody is named`)
      t.equal(headers['access-control-allow-credentials'], undefined, `${method}: no credentials`)
    }
  }
}, {
  line: 'V3',
  id: 'no id (Kludex/starlette, issue 2560)',
  was: 'credentials and methods were allowed to origins that were not',
  async check (t) {
    const app = await serve(t, { auth: true, origin: [EDITOR], maxAge: 60 })
    for (const method of ['PUT', 'OPTIONS'] as const) {
      const { headers } = await app.inject({ method, url: '/', headers: { ...PUT, origin: EVIL } })
      t.strictSame(corsHeaders(headers), {}, method)
    }
  }
}, {
  line: 'V4',
  id: 'GHSA-q7jf-gf43-6x6p',
  was: 'hono copied the Vary of a request to the response',
  async check (t) {
    const app = await serve(t, { origin: [EDITOR] })
    for (const origin of [EDITOR, EVIL]) {
      const { headers } = await app.inject({ url: '/', headers: { origin, vary: 'X-Evil, *' } })
      t.equal(headers.vary, 'Origin', origin)
    }
  }
}, {
  line: 'V4',
  id: 'no id (fastify/fastify-cors, pull request 45; h3js/h3, pull request 1456)',
  was: 'without Vary on every response, a cache gave one origin the answer for another',
  async check (t) {
    const app = await serve(t, { origin: [EDITOR] })
    for (const method of ['GET', 'OPTIONS'] as const) {
      for (const headers of [{}, { origin: EDITOR }, { origin: EVIL }, { origin: 'not an origin' }]) {
        const reply = await app.inject({ method, url: '/', headers })
        t.equal(reply.headers.vary, varyOf(method), `${method} ${JSON.stringify(headers)}`)
      }
    }
  }
}, {
  line: 'O12',
  id: 'CVE-2025-47908, GHSA-mh55-gqvf-xfwm; CVE-2026-69207, GHSA-8j4g-w8fx-2239',
  was: 'commas (rs/cors) and spaces (hono) made Access-Control-Request-Headers expensive, or it was sent back',
  async check (t) {
    const port = await listen(t, await serve(t, { auth: true }))
    const answer = async (names: string) => {
      const { status, headers: { date, ...headers } } = await send(port, {
        method: 'OPTIONS', headers: { ...PUT, 'access-control-request-headers': names }
      })
      return { status, headers }
    }
    const normal = await answer('content-type')
    t.equal(normal.headers['access-control-allow-headers'], 'Authorization, Content-Type, Accept, Accept-Language', 'the normal answer')
    for (const [is, names] of [
      ['commas', ','.repeat(15_000)], ['spaces', `a${' '.repeat(15_000)}b`], ['names', 'x-evil,'.repeat(2000)],
      ['a wildcard', '*'], ['names of Object.prototype', '__proto__,constructor'], ['nothing', '']
    ] as const) t.strictSame(await answer(names), normal, is)
  }
}, {
  line: 'O12',
  id: 'no id (google/go-safeweb, pull request 372)',
  was: 'Access-Control-Request-Method was sent back as the list of allowed methods',
  async check (t) {
    const app = await serve(t, { auth: true })
    for (const method of ['GET, DELETE', 'DELETE', '*', 'get', '', '__proto__', 'constructor', 'hasOwnProperty', 'toString']) {
      for (const [url, methods] of [
        ['/', 'OPTIONS, GET, HEAD, PUT'], ['/__proto__', 'OPTIONS'], ['/constructor', 'OPTIONS'], ['/toString/valueOf', 'OPTIONS']
      ] as const) {
        const { statusCode, headers } = await app.inject({
          method: 'OPTIONS', url, headers: { origin: EDITOR, 'access-control-request-method': method }
        })
        t.equal(statusCode, 204, `${url}, ${method}`)
        t.equal(headers['access-control-allow-methods'], methods, `${url}, ${method}: methods`)
        t.equal(headers['content-type'], 'application/json', `${url}, ${method}: type`)
      }
    }
  }
}, {
  line: 'R2',
  id: 'CVE-2024-6221, GHSA-hxwh-jpp2-84pm',
  was: 'Flask-CORS let public pages into private networks by default',
  async check (t) {
    const app = await serve(t, { auth: true }, (app) => {
      app.get('/own', (_request, reply) => reply.header('Access-Control-Allow-Private-Network', 'true').send('ok'))
    })
    for (const [method, url] of [['OPTIONS', '/'], ['GET', '/'], ['GET', '/own']] as const) {
      const { headers } = await app.inject({ method, url, headers: { ...GET, 'access-control-request-private-network': 'true' } })
      t.equal(headers['access-control-allow-origin'], EDITOR, `${method} ${url}: allowed`)
      t.equal(headers['access-control-allow-private-network'], undefined, `${method} ${url}: but not to private networks`)
    }
  }
}, {
  line: 'V3',
  id: 'CVE-2024-1681, GHSA-84pr-m4jr-85g5',
  was: 'Flask-CORS wrote line breaks of a request into its debug log, where they looked like entries',
  async check (t) {
    const lines: string[] = []
    const logger = { level: 'debug', stream: { write: (line: string) => { lines.push(line) } } }
    const app = await serve(t, { origin: [EDITOR] }, undefined, { logger })
    await app.inject({ url: '/', headers: { origin: `https://a\r\n{"level":30,"msg":"admin logged in"}${'x'.repeat(5000)}` } })
    const entries = lines.map((line) => JSON.parse(line) as { cors?: { origin: string } }).filter(({ cors }) => cors !== undefined && 'origin' in cors)
    const [entry, ...others] = entries.flatMap(({ cors }) => cors ?? [])
    t.ok(lines.every((line) => line.indexOf('\n') === line.length - 1), 'an entry is a line')
    t.equal(entry?.origin.length, 100, 'the refusal is logged, and cut')
    t.strictSame(others, [], 'once')
  }
}, {
  line: 'R1',
  id: 'CVE-2023-35943, GHSA-mc6h-6j9x-v3gq',
  was: 'Envoy crashed if Origin was taken from a request before its response',
  async check (t) {
    const app = await serve(t, { auth: true }, (app) => {
      app.addHook('preHandler', async ({ headers }) => { delete headers.origin })
    })
    const { statusCode, headers } = await app.inject({ url: '/', headers: { origin: EDITOR } })
    t.equal(statusCode, 200)
    t.equal(headers['access-control-allow-origin'], EDITOR, 'what was decided stays')
  }
}]

for (const { line, id, was, check } of attacks) t.test(`${line}: ${id}: ${was}`, check)
