import Fastify from 'fastify'
import fc from 'fast-check'
import FindMyWay from 'find-my-way'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { PatternIndex, type RouterOptions } from '../../lib/routes/pattern-index.js'

const DEFAULTS: RouterOptions = {
  caseSensitive: true,
  ignoreTrailingSlash: false,
  ignoreDuplicateSlashes: false,
  useSemicolonDelimiter: false,
  maxParamLength: 100
}

type Router = FindMyWay.Instance<FindMyWay.HTTPVersion.V1>

/** A router with a route for each pattern, to be asked which of them it finds. */
function routerOf (options: RouterOptions, patterns: readonly string[]): Router {
  const router = FindMyWay({ ...options, allowUnsafeRegex: true })
  for (const pattern of patterns) router.on('GET', pattern, () => {}, pattern)
  return router
}

function find (router: Router, target: string): string | undefined {
  return router.find('GET', target)?.store
}

/** The patterns without those that the router takes for one that it has already. */
function distinct (options: RouterOptions, patterns: readonly string[]): string[] {
  return patterns.reduce<string[]>((kept, pattern) => {
    try {
      routerOf(options, [...kept, pattern])
      return [...kept, pattern]
    } catch (error) {
      if (String(error).includes('already declared')) return kept
      throw error
    }
  }, [])
}

function indexOf (options: RouterOptions, patterns: readonly string[]): PatternIndex<string[]> {
  const index = new PatternIndex<string[]>(options)
  for (const pattern of patterns) index.update(pattern, (present = []) => [...present, pattern])
  return index
}

// Few words again and again, in patterns and in targets, so that a target often matches several patterns.
const options: fc.Arbitrary<RouterOptions> = fc.record({
  caseSensitive: fc.boolean(),
  ignoreTrailingSlash: fc.boolean(),
  ignoreDuplicateSlashes: fc.boolean(),
  useSemicolonDelimiter: fc.boolean(),
  maxParamLength: fc.constantFrom(2, 4, 100)
})
const part = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'ab', 'A', '1', 'a.b', 'a-b', '\xe9', '(a)', 'a;b', 'a?', 'a::b', '::', 'a%b', '%61'),
  fc.constantFrom('a', '1', ':x', ':y'),
  fc.constantFrom(':x$', ':x:y', ':x::y', ':x*', 'a:x', 'a-:x'),
  fc.constantFrom(':x-:y', ':x.:y', ':x.b', ':x-', ':x-*', ':x-B', 'a:x-:y', ':x%b-:y'),
  fc.constantFrom(':x(\\d+)', ':y(^\\d+$)', ':x([a-c1]+)', ':x((?:a|b)*)', ':x(^(a|1)$)', ':x(.*)', ':x(A+)', 'a-:x(\\d)'),
  fc.constantFrom(':x(\\d+)-:y(\\w+)', ':x(\\d+):y([a-z]*)', ':x(\\d*)::b')
)
const end = fc.constantFrom('', '', '', '', '/', '//', '/*', 'a*', '/a*', '/:x?', '/:y?/', '/:x-:y')
const parts = fc.oneof(part, fc.tuple(part, part).map((parts) => parts.join('/')))
const path = fc.tuple(parts, end).map(([parts, end]) => `/${parts}${end}`)
const pattern = fc.oneof({ weight: 20, arbitrary: path }, { weight: 1, arbitrary: fc.constant('*') })
const patterns = fc.uniqueArray(pattern, { minLength: 3, maxLength: 8 })

const piece = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('a', 'b', '1', 'a-b', '1-b') },
  { weight: 1, arbitrary: fc.constantFrom('ab', 'A', 'B', '12', '-', '.', 'a.b', '1b', ':', ':b', ';a', '*', '(a)', 'aaaa') },
  { weight: 1, arbitrary: fc.constantFrom('%61', '%41', '%2D', '%2F', '%2f', '%3A', '%3B', '%3F', '%25', '%2561', 'a%25b') },
  { weight: 1, arbitrary: fc.constantFrom('%C3%A9', '%C3%89', '%F0%9F%9B%B0') }
)
const segment = fc.oneof(piece, piece, fc.array(piece, { maxLength: 2 }).map((pieces) => pieces.join('')))
const segments = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => `/${segments.join('/')}`)
const target = fc.oneof(
  segments,
  fc.tuple(segments, fc.constantFrom('/', '?x=/a', '?%', '#a', ';a')).map((parts) => parts.join('')),
  fc.tuple(fc.constantFrom('http://a', 'HTTPS://a:8443'), segments).map((parts) => parts.join(''))
)

// A pattern whose last parameter is optional stands for two patterns. To have an order, they have to be told apart.
function inOrder (pattern: string): boolean {
  return !/:\w\?/.test(pattern)
}

function near (patterns: string[]): fc.Arbitrary<string> {
  const words = fc.array(segment, { minLength: 4, maxLength: 4 })
  return fc.tuple(fc.constantFrom(...patterns), words).map(([pattern, words]) => {
    const parts = pattern.slice(1).split('/')
    return `/${parts.map((part, i) => /[:*]/.test(part) ? words[i] : encodeURIComponent(part)).join('/')}`
  })
}

const patternsAndTargets = patterns.chain((patterns) => {
  const targets = fc.array(fc.oneof({ weight: 4, arbitrary: near(patterns) }, target), { minLength: 1, maxLength: 5 })
  return fc.tuple(fc.constant(patterns), targets)
})

t.test('O3: for a target, the patterns are found that the router finds each alone', async (t) => {
  const seen = { found: 0, notFound: 0 }
  fc.assert(fc.property(options, patternsAndTargets, (options, [patterns, targets]) => {
    const index = indexOf(options, patterns)
    const routers = patterns.map((pattern) => routerOf(options, [pattern]))
    for (const target of targets) {
      const expected = new Set(routers.map((router) => find(router, target)).filter((found) => found !== undefined))
      const got = new Set(index.match(target).flat())
      seen.found += expected.size
      seen.notFound += patterns.length - expected.size
      if (expected.size !== got.size || [...expected].some((pattern) => !got.has(pattern))) {
        throw new Error(`For ${target} got ${[...got].join(' ')}, expected ${[...expected].join(' ')}`)
      }
    }
  }), { numRuns: 1000 })
  t.ok(seen.found > 500, 'many were found')
  t.ok(seen.notFound > 1000, 'many were not')
})

t.test('O3: of the patterns that are found, the first is the one that the router finds with all of them', async (t) => {
  const seen = { several: 0 }
  fc.assert(fc.property(options, patternsAndTargets, (options, [patterns, targets]) => {
    const declared = distinct(options, patterns.filter(inOrder))
    const index = indexOf(options, declared)
    const router = routerOf(options, declared)
    for (const target of targets) {
      const got = index.match(target).flat()
      const expected = find(router, target)
      if (got[0] !== expected) throw new Error(`For ${target} got ${got.join(' ')}, expected ${expected} first`)
      if (got.length > 1) seen.several++
    }
  }), { numRuns: 1000 })
  t.ok(seen.several > 100, 'often several were found')
})

t.test('O3: the first pattern is the one that the router finds, of', async (t) => {
  const cases: Array<[description: string, patterns: string[], target: string, options?: Partial<RouterOptions>]> = [
    ['text and a parameter with a regular expression', ['/:x(\\d+)', '/1'], '/1'],
    ['a parameter with a regular expression and one without', ['/:x', '/:x(\\d+)'], '/1'],
    ['several parameters and one', ['/:x', '/:x-:y'], '/a-b'],
    ['a parameter with an ending and one alone', ['/:x', '/:x.json'], '/a.json'],
    ['an ending, whatever comes after', ['/:x/b', '/:x.json/:y'], '/a.json/b'],
    ['several parameters, whatever comes after', ['/:x/b', '/:x-:y/:z'], '/a-b/b'],
    ['a regular expression, whatever comes after', ['/:x/b', '/:x(\\d+)/:y'], '/1/b'],
    ['a parameter behind text and one alone', ['/:x', '/a:x'], '/ab'],
    ['text and a wildcard behind text', ['/a*', '/ab'], '/ab'],
    ['a wildcard behind text and a parameter', ['/:x', '/a*'], '/ab'],
    ['a parameter with a regular expression and a wildcard', ['/*', '/:x(\\d+)'], '/1'],
    ['a colon and a parameter', ['/:x', '/::a'], '/:a'],
    ['a percent sign and a parameter', ['/:x', '/%'], '/%25'],
    ['two regular expressions, the first in front of a wildcard', ['/:x([a-z]+)/*', '/:x(.*)/:y'], '/a/b'],
    ['two regular expressions, the first in front of a parameter', ['/:x(.*)/:y', '/:x([a-z]+)/b'], '/a/b'],
    ['duplicate slashes that do not matter', ['//*', '/:x:y'], '/a', { ignoreDuplicateSlashes: true }]
  ]
  for (const [description, patterns, target, options] of cases) {
    const all = { ...DEFAULTS, ...options }
    for (const declared of [patterns, patterns.toReversed()]) {
      const expected = find(routerOf(all, declared), target)
      t.equal(indexOf(all, declared).match(target).flat()[0], expected, `${description}: ${declared.join(' ')}`)
    }
  }
})

t.test('O3: a value is changed at its pattern', async (t) => {
  for (const pattern of ['/jobs/:id', '/jobs/:id(\\d+)', '/jobs/:id?']) {
    const index = new PatternIndex<number>(DEFAULTS)
    const add = (present = 0) => present + 1
    index.update(pattern, add)
    t.strictSame(index.match('/jobs/1'), [1], `${pattern}, set`)
    index.update(pattern, add)
    t.strictSame(index.match('/jobs/1'), [2], `${pattern}, changed`)
  }
  const index = new PatternIndex<string>(DEFAULTS)
  for (const pattern of ['*', '/*']) index.update(pattern, (present = '') => `${present} ${pattern}`)
  t.strictSame(index.match('/jobs/1'), [' * /*'], 'the wildcard with and without a slash is one pattern')
})

t.test('O3: no limit of parameters means the default limit of the router', async (t) => {
  const app = Fastify({ routerOptions: { maxParamLength: 0 } })
  t.after(() => app.close())
  await app.register(openeoCors)
  app.get('/jobs/:id', async () => 'here')
  t.equal((await app.inject('/jobs/1')).statusCode, 200, 'the route is found')
  const { headers } = await app.inject({ method: 'OPTIONS', url: '/jobs/1' })
  t.equal(headers.allow, 'OPTIONS, GET, HEAD', 'and its methods are listed')
})
