import t from 'tap'
import { OpeneoCorsError } from '../../lib/errors.js'
import { checkOptions } from '../../lib/options/schema.js'

const BOOLEAN = 'true or false'
const ORIGIN = "true, '*', an origin, a list of at least one origin, or a function"
const NAMES = 'a list of header names'
const EXPOSED = "a list of header names, or 'all'"
const MAX_AGE = 'a whole number of seconds from 0 to 86400'
const LOG_LEVEL = 'the name of a log level'
const OPTIONS = [
  'auth', 'origin', 'credentials', 'allowedHeaders', 'exposedHeaders', 'rangeRequests', 'maxAge', 'hideOptionsRoute', 'logLevel'
]
const KNOWN = `one of ${OPTIONS.join(', ')}`
const PATH = 'no path, not even a closing slash'
const NULL = "an origin: 'null' is shared by sandboxed frames, files and redirects of any site"
const WILDCARD = "a wildcard only as the first label, as in 'https://*.example.org'"
const TOKEN = 'a header name (a token of RFC 9110)'
const FORBIDDEN = 'a header that scripts may set: browsers forbid this one'
const SAFELISTED = 'a header that needs exposing: browsers always expose this one'

/** What is wrong with options, in the words of the error. */
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
    ['all undefined', Object.fromEntries(OPTIONS.map((name) => [name, undefined]))],
    ['every origin', { origin: true }],
    ['the wildcard', { origin: '*' }],
    ['the wildcard without credentials', { origin: '*', auth: true, credentials: false }],
    ['one origin', { origin: 'https://editor.openeo.org' }],
    ['one wildcard', { origin: 'https://*.openeo.org' }],
    ['a function', { origin: () => true }],
    ['an async function', { origin: async () => true }],
    ['empty lists', { allowedHeaders: [], exposedHeaders: [] }],
    ["exposedHeaders 'all'", { exposedHeaders: 'all' }],
    ['no maxAge to speak of', { maxAge: 0 }],
    ["register's own", { prefix: '/api', logLevel: 'warn', logSerializers: { req: () => 'req' } }],
    ['an object without a prototype', Object.assign(Object.create(null), { auth: true })]
  ]
  for (const [description, options] of right) t.equal(checkOptions(options), options, description)
})

t.test('C1, C2: a wrong option is named, with what it got and what is expected', async (t) => {
  const cases: Array<[options: unknown, problem: string]> = [
    [null, 'options is null, expected an object'],
    [undefined, 'options is undefined, expected an object'],
    [true, 'options is true, expected an object'],
    ['auth', "options is 'auth', expected an object"],
    [['auth'], "options is [ 'auth' ], expected an object"],

    [{ atuh: true }, `atuh is unknown, expected ${KNOWN}`],
    [{ Origin: true }, `Origin is unknown, expected ${KNOWN}`],
    [{ constructor: 1 }, `constructor is unknown, expected ${KNOWN}`],
    [JSON.parse('{ "__proto__": 1 }'), `__proto__ is unknown, expected ${KNOWN}`],
    [{ atuh: undefined }, `atuh is unknown, expected ${KNOWN}`],

    [{ auth: 'true' }, `auth is 'true', expected ${BOOLEAN}`],
    [{ auth: null }, `auth is null, expected ${BOOLEAN}`],
    [{ credentials: 1 }, `credentials is 1, expected ${BOOLEAN}`],
    [{ rangeRequests: 'bytes' }, `rangeRequests is 'bytes', expected ${BOOLEAN}`],
    [{ hideOptionsRoute: 0 }, `hideOptionsRoute is 0, expected ${BOOLEAN}`],
    [{ logLevel: 30 }, `logLevel is 30, expected ${LOG_LEVEL}`],

    [{ origin: false }, `origin is false, expected ${ORIGIN}`],
    [{ origin: null }, `origin is null, expected ${ORIGIN}`],
    [{ origin: {} }, `origin is {}, expected ${ORIGIN}`],
    [{ origin: [] }, `origin is [], expected ${ORIGIN}`],
    [{ origin: [true] }, `origin is [ true ], expected ${ORIGIN}`],
    [{ origin: /\.org$/ }, `origin is /\\.org$/, expected ${ORIGIN}`],
    [{ origin: ['https://example.org', /\.org$/] }, `origin is [ 'https://example.org', /\\.org$/ ], expected ${ORIGIN}`],
    [{ origin: new URL('https://example.org').searchParams }, `origin is URLSearchParams {}, expected ${ORIGIN}`],
    [{ origin: '' }, "origin is '', expected a scheme, as in 'https://example.org'"],
    [{ origin: 'example.org' }, "origin is 'example.org', expected a scheme, as in 'https://example.org'"],
    [{ origin: 'https://example.org/' }, `origin is 'https://example.org/', expected ${PATH}`],
    [{ origin: ['https://a.org', 'https://b.org/c'] }, `origin[1] is 'https://b.org/c', expected ${PATH}`],
    [{ origin: ['https://a.org?b'] }, "origin[0] is 'https://a.org?b', expected no query"],
    [{ origin: ['https://a@b.org'] }, "origin[0] is 'https://a@b.org', expected no user or password"],
    [{ origin: ['https://A.org'] }, "origin[0] is 'https://A.org', expected lower case, as browsers send it"],
    [{ origin: ['https://a.org:443'] }, "origin[0] is 'https://a.org:443', expected no default port"],
    [{ origin: ['https://a.org:70000'] }, "origin[0] is 'https://a.org:70000', expected a port up to 65535"],
    [{ origin: 'null' }, `origin is 'null', expected ${NULL}`],
    [{ origin: ['null'] }, `origin[0] is 'null', expected ${NULL}`],
    [{ origin: ['*'] }, "origin[0] is '*', expected origin: '*' alone, not in a list"],
    [{ origin: 'https://*' }, `origin is 'https://*', expected ${WILDCARD}`],
    [{ origin: 'https://a.*.org' }, `origin is 'https://a.*.org', expected ${WILDCARD}`],
    [{ origin: 'https://*.org' }, "origin is 'https://*.org', expected at least two labels after the wildcard"],

    [{ allowedHeaders: 'X-A' }, `allowedHeaders is 'X-A', expected ${NAMES}`],
    [{ allowedHeaders: 'all' }, `allowedHeaders is 'all', expected ${NAMES}`],
    [{ allowedHeaders: [1] }, `allowedHeaders is [ 1 ], expected ${NAMES}`],
    [{ allowedHeaders: ['X-A', 'X A'] }, `allowedHeaders[1] is 'X A', expected ${TOKEN}`],
    [{ allowedHeaders: [''] }, `allowedHeaders[0] is '', expected ${TOKEN}`],
    [{ allowedHeaders: ['X-A\r\nX-B: 1'] }, `allowedHeaders[0] is 'X-A\\r\\nX-B: 1', expected ${TOKEN}`],
    [{ allowedHeaders: ['Cookie'] }, `allowedHeaders[0] is 'Cookie', expected ${FORBIDDEN}`],
    [{ allowedHeaders: ['HOST'] }, `allowedHeaders[0] is 'HOST', expected ${FORBIDDEN}`],
    [{ allowedHeaders: ['Origin'] }, `allowedHeaders[0] is 'Origin', expected ${FORBIDDEN}`],
    [{ allowedHeaders: ['Sec-Fetch-Mode'] }, `allowedHeaders[0] is 'Sec-Fetch-Mode', expected ${FORBIDDEN}`],
    [{ allowedHeaders: ['Proxy-Authorization'] }, `allowedHeaders[0] is 'Proxy-Authorization', expected ${FORBIDDEN}`],
    [
      { allowedHeaders: ['*'] },
      "allowedHeaders[0] is '*', expected header names: a wildcard means nothing with credentials and never covers Authorization"
    ],

    [{ exposedHeaders: 'some' }, `exposedHeaders is 'some', expected ${EXPOSED}`],
    [{ exposedHeaders: true }, `exposedHeaders is true, expected ${EXPOSED}`],
    [{ exposedHeaders: [null] }, `exposedHeaders is [ null ], expected ${EXPOSED}`],
    [{ exposedHeaders: ['X:A'] }, `exposedHeaders[0] is 'X:A', expected ${TOKEN}`],
    [{ exposedHeaders: ['*'] }, "exposedHeaders[0] is '*', expected header names, or exposedHeaders: 'all'"],
    [{ exposedHeaders: ['X-A', 'Content-Type'] }, `exposedHeaders[1] is 'Content-Type', expected ${SAFELISTED}`],
    [{ exposedHeaders: ['expires'] }, `exposedHeaders[0] is 'expires', expected ${SAFELISTED}`],
    [
      { exposedHeaders: ['Set-Cookie'] },
      "exposedHeaders[0] is 'Set-Cookie', expected a header that can be exposed: browsers never expose this one"
    ],

    [
      { origin: '*', credentials: true },
      "credentials is true with origin '*', expected origins to be named: browsers refuse a wildcard with credentials"
    ],

    [{ maxAge: -1 }, `maxAge is -1, expected ${MAX_AGE}`],
    [{ maxAge: 86401 }, `maxAge is 86401, expected ${MAX_AGE}`],
    [{ maxAge: 1.5 }, `maxAge is 1.5, expected ${MAX_AGE}`],
    [{ maxAge: NaN }, `maxAge is NaN, expected ${MAX_AGE}`],
    [{ maxAge: Infinity }, `maxAge is Infinity, expected ${MAX_AGE}`],
    [{ maxAge: '60' }, `maxAge is '60', expected ${MAX_AGE}`],
    [{ maxAge: null }, `maxAge is null, expected ${MAX_AGE}`]
  ]
  for (const [options, problem] of cases) {
    t.equal(problems(() => checkOptions(options)), `Invalid CORS options: ${problem}`, problem)
  }
})

t.test('C1: one message names every wrong option', async (t) => {
  const wrong = {
    atuh: `atuh is unknown, expected ${KNOWN}`,
    auth: `auth is 'yes', expected ${BOOLEAN}`,
    credentials: `credentials is 1, expected ${BOOLEAN}`,
    maxAge: `maxAge is -1, expected ${MAX_AGE}`,
    hideOptionsRoute: `hideOptionsRoute is 'no', expected ${BOOLEAN}`,
    logLevel: `logLevel is 30, expected ${LOG_LEVEL}`
  }
  const shapes = { atuh: true, auth: 'yes', credentials: 1, maxAge: -1, hideOptionsRoute: 'no', logLevel: 30 }
  const contents = { origin: ['https://a.org/', 'b.org'], allowedHeaders: ['Cookie', 'X A'], exposedHeaders: ['Pragma'] }
  const wrongContents = [
    `origin[0] is 'https://a.org/', expected ${PATH}`,
    "origin[1] is 'b.org', expected a scheme, as in 'https://example.org'",
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

t.test('C1: the message is one line of bearable length', async (t) => {
  const nested = { a: { b: { c: 'd'.repeat(1000) } } }
  const origin = `https://${'a\n'.repeat(10_000)}`
  for (const options of [origin, { origin }, { origin: nested }, { auth: Array(1000).fill(1) }]) {
    const message = problems(() => checkOptions(options))
    t.ok(message.length < 500, `${message.length} characters`)
    t.notMatch(message, /\n/)
  }
})

t.test('C1: of a long list, the first five wrong entries are named', async (t) => {
  const message = problems(() => checkOptions({ origin: Array.from({ length: 12 }, (_, index) => `host${index}`) }))
  t.match(message, "origin[4] is 'host4'")
  t.notMatch(message, 'host5')
  t.match(message, 'origin has 7 more such entries')
})
