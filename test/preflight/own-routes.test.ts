import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { sendOptions, sendPreflight } from '../requests.js'
import { corsHeaders, EDITOR, varyOf } from '../server.js'

const EVIL = 'https://evil.example'
const ok = async () => null

const own = async (_request: FastifyRequest, reply: FastifyReply) => reply.code(200).type('text/plain').send('own')

/** Requests that are no preflights. */
const others: Array<[what: string, headers: Record<string, string>, allowed: boolean]> = [
  ['with Origin only', { origin: EDITOR }, true],
  ['without Origin', {}, false],
  ['without Origin, though it asks for a method', { 'access-control-request-method': 'GET' }, false],
  ['of a denied origin', { origin: EVIL }, false]
]

interface Case {
  readonly what: string
  readonly declare: (app: FastifyInstance) => void
  readonly url: string
  readonly methods: string
  readonly headers?: Record<string, string>
  /** The prefix of the scope that the plugin is in. */
  readonly prefix?: string
}

const NONE = 'OPTIONS'
const ALL = 'OPTIONS, GET, HEAD, POST, PATCH, PUT, DELETE, QUERY, TRACE'

const AT_HOST = { constraints: { host: 'a.example' } }
const HOST = { host: 'a.example' }
const OF_VERSION = { constraints: { version: '1.0.0' } }
const VERSION = { 'accept-version': '1.x' }

const cases: Case[] = [
  { what: 'a static route', declare: (app) => app.options('/jobs', own), url: '/jobs', methods: NONE },
  { what: 'the root', declare: (app) => app.options('/', own), url: '/', methods: NONE },
  { what: 'a parametric route', declare: (app) => app.options('/jobs/:id', own), url: '/jobs/1', methods: NONE },
  { what: 'a regular expression', declare: (app) => app.options('/jobs/:id(^\\d+$)', own), url: '/jobs/1', methods: NONE },
  { what: 'one of several methods', declare: (app) => app.all('/jobs', own), url: '/jobs', methods: ALL },
  { what: 'a wildcard', declare: (app) => app.options('/jobs/*', own), url: '/jobs/1/2', methods: NONE },
  { what: "all('*')", declare: (app) => app.all('*', own), url: '/jobs', methods: ALL },
  { what: "all('/*')", declare: (app) => app.all('/*', own), url: '/', methods: ALL },
  { what: "options('*')", declare: (app) => app.options('*', own), url: '/jobs', methods: NONE },
  { what: 'a route for its host', declare: (app) => app.options('/jobs', AT_HOST, own), url: '/jobs', methods: NONE, headers: HOST },
  { what: 'a route for its version', declare: (app) => app.options('/jobs', OF_VERSION, own), url: '/jobs', methods: NONE, headers: VERSION },
  { what: "all('*') for its host", declare: (app) => app.all('*', AT_HOST, own), url: '/jobs', methods: ALL, headers: HOST },
  { what: "all('*') for its version", declare: (app) => app.all('*', OF_VERSION, own), url: '/jobs', methods: ALL, headers: VERSION },
  { what: 'the index of the scope', declare: (app) => app.options('/', own), prefix: '/api', url: '/api', methods: NONE },
  { what: 'the index with a slash', declare: (app) => app.options('/', own), prefix: '/api', url: '/api/', methods: NONE },
  { what: 'a parameter in the scope', declare: (app) => app.options('/:id', own), prefix: '/api', url: '/api/1', methods: NONE },
  { what: "all('/*') in the scope", declare: (app) => app.all('/*', own), prefix: '/api', url: '/api/x', methods: ALL },
  { what: "all('*') in the scope", declare: (app) => app.all('*', own), prefix: '/api', url: '/api/x', methods: ALL },
  { what: "all('/*') below a parameter", declare: (app) => app.all('/*', own), prefix: '/:tenant', url: '/a/x', methods: ALL },
  { what: "all('/*') below a pattern", declare: (app) => app.all('/*', own), prefix: '/:v(^v\\d+$)', url: '/v1/x', methods: ALL }
]

for (const { what, declare, url, methods, headers: more = {}, prefix } of cases) {
  for (const first of [true, false]) {
    t.test(`O9: other OPTIONS requests reach ${what}, declared ${first ? 'before' : 'after'} the plugin`, async (t) => {
      const app = Fastify()
      app.register(async (scope) => {
        if (first) declare(scope)
        await scope.register(openeoCors, { origin: EDITOR, auth: true })
        if (!first) declare(scope)
      }, prefix === undefined ? {} : { prefix })

      for (const [which, headers, allowed] of others) {
        const answer = await sendOptions(app, url, { ...headers, ...more })
        t.equal(answer.statusCode, 200, `${which}: status of the route`)
        t.equal(answer.body, 'own', `${which}: body of the route`)
        t.match(answer.headers['content-type'], 'text/plain', `${which}: content type of the route`)
        t.equal(answer.headers.allow, methods, `${which}: Allow by the plugin`)
        t.equal(answer.headers.vary, varyOf('OPTIONS'), `${which}: Vary by the plugin`)
        t.strictSame(corsHeaders(answer.headers), !allowed
          ? {}
          : {
              'access-control-allow-origin': EDITOR,
              'access-control-allow-credentials': 'true',
              'access-control-allow-methods': methods,
              'access-control-allow-headers': 'Authorization, Content-Type, Accept, Accept-Language',
              'access-control-expose-headers': 'Location, OpenEO-Identifier, OpenEO-Costs, Link, Allow',
              'access-control-max-age': '600'
            }, `${which}: the plugin's headers`)
      }

      for (const origin of [EDITOR, EVIL]) {
        const preflight = await sendPreflight(app, url, 'POST', { ...more, origin })
        t.equal(preflight.statusCode, 204, `a preflight of ${origin} is answered by the plugin`)
        t.equal(preflight.body, '', `a preflight of ${origin} has no body`)
        t.equal(preflight.headers.allow, methods, `a preflight of ${origin} has Allow`)
        const allowOrigin = origin === EDITOR ? EDITOR : undefined
        t.equal(preflight.headers['access-control-allow-origin'], allowOrigin, `a preflight of ${origin}`)
      }
    })
  }
}

t.test('O5, O9: a route that sets Allow keeps its value', async (t) => {
  const app = Fastify()
  await app.register(openeoCors)
  app.options('/set', async (_request, reply) => reply.header('Allow', 'GET, PROPFIND').send('own'))
  app.options('/empty', async (_request, reply) => reply.header('allow', '').send('own'))
  app.options('/several', async (_request, reply) => reply.headers({ ALLOW: 'GET' }).send('own'))
  app.options('/raw', async (_request, reply) => {
    reply.raw.setHeader('Allow', 'GET, REPORT')
    return 'own'
  })
  app.get('/set', ok)
  for (const [url, allow] of [['/set', 'GET, PROPFIND'], ['/empty', ''], ['/several', 'GET'], ['/raw', 'GET, REPORT']] as const) {
    t.equal((await sendOptions(app, url, { origin: EDITOR })).headers.allow, allow, url)
  }
  t.equal((await sendPreflight(app, '/set')).headers.allow, 'OPTIONS, GET, HEAD', 'a preflight does not reach the route')
})

t.test('O5, O9: a failing route has Allow, and so has one that a hook refuses', async (t) => {
  const app = Fastify()
  await app.register(openeoCors)
  app.options('/fails', async () => { throw new Error('failed') })
  app.options('/refused', { onRequest: async (_request, reply) => reply.code(401).send() }, ok)
  app.options('/invalid', { schema: { querystring: { type: 'object', required: ['q'] } } }, ok)
  for (const [url, status] of [['/fails', 500], ['/refused', 401], ['/invalid', 400]] as const) {
    const answer = await sendOptions(app, url, { origin: EDITOR })
    t.equal(answer.statusCode, status, url)
    t.equal(answer.headers.allow, 'OPTIONS', `${url}: Allow`)
    t.equal(answer.headers['access-control-allow-origin'], EDITOR, `${url}: Allow-Origin`)
  }
})

t.test('O9: a route outside the prefix of the plugin is reached, though its pattern reaches into it', async (t) => {
  const app = Fastify()
  app.options('/:any/jobs', own)
  app.register(async (scope) => {
    await scope.register(openeoCors)
    scope.get('/jobs', ok)
  }, { prefix: '/api' })
  t.equal((await sendOptions(app, '/other/jobs', { origin: EDITOR })).body, 'own', 'outside')
  t.equal((await sendOptions(app, '/api/jobs', { origin: EDITOR })).body, 'own', 'inside')
  t.equal((await sendPreflight(app, '/api/jobs')).statusCode, 204, 'preflights inside are answered')
})
