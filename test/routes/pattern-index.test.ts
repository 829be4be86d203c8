import Fastify from 'fastify'
import t from 'tap'
import { PatternIndex, routerOptions, type RouterOptions } from '../../lib/routes/pattern-index.js'

const DEFAULTS: RouterOptions = {
  caseSensitive: true, ignoreDuplicateSlashes: false, ignoreTrailingSlash: false, maxParamLength: 100, useSemicolonDelimiter: false
}

function index (patterns: readonly string[], options: Partial<RouterOptions> = {}): PatternIndex<string> {
  const index = new PatternIndex<string>({ ...DEFAULTS, ...options })
  for (const pattern of patterns) index.add('GET', pattern, pattern)
  return index
}

t.test('O3: all patterns that match a target are found, in the order in which the router tries them', async (t) => {
  const found = index(['/*', '/jobs/*', '/jobs/:id', '/jobs/:id(^\\d+$)', '/jobs/search', '/jobs/:from-:to', '/other'])
  const cases: Array<[target: string, patterns: string[][]]> = [
    ['/jobs/search', [['/jobs/search'], ['/jobs/:id'], ['/jobs/*'], ['/*']]],
    ['/jobs/12?x=1', [['/jobs/:id(^\\d+$)'], ['/jobs/:id'], ['/jobs/*'], ['/*']]],
    ['/jobs/1-2', [['/jobs/:from-:to'], ['/jobs/:id'], ['/jobs/*'], ['/*']]],
    ['/jobs/a/b', [['/jobs/*'], ['/*']]],
    ['http://eo.example/other', [['/other'], ['/*']]],
    ['/%6Fther', [['/other'], ['/*']]],
    ['/%zz', []]
  ]
  for (const [target, patterns] of cases) t.strictSame(found.match('GET', target), patterns, target)
  t.strictSame(found.match('POST', '/other'), [], 'another method')
})

t.test('O3: what is added at one pattern is found together, however its parameters are spelt', async (t) => {
  const spellings = Array.from({ length: 31 }, (_, i) => `/jobs/:id${i}`)
  t.strictSame(index(spellings).match('GET', '/jobs/1'), [spellings])
})

t.test('O3: a value may be anything, as values are not compared', async (t) => {
  const found = new PatternIndex<Map<string, string>>(DEFAULTS)
  for (const pattern of ['/a', '/a', '/a?']) found.add('GET', pattern, new Map())
  t.equal(found.match('GET', '/a')[0]?.length, 2)
})

t.test('O3: an optional parameter makes two patterns, and a pattern that the router refuses is an error', async (t) => {
  const found = index(['/jobs/:id?'])
  for (const target of ['/jobs', '/jobs/1']) t.strictSame(found.match('GET', target), [['/jobs/:id?']], target)
  t.throws(() => found.add('GET', '/jobs/*/logs', 'x'))
})

t.test('O3: the options of the router come from both places in which Fastify takes them', async (t) => {
  const cases: Array<[options: object, expected: Partial<RouterOptions>]> = [
    [{}, {}],
    [{ routerOptions: {} }, {}],
    [{ ignoreTrailingSlash: true }, { ignoreTrailingSlash: true }],
    [{ ignoreTrailingSlash: true, routerOptions: { maxParamLength: 500 } }, { ignoreTrailingSlash: true, maxParamLength: 500 }],
    [{ maxParamLength: 500, routerOptions: { ignoreDuplicateSlashes: true } }, { ignoreDuplicateSlashes: true, maxParamLength: 500 }],
    [{ maxParamLength: 500, routerOptions: { maxParamLength: 50 } }, { maxParamLength: 50 }],
    [{ caseSensitive: false, routerOptions: { useSemicolonDelimiter: true } }, { caseSensitive: false, useSemicolonDelimiter: true }],
    [{ useSemicolonDelimiter: true, routerOptions: { caseSensitive: false } }, { caseSensitive: false, useSemicolonDelimiter: true }]
  ]
  for (const [options, expected] of cases) {
    t.strictSame(routerOptions(Fastify(options)), { ...DEFAULTS, ...expected }, JSON.stringify(options))
  }
})

t.test('O3: a regular expression that the router takes only with allowUnsafeRegex is matched too', async (t) => {
  t.strictSame(index(['/:job(^(a+)+$)']).match('GET', '/aa'), [['/:job(^(a+)+$)']])
})
