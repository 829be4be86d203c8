import t from 'tap'
import {
  OPENEO_ALLOWED_HEADERS, OPENEO_EXPOSED_HEADERS, RANGE_ALLOWED_HEADERS, RANGE_EXPOSED_HEADERS, allowedHeaderProblem, exposedHeaderProblem, listHeaders,
  listPresentHeaders
} from '../../lib/standards/headers.js'

const NO_TOKENS: Array<[description: string, name: string]> = [
  ['nothing', ''],
  ['a space', ' '],
  ['a space within', 'X Rate'],
  ['a space behind', 'X-Rate '],
  ['a colon', 'X-Rate:'],
  ['a comma', 'X-Rate,X-Limit'],
  ['a semicolon', 'X-Rate;q=1'],
  ['a slash', 'text/html'],
  ['a quote', '"X-Rate"'],
  ['brackets', 'X-Rate(1)'],
  ['a line feed behind', 'X-Rate\n'],
  ['another header', 'X-Rate\r\nX-Evil: 1'],
  ['a null byte', 'X-Rate\0'],
  ['a letter that is not ASCII', 'X-Räte']
]
const TOKENS = [
  'X-Rate', 'x', 'X_Rate', 'X.Rate', '1', "!#$%&'*+-.^_`|~", 'Sec', 'Security', 'Proxy', 'X-Cookie', 'Cookies', 'Link'
]

t.test('C2: a name that is no token is no header name', async (t) => {
  const expected = 'a header name (a token of RFC 9110)'
  for (const [description, name] of NO_TOKENS) {
    t.equal(allowedHeaderProblem(name), expected, `${description}, allowed`)
    t.equal(exposedHeaderProblem(name), expected, `${description}, exposed`)
  }
})

t.test('C2: tokens are right, but for those that browsers decide on', async (t) => {
  for (const name of TOKENS) {
    t.equal(allowedHeaderProblem(name), undefined, `${name}, allowed`)
    t.equal(exposedHeaderProblem(name), undefined, `${name}, exposed`)
  }
  for (const name of [...OPENEO_ALLOWED_HEADERS, ...RANGE_ALLOWED_HEADERS, 'Authorization', 'Cache-Control', 'User-Agent']) {
    t.equal(allowedHeaderProblem(name), undefined, `${name}, allowed`)
  }
  for (const name of [...OPENEO_EXPOSED_HEADERS, ...RANGE_EXPOSED_HEADERS, 'Retry-After', 'Accept', 'Date', 'Allow', 'Sec-Thing']) {
    t.equal(exposedHeaderProblem(name), undefined, `${name}, exposed`)
  }
})

t.test('C2: a wildcard is no header name', async (t) => {
  t.equal(allowedHeaderProblem('*'), "header names, or allowedHeaders: 'all'")
  t.equal(exposedHeaderProblem('*'), "header names, or exposedHeaders: 'all'")
})

t.test('C2: request headers that browsers forbid scripts to set are refused, in any case', async (t) => {
  // Fetch, 2.2.2: forbidden request-header, without those that are forbidden by value.
  const forbidden = [
    'Accept-Charset', 'Accept-Encoding', 'Access-Control-Request-Headers', 'Access-Control-Request-Method', 'Connection',
    'Content-Length', 'Cookie', 'Cookie2', 'Date', 'DNT', 'Expect', 'Host', 'Keep-Alive', 'Origin', 'Referer', 'Set-Cookie',
    'TE', 'Trailer', 'Transfer-Encoding', 'Upgrade', 'Via', 'Proxy-', 'Proxy-Authorization', 'Sec-', 'Sec-Fetch-Mode'
  ]
  const expected = 'a header that scripts may set: browsers forbid this one'
  for (const name of forbidden.flatMap((name) => [name, name.toLowerCase(), name.toUpperCase()])) {
    t.equal(allowedHeaderProblem(name), expected, name)
  }
})

t.test('C2: headers of the CORS protocol, which replies have, are no request headers', async (t) => {
  const expected = 'a request header: this is a response header, and a client sends it only by mistake'
  for (const name of ['Access-Control-Allow-Origin', 'access-control-allow-headers', 'ACCESS-CONTROL-MAX-AGE']) {
    t.equal(allowedHeaderProblem(name), expected, name)
  }
})

t.test('C2: response headers that browsers always or never expose, or that no reply has, are refused, in any case', async (t) => {
  const cases: Array<[expected: string, names: string[]]> = [
    ['a header that needs exposing: browsers always expose this one', [
      'Cache-Control', 'Content-Language', 'Content-Length', 'Content-Type', 'Expires', 'Last-Modified', 'Pragma'
    ]],
    ['a header that can be exposed: browsers never expose this one', ['Set-Cookie', 'Set-Cookie2']],
    ['a header that scripts read: only the browser reads this one', ['Access-Control-Allow-Origin', 'Access-Control-Max-Age']],
    ['a response header: this is a request header', [
      'Origin', 'Authorization', 'Cookie', 'Host', 'Referer', 'User-Agent', 'Range', 'If-None-Match', 'Accept-Language'
    ]]
  ]
  for (const [expected, names] of cases) {
    for (const name of names.flatMap((name) => [name, name.toLowerCase(), name.toUpperCase()])) {
      t.equal(exposedHeaderProblem(name), expected, name)
    }
  }
})

t.test('C3: a name is listed once, as it was written first', async (t) => {
  const cases: Array<[description: string, lists: string[][], expected: string]> = [
    ['no list', [], ''],
    ['empty lists', [[], []], ''],
    ['one name', [['X-A']], 'X-A'],
    ['one list', [['X-B', 'X-A']], 'X-B, X-A'],
    ['several lists', [['X-B'], [], ['X-A', 'X-C']], 'X-B, X-A, X-C'],
    ['a name twice', [['X-A', 'X-B', 'X-A']], 'X-A, X-B'],
    ['a name in another case', [['X-A', 'x-a', 'X-B']], 'X-A, X-B'],
    ['a name in another case in another list', [['x-a'], ['X-B', 'X-A'], ['x-b']], 'x-a, X-B'],
    ['names of objects\' own', [['constructor', 'toString', '__proto__', 'X-A']], 'constructor, toString, __proto__, X-A']
  ]
  for (const [description, lists, expected] of cases) t.equal(listHeaders(...lists), expected, description)
})

t.test("R1: 'all' lists what a reply carries, besides what browsers expose anyway or never", async (t) => {
  const base = ['Location', 'Link']
  const cases: Array<[description: string, reply: Record<string, unknown>, expected: string]> = [
    ['nothing more', {}, ''],
    ['another header', { 'x-rate': '1' }, ', x-rate'],
    ['several', { etag: '"1"', 'x-rate': 1, date: 'today' }, ', etag, x-rate, date'],
    ['one that is listed', { link: '<a>', location: '/' }, ''],
    ['what browsers always expose', { 'content-type': 'text/plain', 'content-length': 1, 'cache-control': 'no-store' }, ''],
    ['what browsers never expose', { 'set-cookie': ['a=1', 'b=2'] }, ''],
    ['headers of the CORS protocol', { 'access-control-allow-origin': '*', 'access-control-max-age': '1' }, ''],
    ['a header that only looks like one', { 'x-access-control-allow-origin': '*' }, ', x-access-control-allow-origin'],
    ['a name that is none', { 'x rate': '1', '*': '1' }, '']
  ]
  for (const [description, reply, expected] of cases) {
    t.equal(listPresentHeaders(base, reply), `Location, Link${expected}`, description)
  }
})
