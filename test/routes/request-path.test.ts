import fc from 'fast-check'
import FindMyWay from 'find-my-way'
import t from 'tap'
import { comparablePath, requestPath, type PathOptions } from '../../lib/routes/request-path.js'

const PLAIN: PathOptions = {
  caseSensitive: true, ignoreTrailingSlash: false, ignoreDuplicateSlashes: false, useSemicolonDelimiter: false
}

t.test('O3: the path is looked for as the router does', async (t) => {
  const cases: Array<[description: string, target: string, expected: string, options?: Partial<PathOptions>]> = [
    ['a path', '/jobs/1', '/jobs/1'],
    ['the root', '/', '/'],
    ['a query', '/jobs?limit=1', '/jobs'],
    ['a query with a slash and a question mark', '/jobs?next=/a?b', '/jobs'],
    ['a query with broken encoding', '/jobs?limit=%', '/jobs'],
    ['a query at the root', '/?limit=1', '/'],
    ['a fragment', '/jobs#top', '/jobs'],
    ['a fragment in front of a query', '/jobs#top?limit=1', '/jobs'],
    ['a semicolon', '/jobs;limit=1', '/jobs;limit=1'],
    ['a semicolon that delimits', '/jobs;limit=1', '/jobs', { useSemicolonDelimiter: true }],
    ['a semicolon behind a query', '/jobs?a;b', '/jobs', { useSemicolonDelimiter: true }],
    ['an encoded letter', '/%6Aobs', '/jobs'],
    ['an encoded letter that is not ASCII', '/%C3%A9t%C3%A9', '/\xe9t\xe9'],
    ['an encoded character of two code units', '/%F0%9F%9B%B0', '/\u{1f6f0}'],
    ['an encoded slash', '/a%2Fb', '/a%2Fb'],
    ['an encoded slash in lower case', '/a%2fb', '/a%2fb'],
    ['an encoded percent sign', '/50%25', '/50%25'],
    ['an encoded percent sign that would make an encoded letter', '/%2561', '/%2561'],
    ['reserved characters', '/%23%24%26%2B%2C%2F%3A%3B%3D%3F%40', '/%23%24%26%2B%2C%2F%3A%3B%3D%3F%40'],
    ['the asterisk form', '*', '/'],
    ['the absolute form', 'http://example.org/jobs/1?limit=1', '/jobs/1'],
    ['the absolute form in upper case', 'HTTPS://EXAMPLE.ORG:8443/Jobs', '/Jobs'],
    ['the absolute form without a path', 'http://example.org', '/'],
    ['the absolute form without a path, but a query', 'http://example.org?a=/b', '/'],
    ['a path that begins with two slashes', '//example.org/jobs', '//example.org/jobs'],
    ['a URL in a path', '/http://example.org/jobs', '/http://example.org/jobs'],
    ['case', '/Jobs/%C3%89', '/Jobs/\xc9'],
    ['case that does not matter', '/Jobs/%C3%89', '/jobs/\xe9', { caseSensitive: false }],
    ['a closing slash', '/jobs/', '/jobs/'],
    ['a closing slash that does not matter', '/jobs/', '/jobs', { ignoreTrailingSlash: true }],
    ['a closing slash in front of a query', '/jobs/?a=/', '/jobs', { ignoreTrailingSlash: true }],
    ['one of two closing slashes', '/jobs//', '/jobs/', { ignoreTrailingSlash: true }],
    ['the slash of the root', '/', '/', { ignoreTrailingSlash: true }],
    ['duplicate slashes', '//jobs///1', '//jobs///1'],
    ['duplicate slashes that do not matter', '//jobs///1', '/jobs/1', { ignoreDuplicateSlashes: true }],
    ['duplicate slashes at the end', '/jobs//', '/jobs', { ignoreDuplicateSlashes: true, ignoreTrailingSlash: true }],
    ['nothing but slashes', '///', '/', { ignoreDuplicateSlashes: true, ignoreTrailingSlash: true }],
    ['duplicate encoded slashes', '/a%2F%2Fb', '/a%2F%2Fb', { ignoreDuplicateSlashes: true }]
  ]
  for (const [description, target, expected, options] of cases) {
    t.equal(requestPath(target, { ...PLAIN, ...options }), expected, description)
  }
})

t.test('O3: patterns are compared in the same form', async (t) => {
  const all = { caseSensitive: false, ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, useSemicolonDelimiter: true }
  t.equal(comparablePath('//Jobs//:jobId/', PLAIN), '//Jobs//:jobId/', 'everything matters')
  t.equal(comparablePath('//Jobs//:jobId/', all), '/jobs/:jobid', 'nothing does')
  t.equal(comparablePath('/a;b%41', all), '/a;b%41', 'patterns are not URLs')
})

const options: fc.Arbitrary<PathOptions> = fc.record({
  caseSensitive: fc.boolean(),
  ignoreTrailingSlash: fc.boolean(),
  ignoreDuplicateSlashes: fc.boolean(),
  useSemicolonDelimiter: fc.boolean()
})
const encoded = fc.nat(0x7f).map((code) => `%${code.toString(16).padStart(2, '0')}`)
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'A', '/', '/', '//', '.', '-', ':', ';', '?', '%2F', '%2f', '%25', '%2561') },
  { weight: 1, arbitrary: fc.constantFrom('%61', '%C3%89', '%c3%89', '%C3%A9', '%F0%9F%9B%B0', '&', '+', ',', '=', '@', '()') },
  { weight: 1, arbitrary: fc.oneof(encoded, encoded.map((encoded) => encoded.toUpperCase())) }
)
const target = fc.tuple(
  fc.constantFrom('/', '/', '/', 'http://example.org/', 'HTTPS://example.org:8443/', 'http://[::1]/'),
  fc.array(piece, { maxLength: 8 })
).map(([start, pieces]) => start + pieces.join(''))

const VARIANTS: Array<(target: string) => string> = [
  (target) => target, (target) => target.toUpperCase(), (target) => target.toLowerCase(),
  (target) => `${target}/`, (target) => `${target};a`, (target) => `${target}?a`, (target) => `http://example.org${target}`,
  (target) => target.replaceAll('/', '//'), (target) => target.replace(/(?!^)\//g, '%2F'),
  (target) => target.replace(/(?<!%.?)a/g, '%61'), (target) => target.replaceAll(';', '%3B'),
  (target) => target.replaceAll('%25', '%2525')
]
const pair = target.chain((target) => {
  const path = target.replace(/^https?:\/\/[^/]*/i, '')
  return fc.tuple(fc.constant(target), fc.constantFrom(...VARIANTS.map((variant) => variant(path))))
})

type Router = FindMyWay.Instance<FindMyWay.HTTPVersion.V1>

function routerWith (options: PathOptions, ...patterns: string[]): Router {
  const router = FindMyWay(options)
  for (const pattern of patterns) router.on('GET', pattern, () => {}, pattern)
  return router
}

// Parameters are decoded further than paths, as they cannot be mistaken for separators any more.
function asParameter (path: string): string {
  return path.slice(1).replace(/%[2-4][\da-f]/gi, decodeURIComponent)
}

t.test("O3: the router's wildcard has the same path", async (t) => {
  fc.assert(fc.property(options, target, (options, target) => {
    const parameter = routerWith(options, '/*').find('GET', target)?.params['*']
    if (parameter === undefined) throw new Error('The router did not accept the target')
    const path = requestPath(target, options)
    const [expected, got] = [parameter, asParameter(path)].map((value) => options.caseSensitive ? value : value.toLowerCase())
    if (got !== expected) throw new Error(`got ${JSON.stringify(path)}, expected what decodes to ${JSON.stringify(expected)}`)
  }), { numRuns: 3000 })
  t.pass('for any target')
})

t.test('O3: two targets have the same path if the router gives them the same route', async (t) => {
  const seen = { same: 0, different: 0 }
  fc.assert(fc.property(options, pair, (options, [one, other]) => {
    const path = requestPath(one, options)
    // Of encoded characters, a static pattern can have the percent sign only.
    fc.pre(/^(?:[^%*]|%25)*$/.test(path) && path === comparablePath(path, options))
    const pattern = path.replaceAll('%25', '%').replaceAll(':', '::')
    const same = routerWith(options, pattern, '/*').find('GET', other)?.store === pattern
    const otherPath = requestPath(other, options)
    if ((path === otherPath) !== same) throw new Error(`${JSON.stringify(path)} and ${JSON.stringify(otherPath)}`)
    seen[same ? 'same' : 'different']++
  }), { numRuns: 2000 })
  t.ok(seen.same > 200, 'many have the same')
  t.ok(seen.different > 200, 'many have another')
})
