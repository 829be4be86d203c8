import Fastify from 'fastify'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import openeoCors from '../../lib/index.js'
import { checkOptions } from '../../lib/options/check.js'
import { OriginList } from '../../lib/standards/origin.js'
import { resolvePolicy } from '../../lib/options/policy.js'
import { holds } from '../random.js'
import { corsHeaders } from '../server.js'

/** Asserts which origins a list allows, and which it does not. */
function assertAllowed (t: Test, list: OriginList, cases: ReadonlyArray<[what: string, allowed: boolean, ...origins: string[]]>): void {
  for (const [what, allowed, ...origins] of cases) {
    for (const origin of origins) t.equal(list.has(origin), allowed, `${what}: ${origin}`)
  }
}

t.test('V2: an exact entry allows itself only', async (t) => {
  const list = new OriginList(['https://example.org', 'http://localhost:3000', 'http://[::1]:8080', 'app://localhost'])
  assertAllowed(t, list, [
    ['the entries', true, 'https://example.org', 'http://localhost:3000', 'http://[::1]:8080', 'app://localhost'],
    ['other schemes', false, 'http://example.org', 'app://localhost:3000'],
    ['other ports, or one where there is none', false, 'https://example.org:8443', 'http://localhost:3001', 'http://localhost:30000'],
    ['no port where there is one', false, 'http://localhost'],
    ['a sub-domain and the parent domain', false, 'https://www.example.org', 'https://org'],
    ['hosts that begin or end alike', false, 'https://evilexample.org', 'https://example.org.evil.com', 'https://example.org.'],
    ['any character for a dot', false, 'https://example-org'],
    ['another IPv6 address', false, 'http://[::2]:8080'],
    ['null, and nothing', false, 'null', '']
  ])
})

t.test('V2: a wildcard stands for one or more labels in front', async (t) => {
  const list = new OriginList(['https://*.example.org', 'http://*.dev.example.net:8080', 'app://*.example.org'])
  assertAllowed(t, list, [
    ['one label, two and many', true, 'https://a.example.org', 'https://a.b.example.org', `https://${'a.'.repeat(100)}example.org`],
    ['a label that looks like the domain, and punycode', true, 'https://example.org.example.org', 'https://xn--bcher-kva.example.org'],
    ['entries with a port or another scheme', true, 'http://a.dev.example.net:8080', 'app://a.example.org'],
    ['the apex, without and with a port', false, 'https://example.org', 'http://dev.example.net:8080'],
    ['empty labels', false, 'https://.example.org', 'https://a..example.org', 'https://a..b.example.org'],
    ['another scheme, and one that ends alike', false, 'http://a.example.org', 'xhttps://a.example.org'],
    ['a port where there is none, and none where there is one', false, 'https://a.example.org:8443', 'http://a.dev.example.net'],
    ['other ports', false, 'http://a.dev.example.net:8081', 'http://a.dev.example.net:80800'],
    ['an ending without a dot, also of a sub-domain', false, 'https://evilexample.org', 'https://a.evilexample.org'],
    ['hosts that begin alike', false, 'https://a.example.org.evil.com', 'https://a.example.org.'],
    ["another domain, and the parent's other sub-domain", false, 'https://a.example.com', 'http://a.example.net:8080'],
    ['null, and nothing', false, 'null', '']
  ])
})

t.test('V2: a wildcard for the port of a loopback host stands for any port or none', async (t) => {
  const list = new OriginList(['http://localhost:*', 'https://127.0.0.1:*', 'http://[::1]:*', 'http://*.localhost:*', 'http://*.app.localhost:5173'])
  assertAllowed(t, list, [
    ['ports, and no port', true, 'http://localhost:3000', 'http://localhost:65535', 'http://localhost'],
    ['ports of addresses, and no port', true, 'https://127.0.0.1:8443', 'https://127.0.0.1', 'http://[::1]:8080', 'http://[::1]'],
    ['ports of sub-domains, and no port', true, 'http://a.localhost:3000', 'http://a.b.localhost'],
    ['other schemes', false, 'https://localhost:3000', 'http://127.0.0.1:8443', 'https://a.localhost:3000'],
    ['other addresses', false, 'https://127.0.0.2', 'http://[::2]:8080'],
    ['hosts that begin or end alike', false, 'http://evillocalhost:3000', 'http://localhost.evil.com:3000'],
    ['an empty label in front', false, 'http://.localhost:3000'],
    ['null, and nothing', false, 'null', '']
  ])
  t.equal(new OriginList(['http://localhost:*']).has('http://a.localhost'), false, 'a sub-domain, where the host alone is listed')
  t.equal(new OriginList(['http://*.localhost:*']).has('http://localhost:3000'), false, 'the apex, where sub-domains are listed')
})

t.test('V2: null is not matched by a list, whatever is in it', async (t) => {
  for (const entry of ['https://null', 'https://*.null.org', 'null://null']) {
    t.equal(new OriginList([entry]).has('null'), false, entry)
  }
})

// A slow matcher that uses the URL parser, to compare with. All entries are valid: other tests cover invalid ones.

const LONGEST = 320
const OTHER_HOST = /^[a-z\d._-]+$/

function isSerialized (value: string): boolean {
  if (value.length > LONGEST || !URL.canParse(value)) return false
  const { origin, protocol, host, hostname } = new URL(value)
  if (origin !== 'null') return value === origin
  return value === `${protocol}//${host}` && OTHER_HOST.test(hostname)
}

function allows (list: readonly string[], origin: string): boolean {
  if (!isSerialized(origin)) return false
  return list.some((entry) => {
    if (!entry.endsWith(':*')) return allowsOne(entry, origin)
    // The entry has a wildcard for the port. So the origin matches if it does without its port.
    const { protocol, hostname } = new URL(origin)
    return allowsOne(entry.slice(0, -2), `${protocol}//${hostname}`)
  })
}

function allowsOne (entry: string, origin: string): boolean {
  return entry.includes('*') ? standsFor(entry, new URL(origin)) : entry === origin
}

function standsFor (wildcard: string, { protocol, hostname, port }: URL): boolean {
  const entry = new URL(wildcard.replace('*', 'any'))
  const domain = entry.hostname.split('.').slice(1)
  const labels = hostname.split('.')
  const inFront = labels.splice(0, labels.length - domain.length)
  return protocol === entry.protocol && port === entry.port && labels.join('.') === domain.join('.') &&
    inFront.length !== 0 && !inFront.includes('')
}

// There are only a few labels. So two generated values often differ in one place only.
const scheme = fc.constantFrom('https', 'http', 'app')
const label = fc.constantFrom('a', 'b', 'ab', 'a-b', 'a_b', '1', 'example', 'evilexample', 'xn--bcher-kva', 'org', 'any')
const domain = fc.tuple(fc.array(label, { minLength: 1, maxLength: 2 }), fc.constantFrom('org', 'com', 'co.uk'))
  .map(([labels, top]) => `${labels.join('.')}.${top}`)
const host = fc.oneof(
  { weight: 4, arbitrary: domain },
  { weight: 3, arbitrary: domain.map((domain) => `*.${domain}`) },
  { weight: 1, arbitrary: fc.constantFrom('localhost', '127.0.0.1', '[::1]', '[2001:db8::1]') }
)
const port = fc.constantFrom('', '', '', ':8080', ':443', ':80', ':1')
const elsewhere = fc.tuple(scheme, host, port).map(([scheme, host, port]) => `${scheme}://${host}${port}`)
  .filter((entry) => isSerialized(entry.replace('*', 'any')))
const here = fc.tuple(
  fc.constantFrom('https', 'http'),
  fc.constantFrom('localhost', 'a.localhost', '*.localhost', '*.a.localhost', '127.0.0.1', '127.1.2.3', '[::1]'),
  fc.constantFrom(':*', ':*', ':8080', '')
).map(([scheme, host, port]) => `${scheme}://${host}${port}`)
const entry = fc.oneof({ weight: 3, arbitrary: elsewhere }, { weight: 1, arbitrary: here })
const list = fc.array(entry, { minLength: 1, maxLength: 6 })

const inFront = fc.oneof(
  { weight: 6, arbitrary: fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.')) },
  { weight: 1, arbitrary: fc.constantFrom('', '.', 'a..b', 'A', '*', 'null', 'x'.repeat(300), 'a.'.repeat(160)) }
)
const inserted = fc.oneof(
  fc.constantFrom('.', ':', '/', '@', '-', '*', '?', '#', ',', ' ', '\r\n', '\0', '%', '0', '443', 'A', 's', 'ü', 'evil'),
  fc.string({ maxLength: 3, unit: 'binary' })
)
type Mutation = (origin: string) => string
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(2), inserted).map(([where, cut, text]) => (origin: string) => {
    const index = Math.round(where * origin.length)
    return origin.slice(0, index) + text + origin.slice(index + cut)
  }),
  scheme.map((scheme) => (origin: string) => origin.replace(/^[^:]*/, scheme)),
  port.map((port) => (origin: string) => origin.replace(/(?::\d+)?$/, port)),
  fc.constantFrom<Mutation>(
    (origin) => origin.toUpperCase(), (origin) => `${origin}, ${origin}`, (origin) => origin.replace('//', '//evil'),
    (origin) => `${origin}.evil.com`, (origin) => `${origin}/`, (origin) => origin.replace('://*.', '://')
  )
)

function near (list: readonly string[]): fc.Arbitrary<string> {
  return fc.tuple(fc.constantFrom(...list), inFront, port, fc.array(mutation, { maxLength: 2 }))
    .map(([entry, inFront, port, mutations]) => mutations.reduce(
      (origin, mutate) => mutate(origin), entry.replace('://*', `://${inFront}`).replace(':*', port)))
}

const anything = fc.oneof(fc.constant('null'), fc.string({ unit: 'binary' }), fc.webUrl())

/** A list, and strings to send as Origin. */
const listAndOrigins = list.chain((list) => {
  const mostlyNear = { weight: 8, arbitrary: near(list) }
  const origins = fc.array(fc.oneof(mostlyNear, entry, anything), { minLength: 1, maxLength: 5 })
  return fc.tuple(fc.constant(list), origins)
})

t.test('V2: a list allows what the URL standard says, and nothing else', async (t) => {
  const seen = { allowed: 0, denied: 0, anyPort: 0 }
  await holds(fc.property(listAndOrigins, ([list, origins]) => {
    const { judge } = resolvePolicy(checkOptions({ origin: list }))
    for (const origin of origins) {
      const expected = allows(list, origin)
      if ((judge(origin).allowOrigin === origin) !== expected) {
        throw new Error(`${JSON.stringify(origin)} should be ${expected ? 'allowed' : 'refused'}`)
      }
      seen[expected ? 'allowed' : 'denied']++
      if (expected && !allows(list.filter((entry) => !entry.endsWith(':*')), origin)) seen.anyPort++
    }
  }), { runs: 5000 })
  t.ok(seen.allowed > 1000, 'many were allowed')
  t.ok(seen.denied > 1000, 'many were refused')
  t.ok(seen.anyPort > 100, `${seen.anyPort} by a wildcard for the port`)
})

t.test('V2, V3: the headers of replies allow what the URL standard says of a list, and nothing else', async (t) => {
  const seen = { allowed: 0, denied: 0 }
  await holds(fc.asyncProperty(listAndOrigins, async ([list, origins]) => {
    const app = Fastify()
    await app.register(openeoCors, { origin: list })
    app.get('/', async () => 'here')
    for (const origin of origins) {
      const expected = allows(list, origin)
      const { statusCode, headers } = await app.inject({ url: '/', headers: { origin } })
      const { 'access-control-allow-origin': allowOrigin, ...others } = corsHeaders(headers)
      const right = expected ? allowOrigin === origin : allowOrigin === undefined && Object.keys(others).length === 0
      if (statusCode !== 200 || !right) throw new Error(`${JSON.stringify(origin)}: ${statusCode} ${JSON.stringify(headers)}`)
      seen[expected ? 'allowed' : 'denied']++
    }
    await app.close()
  }), { runs: 200 })
  t.ok(seen.allowed > 30, 'some were allowed')
  t.ok(seen.denied > 30, 'some were refused')
})
