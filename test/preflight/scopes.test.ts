import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t, { type Test } from 'tap'
import openeoCors from '../../lib/index.js'
import { sendPreflight } from '../requests.js'
import { EDITOR } from '../server.js'

const ok = async () => 'ok'
const GET = 'OPTIONS, GET, HEAD'

interface Case {
  readonly what: string
  readonly options?: FastifyServerOptions
  readonly prefix: string
  /** URLs that the index or another route of the scope serves. */
  readonly served: readonly string[]
  /** URLs below the prefix that nothing serves. */
  readonly unknown: readonly string[]
  /** URLs that have no route, and that are in no scope of the plugin. */
  readonly outside?: readonly string[]
  /** URLs that a route outside of the scope serves. */
  readonly beside?: readonly string[]
}

const cases: Case[] = [{
  what: 'a prefix',
  prefix: '/api',
  served: ['/api', '/api/', '/api/?x=/out', '/api/jobs', '/%61pi/jobs'],
  unknown: ['/api/nowhere', '/api//', '/api/nowhere/at/all'],
  outside: ['/apix', '/apix/jobs', '/API/jobs', '/ap', '/', '/api%2Fjobs', '/x/api/jobs', '/?/api/jobs'],
  beside: ['/out']
}, {
  what: 'a prefix with a slash at its end',
  prefix: '/api/',
  served: ['/api/', '/api/jobs'],
  unknown: ['/api', '/api/nowhere'],
  outside: ['/apix'],
  beside: ['/out']
}, {
  what: 'a prefix of several segments',
  prefix: '/openeo/1.2',
  served: ['/openeo/1.2', '/openeo/1.2/jobs'],
  unknown: ['/openeo/1.2/nowhere'],
  outside: ['/openeo/1.20', '/openeo/1x2', '/openeo']
}, {
  what: 'a prefix with a parameter at its end',
  prefix: '/api/:tenant',
  served: ['/api/a', '/api/a/', '/api/a/jobs', '/api/a%2Fb/jobs'],
  unknown: ['/api/a/nowhere'],
  outside: ['/api'],
  beside: ['/out']
}, {
  what: 'a prefix that is a parameter',
  prefix: '/:tenant',
  served: ['/a', '/a/jobs'],
  unknown: ['/a/nowhere', '/a/jobs/1']
}, {
  what: 'a prefix with a regular expression',
  prefix: '/v:version(^\\d+$)',
  served: ['/v1', '/v1/', '/v12/jobs'],
  unknown: ['/v12/nowhere'],
  outside: ['/vx/jobs', '/vx']
}, {
  what: 'a prefix in whatever case',
  prefix: '/Api',
  options: { routerOptions: { caseSensitive: false } },
  served: ['/aPI', '/api/jobs'],
  unknown: ['/API/nowhere'],
  outside: ['/apix']
}, {
  what: 'a prefix when slashes do not matter',
  prefix: '/api',
  options: { routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true } },
  served: ['/api/', '//api//jobs/'],
  unknown: ['//api//nowhere/'],
  outside: ['/apix/']
}]

/** The instance that has the not-found handler. A handler for a prefix answers all paths below it. */
const handlers: Record<string, (place: 'root' | 'scope' | 'beside' | 'inside', instance: FastifyInstance) => void> = {
  Fastify: () => {},
  'the application': (place, instance) => { if (place === 'root') instance.setNotFoundHandler(notFound) },
  'the scope': (place, instance) => { if (place === 'scope') instance.setNotFoundHandler(notFound) },
  'a scope in the scope': (place, instance) => { if (place === 'inside') instance.setNotFoundHandler(notFound) },
  'a scope beside it with the same prefix': (place, instance) => { if (place === 'beside') instance.setNotFoundHandler(notFound) }
}

for (const { what, options, prefix, served, unknown, outside = [], beside = [] } of cases) {
  const expected: Array<[urls: readonly string[], status: number, methods: string | undefined]> = [
    [served, 200, GET], [unknown, 404, 'OPTIONS'], [outside, 404, undefined], [beside, 200, undefined]
  ]
  for (const [owner, setHandler] of Object.entries(handlers)) {
    t.test(`O11: the plugin answers for ${what}, when ${owner} has the not-found handler`, async (t) => {
      const app = Fastify(options)
      setHandler('root', app)
      app.get('/out', ok)
      app.register(async (scope) => { setHandler('beside', scope) }, { prefix })
      app.register(async (scope) => {
        scope.register(openeoCors)
        setHandler('scope', scope)
        scope.get('/', ok)
        scope.get('/jobs', ok)
        scope.register(async (inner) => { setHandler('inside', inner) }, { prefix: '/nowhere' })
      }, { prefix })

      for (const [urls, status, methods] of expected) {
        for (const url of urls) await check(t, app, url, status, methods)
      }
    })
  }
}

async function notFound (_request: unknown, reply: { code: (status: number) => unknown }): Promise<string> {
  reply.code(404)
  return 'own'
}

/** Asserts the status of GET, and the methods of a preflight, or that the plugin does not answer. */
async function check (t: Test, app: FastifyInstance, url: string, status: number, methods: string | undefined): Promise<void> {
  const allowed = methods === undefined ? undefined : EDITOR
  const answer = await app.inject({ url, headers: { origin: EDITOR } })
  t.equal(answer.statusCode, status, `GET ${url}: status`)
  t.equal(answer.headers['access-control-allow-origin'], allowed, `GET ${url}: Allow-Origin`)
  const preflight = await sendPreflight(app, url)
  t.equal(preflight.statusCode, methods === undefined ? 404 : 204, `OPTIONS ${url}: status`)
  t.equal(preflight.headers['access-control-allow-origin'], allowed, `OPTIONS ${url}: Allow-Origin`)
  t.equal(preflight.headers['access-control-allow-methods'], methods, `OPTIONS ${url}: methods`)
}
