import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { sendPreflight } from '../requests.js'
import { EDITOR } from '../server.js'

const ok = async () => 'ok'
const GET = 'OPTIONS, GET, HEAD'

/** What to expect of a URL: the status of GET and the methods, or undefined if the plugin has nothing to say. */
type Expected = Readonly<Record<string, [status: number, methods: string | undefined]>>

interface Case {
  readonly what: string
  readonly options?: FastifyServerOptions
  readonly prefix: string
  readonly expected: Expected
}

const cases: Case[] = [{
  what: 'a prefix',
  prefix: '/api',
  expected: {
    '/api': [200, GET],
    '/api/': [200, GET],
    '/api/?x=/out': [200, GET],
    '/api/jobs': [200, GET],
    '/%61pi/jobs': [200, GET],
    '/api/nowhere': [404, 'OPTIONS'],
    '/api//': [404, 'OPTIONS'],
    '/api/nowhere/at/all': [404, 'OPTIONS'],
    '/apix': [404, undefined],
    '/apix/jobs': [404, undefined],
    '/API/jobs': [404, undefined],
    '/ap': [404, undefined],
    '/': [404, undefined],
    '/api%2Fjobs': [404, undefined],
    '/x/api/jobs': [404, undefined],
    '/?/api/jobs': [404, undefined],
    '/out': [200, undefined]
  }
}, {
  what: 'a prefix with a slash at its end',
  prefix: '/api/',
  expected: {
    '/api': [404, 'OPTIONS'],
    '/api/': [200, GET],
    '/api/jobs': [200, GET],
    '/api/nowhere': [404, 'OPTIONS'],
    '/apix': [404, undefined],
    '/out': [200, undefined]
  }
}, {
  what: 'a prefix of several segments',
  prefix: '/openeo/1.2',
  expected: {
    '/openeo/1.2': [200, GET],
    '/openeo/1.2/jobs': [200, GET],
    '/openeo/1.2/nowhere': [404, 'OPTIONS'],
    '/openeo/1.20': [404, undefined],
    '/openeo/1x2': [404, undefined],
    '/openeo': [404, undefined]
  }
}, {
  what: 'a prefix with a parameter at its end',
  prefix: '/api/:tenant',
  expected: {
    '/api/a': [200, GET],
    '/api/a/': [200, GET],
    '/api/a/jobs': [200, GET],
    '/api/a%2Fb/jobs': [200, GET],
    '/api/a/nowhere': [404, 'OPTIONS'],
    '/api': [404, undefined],
    '/out': [200, undefined]
  }
}, {
  what: 'a prefix that is a parameter',
  prefix: '/:tenant',
  expected: {
    '/a': [200, GET],
    '/a/jobs': [200, GET],
    '/a/nowhere': [404, 'OPTIONS'],
    '/a/jobs/1': [404, 'OPTIONS']
  }
}, {
  what: 'a prefix with a regular expression',
  prefix: '/v:version(^\\d+$)',
  expected: {
    '/v1': [200, GET],
    '/v1/': [200, GET],
    '/v12/jobs': [200, GET],
    '/v12/nowhere': [404, 'OPTIONS'],
    '/vx/jobs': [404, undefined],
    '/vx': [404, undefined]
  }
}, {
  what: 'a prefix in whatever case',
  prefix: '/Api',
  options: { routerOptions: { caseSensitive: false } },
  expected: { '/aPI': [200, GET], '/api/jobs': [200, GET], '/API/nowhere': [404, 'OPTIONS'], '/apix': [404, undefined] }
}, {
  what: 'a prefix when slashes do not matter',
  prefix: '/api',
  options: { routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true } },
  expected: {
    '/api/': [200, GET],
    '//api//jobs/': [200, GET],
    '//api//nowhere/': [404, 'OPTIONS'],
    '/apix/': [404, undefined]
  }
}]

/** Who has the not-found handler. The one of a prefix answers below it, whichever instance it is. */
const handlers: Record<string, (place: 'root' | 'scope' | 'beside' | 'inside', instance: FastifyInstance) => void> = {
  Fastify: () => {},
  'the application': (place, instance) => { if (place === 'root') instance.setNotFoundHandler(notFound) },
  'the scope': (place, instance) => { if (place === 'scope') instance.setNotFoundHandler(notFound) },
  'a scope in the scope': (place, instance) => { if (place === 'inside') instance.setNotFoundHandler(notFound) },
  'a scope beside it with the same prefix': (place, instance) => { if (place === 'beside') instance.setNotFoundHandler(notFound) }
}

for (const { what, options, prefix, expected } of cases) {
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

      for (const [url, [status, methods]] of Object.entries(expected)) {
        const allowed = methods === undefined ? undefined : EDITOR
        const answer = await app.inject({ url, headers: { origin: EDITOR } })
        t.equal(answer.statusCode, status, `GET ${url}: status`)
        t.equal(answer.headers['access-control-allow-origin'], allowed, `GET ${url}: Allow-Origin`)
        const preflight = await sendPreflight(app, url)
        t.equal(preflight.statusCode, methods === undefined ? 404 : 204, `OPTIONS ${url}: status`)
        t.equal(preflight.headers['access-control-allow-origin'], allowed, `OPTIONS ${url}: Allow-Origin`)
        t.equal(preflight.headers['access-control-allow-methods'], methods, `OPTIONS ${url}: methods`)
      }
    })
  }
}

async function notFound (_request: unknown, reply: { code: (status: number) => unknown }): Promise<string> {
  reply.code(404)
  return 'own'
}
