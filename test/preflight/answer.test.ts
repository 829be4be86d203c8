import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import openeoCors, { type OpeneoCorsOptions } from '../../lib/index.js'
import { sendOptions, sendPreflight } from '../requests.js'
import { corsHeaders, EDITOR } from '../server.js'

const JOBS = 'OPTIONS, GET, HEAD, POST'
const EXPOSED = 'Location, OpenEO-Identifier, OpenEO-Costs, Link'

async function build (options: OpeneoCorsOptions = {}): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(openeoCors, options)
  app.get('/jobs', async () => [])
  app.post('/jobs', async () => null)
  return app
}

t.test('O2: an allowed origin gets every header that the options ask for, preflight or not', async (t) => {
  const cases: Array<[what: string, options: OpeneoCorsOptions, expected: Record<string, string>]> = [
    ['the defaults', {}, {
      'access-control-allow-origin': EDITOR,
      'access-control-allow-headers': 'Content-Type, Accept, Accept-Language'
    }],
    ['with authorization', { auth: true }, {
      'access-control-allow-origin': EDITOR,
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'Authorization, Content-Type, Accept, Accept-Language'
    }],
    ['with authorization by other means than credentials', { auth: true, credentials: false }, {
      'access-control-allow-origin': EDITOR,
      'access-control-allow-headers': 'Authorization, Content-Type, Accept, Accept-Language'
    }],
    ['with a time to keep it', { maxAge: 60 }, {
      'access-control-allow-origin': EDITOR,
      'access-control-allow-headers': 'Content-Type, Accept, Accept-Language',
      'access-control-max-age': '60'
    }],
    ['with no time to keep it', { maxAge: 0 }, {
      'access-control-allow-origin': EDITOR,
      'access-control-allow-headers': 'Content-Type, Accept, Accept-Language',
      'access-control-max-age': '0'
    }],
    ['for everybody', { origin: '*' }, {
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'Content-Type, Accept, Accept-Language'
    }],
    ['with any header', { auth: true, origin: '*', allowedHeaders: 'all' }, {
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'Authorization, Content-Type, Accept, Accept-Language, *'
    }],
    ['with more headers', { allowedHeaders: ['X-Trace'], exposedHeaders: ['X-Rate'], rangeRequests: true }, {
      'access-control-allow-origin': EDITOR,
      'access-control-allow-headers': 'Content-Type, Accept, Accept-Language, Range, If-Match, If-None-Match, If-Range, X-Trace',
      'access-control-expose-headers': `${EXPOSED}, Accept-Ranges, Content-Range, Content-Encoding, ETag, X-Rate, Allow`
    }]
  ]
  for (const [what, given, expected] of cases) {
    const app = await build(given)
    const all = {
      'access-control-expose-headers': `${EXPOSED}, Allow`, 'access-control-allow-methods': JOBS, 'access-control-max-age': '600', ...expected
    }
    const preflight = await sendPreflight(app, '/jobs', 'POST')
    t.strictSame(corsHeaders(preflight.headers), all, `${what}, with Access-Control-Request-Method`)
    // openEO's own validator sends only Origin.
    const bare = await sendOptions(app, '/jobs', { origin: EDITOR })
    t.strictSame(corsHeaders(bare.headers), all, `${what}, with Origin only`)
  }
})

t.test('O2: what a preflight asks for does not change the headers', async (t) => {
  const app = await build({ auth: true })
  const asked = (method: string, headers: string) =>
    sendPreflight(app, '/jobs', method, { 'access-control-request-headers': headers })
  const expected = corsHeaders((await sendOptions(app, '/jobs', { origin: EDITOR })).headers)
  for (const [method, headers] of [['GET', 'authorization'], ['DELETE', 'x-unknown'], ['post', ''], ['', 'x']] as const) {
    const answer = await asked(method, headers)
    t.strictSame(corsHeaders(answer.headers), expected, `${method || 'no method'}, ${headers || 'no header'}`)
  }
})

t.test('O1, O5: every OPTIONS answer is an empty 204 with the methods in Allow', async (t) => {
  const app = await build({ origin: [EDITOR, 'https://*.example.org'] })
  const preflight = { 'access-control-request-method': 'POST' }
  const cases: Array<[what: string, headers: Record<string, string>, allowed: boolean]> = [
    ['a preflight of an allowed origin', { origin: EDITOR, ...preflight }, true],
    ['an allowed origin', { origin: EDITOR }, true],
    ['no origin', {}, false],
    ['no origin, though a method is asked for', preflight, false],
    ['a preflight of a denied origin', { origin: 'https://evil.example', ...preflight }, false],
    ['a denied origin', { origin: 'https://evil.example' }, false],
    ['what is no origin', { origin: 'nonsense', ...preflight }, false],
    ['an empty origin', { origin: '', ...preflight }, false]
  ]
  for (const [what, headers, allowed] of cases) {
    for (const [url, methods] of [['/jobs', JOBS], ['/jobs?limit=1', JOBS], ['/nowhere', 'OPTIONS'], ['/', 'OPTIONS']] as const) {
      const answer = await sendOptions(app, url, headers)
      t.equal(answer.statusCode, 204, `${what}, ${url}: 204`)
      t.equal(answer.rawPayload.length, 0, `${what}, ${url}: no body`)
      t.notOk('content-length' in answer.headers, `${what}, ${url}: no Content-Length`)
      t.equal(answer.headers.allow, methods, `${what}, ${url}: Allow`)
      t.equal(answer.headers['access-control-allow-methods'], allowed ? methods : undefined, `${what}, ${url}: Allow-Methods`)
    }
  }
})

t.test('O1: an onSend hook that wraps payloads does not give the answer a length', async (t) => {
  const app = await build()
  app.addHook('onSend', async (_request, _reply, payload) => payload ?? '{}')
  const answer = await sendOptions(app, '/jobs', { origin: EDITOR })
  t.equal(answer.statusCode, 204)
  t.equal(answer.payload, '')
  t.notOk('content-length' in answer.headers)
})

t.test('O7: after the preflight to an unknown path the client can read the 404', async (t) => {
  const app = await build()
  for (const method of ['GET', 'POST', 'DELETE'] as const) {
    const preflight = await sendPreflight(app, '/nowhere', method)
    t.equal(preflight.statusCode, 204, `${method}: the preflight succeeds`)
    t.equal(preflight.headers['access-control-allow-methods'], 'OPTIONS', `${method}: no method is promised`)
    t.equal(preflight.headers['access-control-allow-origin'], EDITOR, `${method}: the preflight is allowed`)

    const answer = await app.inject({ method, url: '/nowhere', headers: { origin: EDITOR } })
    t.equal(answer.statusCode, 404, `${method}: the request itself fails`)
    t.equal(answer.headers['access-control-allow-origin'], EDITOR, `${method}: the failure is readable`)
    t.match(answer.json(), { statusCode: 404 }, `${method}: and says why`)
  }
})
