import Fastify, { type FastifyServerOptions, type RouteShorthandOptions } from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { assertListed } from '../requests.js'

const ok = async () => null
const NONE = 'OPTIONS'
const INDEX = 'OPTIONS, GET, HEAD, DELETE'

interface Case {
  readonly what: string
  readonly prefix: string
  readonly options?: FastifyServerOptions
  readonly prefixTrailingSlash?: NonNullable<RouteShorthandOptions['prefixTrailingSlash']>
  /** The methods by URL. */
  readonly expected: Readonly<Record<string, string>>
}

const cases: Case[] = [
  { what: 'by default', prefix: '/api', expected: { '/api': INDEX, '/api/': INDEX, '/api//': NONE } },
  { what: 'with both', prefix: '/api', prefixTrailingSlash: 'both', expected: { '/api': INDEX, '/api/': INDEX } },
  { what: 'with the slash only', prefix: '/api', prefixTrailingSlash: 'slash', expected: { '/api': NONE, '/api/': INDEX } },
  { what: 'without the slash only', prefix: '/api', prefixTrailingSlash: 'no-slash', expected: { '/api': INDEX, '/api/': NONE } },
  { what: 'of a prefix with a parameter', prefix: '/:tenant', expected: { '/a': INDEX, '/a/': INDEX, '/a/b': NONE } },
  { what: 'of a regular expression', prefix: '/v:n(^\\d+$)', expected: { '/v1': INDEX, '/v1/': INDEX, '/v1/x': NONE } },
  {
    what: 'of a prefix with a slash at its end',
    prefix: '/api/',
    // Fastify does not serve HEAD on the second of the two URLs.
    expected: { '/api': NONE, '/api/': INDEX, '/api//': 'OPTIONS, GET, DELETE' }
  },
  {
    what: 'with ignoreTrailingSlash',
    prefix: '/api',
    options: { routerOptions: { ignoreTrailingSlash: true } },
    expected: { '/api': INDEX, '/api/': INDEX }
  },
  {
    what: 'with ignoreDuplicateSlashes',
    prefix: '/api/',
    options: { routerOptions: { ignoreDuplicateSlashes: true } },
    expected: { '/api': NONE, '/api/': INDEX, '/api//': INDEX }
  },
  {
    what: 'with duplicate slashes in the prefix that are ignored',
    prefix: '/a//b',
    options: { routerOptions: { ignoreDuplicateSlashes: true } },
    expected: { '/a/b': INDEX, '/a/b/': INDEX, '/a//b//': INDEX }
  }
]

for (const { what, prefix, options, prefixTrailingSlash, expected } of cases) {
  for (const where of ['outside', 'inside'] as const) {
    t.test(`O3: the index of a prefix is listed where it is served, ${what}, the plugin ${where}`, async (t) => {
      const app = Fastify(options)
      if (where === 'outside') await app.register(openeoCors)
      app.register(async (scope) => {
        if (where === 'inside') await scope.register(openeoCors)
        const route = prefixTrailingSlash === undefined ? {} : { prefixTrailingSlash }
        scope.get('/', route, ok)
        scope.route({ method: ['DELETE'], url: '/', handler: ok, ...route })
      }, { prefix })
      await assertListed(t, app, expected)
    })
  }
}
