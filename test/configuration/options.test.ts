import t from 'tap'
import { OpeneoCorsError } from '../../lib/errors.js'
import { checkOptions } from '../../lib/options/check.js'
import type { OpeneoCorsOptions } from '../../lib/options/schema.js'
import { OPTIONS } from './option-names.js'

const BOOLEAN = 'true or false'
const ORIGIN = "true, '*', an origin, a list of at least one origin, or a function"
const NAMES = "a list of header names, or 'all'"
const MAX_AGE = 'a whole number of seconds from 0 to 86400'
const LOG_LEVEL = 'the name of a log level'
const KNOWN = `; the options are ${OPTIONS.join(', ')}`
const TOKEN = 'a header name (a token of RFC 9110)'
const FORBIDDEN = 'a header that scripts may set: browsers forbid this one'
const SAFELISTED = 'a header that needs exposing: browsers always expose this one'

/** The error's text about wrong options. */
function problems (check: () => unknown): string {
  try {
    check()
  } catch (error) {
    if (error instanceof OpeneoCorsError && error.code === 'FST_OPENEO_CORS_INVALID_OPTIONS') return error.message
    throw error
  }
  return 'none'
}

t.test('C1: right options pass', async (t) => {
  const right: Array<[description: string, options: unknown]> = [
    ['none', {}],
    ['all', {
      auth: true,
      origin: ['https://editor.openeo.org', 'https://*.example.org', 'http://localhost:3000'],
      credentials: true,
      allowedHeaders: ['X-A'],
      exposedHeaders: ['X-B'],
      rangeRequests: true,
      maxAge: 86400,
      hideOptionsRoute: false,
      logLevel: 'warn'
    }],
    ['every origin', { origin: true }],
    ['the wildcard', { origin: '*' }],
    ['the wildcard without credentials', { origin: '*', auth: true, credentials: false }],
    ['one origin', { origin: 'https://editor.openeo.org' }],
    ['one wildcard', { origin: 'https://*.openeo.org' }],
    ['a function', { origin: () => true }],
    ['an async function', { origin: async () => true }],
    ['empty lists', { allowedHeaders: [], exposedHeaders: [] }],
    ["exposedHeaders 'all'", { exposedHeaders: 'all' }],
    ["allowedHeaders 'all'", { allowedHeaders: 'all' }],
    ['any port of this machine', { origin: 'http://localhost:*' }],
    ['no maxAge to speak of', { maxAge: 0 }],
    ["register's own", { prefix: '/api', logLevel: 'warn', logSerializers: { req: () => 'req' } }],
    ['an object without a prototype', Object.assign(Object.create(null), { auth: true })]
  ]
  for (const [description, options] of right) t.ok(checkOptions(options), description)
})

t.test('C1, C2: a wrong option is named, with what it got and what is expected', async (t) => {
  const cases: Array<[options: unknown, problem: string]> = [
    [null, 'options is null, expected an object'],
    [undefined, 'options is undefined, expected an object'],
    [true, 'options is true, expected an object'],
    ['auth', "options is 'auth', expected an object"],
    [['auth'], "options is [ 'auth' ], expected an object"],
    [() => true, 'options is [Function (anonymous)], expected an object'],
    [Promise.resolve({ auth: true }), 'options is a promise, expected an object: Fastify does not wait for it'],

    [{ atuh: true }, `atuh is unknown, auth is probably meant${KNOWN}`],
    [{ Origin: '*' }, `Origin is unknown, origin is probably meant${KNOWN}`],
    [{ constructor: 1 }, `constructor is unknown${KNOWN}`],
    [JSON.parse('{ "__proto__": 1 }'), `__proto__ is unknown${KNOWN}`],
    [{ 'a\nb': undefined }, `'a\\nb' is unknown${KNOWN}`],
    [{ '': 1 }, `'' is unknown${KNOWN}`],

    [{ auth: null }, `auth is null, expected ${BOOLEAN}`],
    [{ credentials: 1 }, `credentials is 1, expected ${BOOLEAN}`],
    [{ rangeRequests: 'bytes' }, `rangeRequests is 'bytes', expected ${BOOLEAN}`],
    [{ hideOptionsRoute: 0 }, `hideOptionsRoute is 0, expected ${BOOLEAN}`],
    [{ logLevel: 30 }, `logLevel is 30, expected ${LOG_LEVEL}`],

    [{ origin: null }, `origin is null, expected ${ORIGIN}`],
    [{ origin: {} }, `origin is {}, expected ${ORIGIN}`],
    [{ origin: [] }, `origin is [], expected ${ORIGIN}`],
    [{ origin: new URLSearchParams() }, `origin is URLSearchParams {}, expected ${ORIGIN}`],
    [{ origin: ['https://a.org', 1] }, 'origin[1] is 1, expected an origin'],
    [{ origin: 'https://b.org/c' }, "origin is 'https://b.org/c', expected no path, not even a closing slash: 'https://b.org'"],
    [{ origin: ['https://a.org', 'https://b.org:443'] },
      "origin[1] is 'https://b.org:443', expected no default port, as browsers leave it out: 'https://b.org'"],

    [{ allowedHeaders: 1 }, `allowedHeaders is 1, expected ${NAMES}`],
    [{ allowedHeaders: [1] }, 'allowedHeaders[0] is 1, expected a header name'],
    [{ allowedHeaders: ['X-A', 'X A'] }, `allowedHeaders[1] is 'X A', expected ${TOKEN}`],
    [{ allowedHeaders: [''] }, `allowedHeaders[0] is '', expected ${TOKEN}`],
    [{ allowedHeaders: ['X-A\r\nX-B: 1'] }, `allowedHeaders[0] is 'X-A\\r\\nX-B: 1', expected ${TOKEN}`],
    [{ allowedHeaders: ['Cookie'] }, `allowedHeaders[0] is 'Cookie', expected ${FORBIDDEN}`],
    [{ exposedHeaders: {} }, `exposedHeaders is {}, expected ${NAMES}`],
    [{ exposedHeaders: [null] }, 'exposedHeaders[0] is null, expected a header name'],
    [{ exposedHeaders: ['X:A'] }, `exposedHeaders[0] is 'X:A', expected ${TOKEN}`],
    [{ exposedHeaders: ['X-A', 'Content-Type'] }, `exposedHeaders[1] is 'Content-Type', expected ${SAFELISTED}`],

    [{ maxAge: 86401 }, `maxAge is 86401, expected ${MAX_AGE}`],
    [{ maxAge: 1.5 }, `maxAge is 1.5, expected ${MAX_AGE}`],
    [{ maxAge: NaN }, `maxAge is NaN, expected ${MAX_AGE}`],
    [{ maxAge: Infinity }, `maxAge is Infinity, expected ${MAX_AGE}`],
    [{ maxAge: [600] }, `maxAge is [ 600 ], expected ${MAX_AGE}`]
  ]
  for (const [options, problem] of cases) {
    t.equal(problems(() => checkOptions(options)), `Invalid CORS options: ${problem}`, problem)
  }
})

t.test('C2: options that are right alone can be wrong together', async (t) => {
  const wildcard = "credentials is true with origin '*', expected origins to be named, or credentials: false: browsers refuse a wildcard with credentials"
  const all = (why = '') => `allowedHeaders is 'all' with credentials${why}, expected a list of header names, credentials: false or origin: '*': ` +
    'with credentials, browsers take * as the name of a header'
  const cases: Array<[options: OpeneoCorsOptions, problem: string]> = [
    [{ origin: '*', credentials: true }, wildcard],
    [{ origin: '*', credentials: true, allowedHeaders: 'all' }, `${wildcard}; ${all()}`],
    [Object.assign({ origin: '*', credentials: true } as const, { atuh: true }), `${wildcard}; atuh is unknown, auth is probably meant${KNOWN}`],
    [{ credentials: true, allowedHeaders: 'all' }, all()],
    [{ auth: true, credentials: true, allowedHeaders: 'all' }, all()],
    [{ auth: true, allowedHeaders: 'all' }, all(', which auth turns on')],
    [{ auth: true, origin: ['https://a.org'], allowedHeaders: 'all' }, all(', which auth turns on')]
  ]
  for (const [options, problem] of cases) {
    t.equal(problems(() => checkOptions(options)), `Invalid CORS options: ${problem}`, JSON.stringify(options))
  }
  for (const options of [{ allowedHeaders: 'all' }, { auth: true, credentials: false, allowedHeaders: 'all' }, { auth: true, origin: '*', allowedHeaders: 'all' }]) {
    t.equal(problems(() => checkOptions(options)), 'none', JSON.stringify(options))
  }
})

t.test('C1, C2: origin: undefined, which a misspelt variable gives, is refused, and other options count as left out', async (t) => {
  const refusal = 'Invalid CORS options: origin is undefined, expected a value: an environment variable is probably not set (true allows every origin)'
  class Configuration { get origin () { return process.env.NO_SUCH_VARIABLE } }
  const written: Array<[description: string, options: object]> = [
    ['written out', { origin: process.env.NO_SUCH_VARIABLE }],
    ['inherited', Object.create({ origin: undefined })],
    ['by a getter', new Configuration()],
    ['of a class', new (class { origin: undefined })()]
  ]
  for (const [description, options] of written) t.equal(problems(() => checkOptions(options)), refusal, description)

  const others = Object.fromEntries(OPTIONS.filter((name) => name !== 'origin').map((name) => [name, undefined]))
  t.strictSame(checkOptions(others), {})
})

t.test('C1: inherited options and getters are options: what was checked is what is used', async (t) => {
  class Configuration {
    reads = new Map<string, number>()
    #once<T> (name: string, first: T, second: T): T {
      const reads = (this.reads.get(name) ?? 0) + 1
      this.reads.set(name, reads)
      return reads === 1 ? first : second
    }

    get origin () { return this.#once<unknown>('origin', ['https://a.org'], '*') }
    get credentials () { return this.#once<unknown>('credentials', true, 1) }
    get maxAge () { return this.#once('maxAge', 60, -1) }
  }
  const configuration = new Configuration()
  Object.defineProperty(configuration, 'reads', { enumerable: false })
  t.strictSame(checkOptions(configuration), { origin: ['https://a.org'], credentials: true, maxAge: 60 })
  t.strictSame([...configuration.reads], [['origin', 1], ['credentials', 1], ['maxAge', 1]], 'each is read once')

  t.strictSame(checkOptions(Object.create({ origin: '*', auth: true })), { auth: true, origin: '*' }, 'inherited')
  t.match(problems(() => checkOptions(Object.create({ origin: '*', credentials: 1 }))), 'credentials is 1', 'inherited, and wrong')
  t.match(problems(() => checkOptions(Object.create({ atuh: true }))), 'atuh is unknown', 'inherited, and unknown')
})

t.test('C3: checked options are a copy that nothing changes', async (t) => {
  const given = { origin: ['https://a.org'], allowedHeaders: ['X-A'], exposedHeaders: ['X-B'], auth: true, prefix: '/api' }
  const options = checkOptions(given)
  given.origin.push('https://b.org')
  given.allowedHeaders[0] = 'X-C'
  Object.assign(given, { auth: false, exposedHeaders: 'all' })
  t.strictSame(options, { auth: true, origin: ['https://a.org'], allowedHeaders: ['X-A'], exposedHeaders: ['X-B'] })
  for (const value of [options, options.origin, options.allowedHeaders, options.exposedHeaders]) t.ok(Object.isFrozen(value), 'frozen')
})

t.test('C1: one message names every wrong option', async (t) => {
  const wrong = {
    atuh: 'atuh is unknown, auth is probably meant',
    known: KNOWN.slice(2),
    auth: `auth is 'yes', expected ${BOOLEAN}: this is a string, as the value of an environment variable is`,
    credentials: `credentials is 1, expected ${BOOLEAN}`,
    maxAge: `maxAge is -1, expected ${MAX_AGE}: with 0, browsers do not keep answers`,
    hideOptionsRoute: `hideOptionsRoute is 'no', expected ${BOOLEAN}: this is a string, as the value of an environment variable is`,
    logLevel: `logLevel is 30, expected ${LOG_LEVEL}`
  }
  const shapes = { atuh: true, auth: 'yes', credentials: 1, maxAge: -1, hideOptionsRoute: 'no', logLevel: 30 }
  const contents = { origin: ['https://a.org/', 'b.org'], allowedHeaders: ['Cookie', 'X A'], exposedHeaders: ['Pragma'] }
  const wrongContents = [
    "origin[0] is 'https://a.org/', expected no path, not even a closing slash: 'https://a.org'",
    "origin[1] is 'b.org', expected a scheme: 'https://b.org'",
    `allowedHeaders[0] is 'Cookie', expected ${FORBIDDEN}`,
    `allowedHeaders[1] is 'X A', expected ${TOKEN}`,
    `exposedHeaders[0] is 'Pragma', expected ${SAFELISTED}`
  ]
  const cases: Array<[description: string, options: unknown, problems: string[]]> = [
    ['of wrong shape', shapes, Object.values(wrong)],
    ['of wrong content', contents, wrongContents],
    ['of either', { ...shapes, ...contents }, [...Object.values(wrong), ...wrongContents]]
  ]
  for (const [description, options, expected] of cases) {
    const message = problems(() => checkOptions(options))
    for (const problem of expected) t.ok(message.includes(problem), `${description}: ${problem}`)
    t.equal(message.split('; ').length, expected.length, `${description}: nothing else`)
  }
})

t.test('C1: the message about wrong options is one line of limited length', async (t) => {
  const nested = { a: { b: { c: 'd'.repeat(1000) } } }
  const origin = `https://${'a\n'.repeat(10_000)}`
  const names = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`${index}\n${'x'.repeat(100)}`, 1]))
  const several = Array(1000).fill('https://a.org').join(',')
  for (const options of [
    origin, { origin }, { origin: nested }, { auth: Array(1000).fill(1) }, names, { origin: several }, { allowedHeaders: several },
    { origin: new URL(`https://a.org/${'a'.repeat(1000)}`) }, { origin: { toString: 'a\n'.repeat(1000) } }
  ]) {
    const message = problems(() => checkOptions(options))
    t.ok(message.length < 1200, `${message.length} characters`)
    t.notMatch(message, /\n/)
  }
})

t.test('C1: of a long list, the first five wrong entries are named', async (t) => {
  const message = problems(() => checkOptions({ origin: Array.from({ length: 12 }, (_, index) => `host${index}`) }))
  t.match(message, "origin[4] is 'host4'")
  t.notMatch(message, 'host5')
  t.match(message, 'origin has 7 more such entries')
})
