import t from 'tap'
import { checkOptions } from '../../lib/options/check.js'
import type { OpeneoCorsOptions } from '../../lib/options/schema.js'
import { resolvePolicy } from '../../lib/options/policy.js'
import { EDITOR } from '../server.js'

const EXPOSED = 'Location, OpenEO-Identifier, OpenEO-Costs, Link'
const ALLOWED = 'Content-Type, Accept, Accept-Language'
const RANGES = 'Range, If-Match, If-None-Match, If-Range'
const OF_RANGES = 'Accept-Ranges, Content-Range, Content-Encoding, ETag'

t.test('C1: credentials are as auth, but never with the wildcard', async (t) => {
  const cases: Array<[options: OpeneoCorsOptions, credentials: boolean]> = [
    [{}, false],
    [{ auth: false }, false],
    [{ auth: true }, true],
    [{ auth: true, credentials: false }, false],
    [{ auth: false, credentials: true }, true],
    [{ auth: true, origin: [EDITOR] }, true],
    [{ auth: true, origin: '*' }, false],
    [{ auth: true, origin: '*', credentials: false }, false]
  ]
  for (const [options, credentials] of cases) {
    t.equal(resolvePolicy(checkOptions(options)).credentials, credentials, JSON.stringify(options))
  }
})

t.test('C3: lists of headers are merged without repeating a name in another case', async (t) => {
  const cases: Array<[options: OpeneoCorsOptions, allowed: string, exposed: string]> = [
    [{}, ALLOWED, EXPOSED],
    [{ auth: true }, `Authorization, ${ALLOWED}`, EXPOSED],
    [{ origin: '*', auth: true }, `Authorization, ${ALLOWED}`, EXPOSED],
    [{ rangeRequests: true }, `${ALLOWED}, ${RANGES}`, `${EXPOSED}, ${OF_RANGES}`],
    [{ allowedHeaders: [], exposedHeaders: [] }, ALLOWED, EXPOSED],
    [{ allowedHeaders: ['X-A', 'X-B'], exposedHeaders: ['X-C', 'X-D'] }, `${ALLOWED}, X-A, X-B`, `${EXPOSED}, X-C, X-D`],
    [{ allowedHeaders: ['X-A', 'x-a', 'X-A'], exposedHeaders: ['X-C', 'x-c'] }, `${ALLOWED}, X-A`, `${EXPOSED}, X-C`],
    [
      { auth: true, rangeRequests: true, allowedHeaders: ['authorization', 'CONTENT-TYPE', 'accept', 'range', 'if-range', 'X-A'] },
      `Authorization, ${ALLOWED}, ${RANGES}, X-A`, `${EXPOSED}, ${OF_RANGES}`
    ],
    [{ rangeRequests: true, exposedHeaders: ['etag', 'X-C'] }, `${ALLOWED}, ${RANGES}`, `${EXPOSED}, ${OF_RANGES}, X-C`],
    [
      { allowedHeaders: ['authorization'], exposedHeaders: ['link', 'OPENEO-COSTS', 'X-C'] },
      `${ALLOWED}, authorization`, `${EXPOSED}, X-C`
    ],
    [{ allowedHeaders: 'all' }, `${ALLOWED}, *`, EXPOSED],
    [{ allowedHeaders: 'all', auth: true, origin: '*' }, `Authorization, ${ALLOWED}, *`, EXPOSED],
    [{ exposedHeaders: 'all' }, ALLOWED, EXPOSED]
  ]
  for (const [options, allowed, exposed] of cases) {
    const { allowHeaders, exposeHeaders, exposeAll } = resolvePolicy(checkOptions(options))
    const description = JSON.stringify(options)
    t.equal(allowHeaders, allowed, `${description}: Access-Control-Allow-Headers`)
    t.equal(exposeHeaders, exposed, `${description}: Access-Control-Expose-Headers`)
    t.equal(exposeAll, options.exposedHeaders === 'all', `${description}: all`)
  }
})

t.test('C1: maxAge is 600 unless set', async (t) => {
  t.equal(resolvePolicy({}).maxAge, '600')
  for (const maxAge of [0, 1, 600, 86400]) t.equal(resolvePolicy(checkOptions({ maxAge })).maxAge, String(maxAge))
})

t.test('V2: the verdict on one origin does not change the verdict on the next', async (t) => {
  const { judge } = resolvePolicy({ origin: EDITOR })
  for (const [origin, refusal] of [
    [EDITOR, undefined], ['https://example.org', 'not in the list'], [EDITOR, undefined], [EDITOR, undefined],
    ['https://example.org', 'not in the list'], ['https://example.org', 'not in the list'], ['', 'not a serialized origin'],
    ['', 'not a serialized origin'], [EDITOR, undefined]
  ] as const) t.equal(judge(origin).refusal, refusal, origin)
})

t.test('V1, V2: an origin that may not read is refused with the reason', async (t) => {
  const cases: Array<[description: string, origin: NonNullable<OpeneoCorsOptions['origin']>, value: string, refusal?: string]> = [
    ['every origin', true, EDITOR],
    ['every origin, null', true, 'null'],
    ['every origin, none', true, `${EDITOR}/`, 'not a serialized origin'],
    ['one origin', EDITOR, EDITOR],
    ['one origin, another', EDITOR, 'https://example.org', 'not in the list'],
    ['one origin, none', EDITOR, `${EDITOR}/`, 'not a serialized origin'],
    ['one wildcard', 'https://*.openeo.org', EDITOR],
    ['one wildcard, the apex', 'https://*.openeo.org', 'https://openeo.org', 'not in the list'],
    ['a list', ['https://example.org', EDITOR], EDITOR],
    ['a list, another', ['https://example.org', EDITOR], 'https://example.com', 'not in the list'],
    ['a list, null', ['https://example.org', EDITOR], 'null', 'not in the list'],
    ['a list, none', ['https://example.org', EDITOR], 'https://example.org, null', 'not a serialized origin'],
    ['a function', () => false, EDITOR],
    ['a function, none', () => true, '', 'not a serialized origin'],
    ['the wildcard', '*', EDITOR],
    ['the wildcard, none', '*', '']
  ]
  for (const [description, origin, value, refusal] of cases) {
    const policy = resolvePolicy(checkOptions({ origin }))
    t.equal(policy.judge(value).refusal, refusal, description)
    t.equal(policy.vary, origin === '*' ? undefined : 'Origin', `${description}: Vary`)
    t.equal(policy.ask, typeof origin === 'function' ? origin : undefined, `${description}: function`)
  }
})

t.test('C3: options changed afterwards change nothing in the policy', async (t) => {
  const options = {
    auth: false, origin: [EDITOR, 'https://*.example.org'], allowedHeaders: ['X-A'], exposedHeaders: ['X-B'], maxAge: 60
  }
  const policy = resolvePolicy(checkOptions(options))
  const before = { ...policy, exposed: [...policy.exposed] }
  options.origin.push('https://example.com')
  options.origin[0] = 'https://example.net'
  options.allowedHeaders.push('X-C')
  options.exposedHeaders.push('X-D')
  Object.assign(options, { auth: true, origin: '*', maxAge: 0, allowedHeaders: [], exposedHeaders: 'all' })
  t.strictSame(policy, before)
  t.equal(policy.judge(EDITOR).refusal, undefined, 'an origin in the list')
  t.equal(policy.judge('https://example.com').refusal, 'not in the list', 'one added to it')
  t.equal(policy.judge('https://example.net').refusal, 'not in the list', 'one put in its place')
  t.ok(Object.isFrozen(policy), 'it is frozen')
})
