import t from 'tap'
import { OpeneoCorsError } from '../../lib/errors.js'
import { checkOptions, checkRouteCors } from '../../lib/options/check.js'
import { resolvePolicy } from '../../lib/options/policy.js'
import { extendOptions } from '../../lib/options/route-options.js'
import type { OpeneoCorsOptions, RouteCors } from '../../lib/options/schema.js'
import { ROUTE_OPTIONS } from './option-names.js'

const EDITOR = 'https://editor.openeo.org'
const ROUTE = 'DELETE /jobs/:id'

type Cors = Exclude<RouteCors, false>

function messageOf (run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof OpeneoCorsError && error.code === 'FST_OPENEO_CORS_INVALID_OPTIONS') return error.message
    throw error
  }
  return 'none'
}

t.test("Use: a route's lists of headers add, the rest of config.openeoCors replaces", async (t) => {
  const plugin: OpeneoCorsOptions = {
    auth: true, origin: [EDITOR], allowedHeaders: ['X-A'], exposedHeaders: ['X-B'], rangeRequests: true, maxAge: 60, hideOptionsRoute: false
  }
  const cases: Array<[cors: Cors, expected: OpeneoCorsOptions]> = [
    [{}, plugin],
    [{ auth: false }, { ...plugin, auth: false }],
    [{ origin: true }, { ...plugin, origin: true }],
    [{ origin: ['https://a.org'] }, { ...plugin, origin: ['https://a.org'] }],
    [{ credentials: false }, { ...plugin, credentials: false }],
    [{ maxAge: 0 }, { ...plugin, maxAge: 0 }],
    [{ allowedHeaders: [] }, plugin],
    [{ allowedHeaders: ['X-C'] }, { ...plugin, allowedHeaders: ['X-A', 'X-C'] }],
    [{ exposedHeaders: ['X-C'] }, { ...plugin, exposedHeaders: ['X-B', 'X-C'] }],
    [{ exposedHeaders: 'all' }, { ...plugin, exposedHeaders: ['X-B', '*'] }],
    [{ rangeRequests: false }, plugin],
    [{ rangeRequests: true }, plugin]
  ]
  for (const [cors, expected] of cases) {
    const extended = extendOptions(checkOptions(plugin), cors, ROUTE)
    t.strictSame(extended, expected, JSON.stringify(cors))
    t.ok(Object.isFrozen(extended), `${JSON.stringify(cors)}: frozen`)
  }
  t.strictSame(extendOptions(checkOptions({}), { rangeRequests: true, allowedHeaders: ['X-A'] }, ROUTE), { rangeRequests: true, allowedHeaders: ['X-A'] })
})

t.test("Use: a route's policy is that of the options which config.openeoCors changes", async (t) => {
  const exposed = 'Location, OpenEO-Identifier, OpenEO-Costs, Link'
  const cases: Array<[plugin: OpeneoCorsOptions, cors: Cors, policy: object]> = [
    [{ auth: true }, { origin: '*' }, { vary: undefined, credentials: false }],
    [{ auth: true, origin: '*' }, { origin: EDITOR }, { vary: 'Origin', credentials: true }],
    [{ origin: '*' }, { auth: true }, { credentials: false, allowHeaders: 'Authorization, Content-Type, Accept, Accept-Language' }],
    [{ auth: true }, { auth: false }, { credentials: false, allowHeaders: 'Content-Type, Accept, Accept-Language' }],
    [{ auth: true, credentials: true }, { origin: '*', credentials: false }, { vary: undefined, credentials: false }],
    [{ credentials: true }, { auth: false }, { credentials: true }],
    [{ origin: '*' }, { auth: true, allowedHeaders: 'all' }, {
      credentials: false, allowHeaders: 'Authorization, Content-Type, Accept, Accept-Language, *'
    }],
    [{ allowedHeaders: ['Authorization'] }, { allowedHeaders: 'all' },
      { allowHeaders: 'Content-Type, Accept, Accept-Language, Authorization, *' }],
    [{ allowedHeaders: 'all' }, { allowedHeaders: ['Authorization'] },
      { allowHeaders: 'Content-Type, Accept, Accept-Language, *, Authorization' }],
    [{ exposedHeaders: ['X-A'] }, { exposedHeaders: 'all' }, { exposeAll: true, exposeHeaders: `${exposed}, X-A` }],
    [{ exposedHeaders: 'all' }, { exposedHeaders: ['X-A'] }, { exposeAll: true, exposeHeaders: `${exposed}, X-A` }],
    [{ maxAge: 60 }, {}, { maxAge: '60' }],
    [{}, { maxAge: 5 }, { maxAge: '5' }]
  ]
  for (const [plugin, cors, policy] of cases) {
    t.match(resolvePolicy(extendOptions(checkOptions(plugin), cors, ROUTE)), policy, `${JSON.stringify(plugin)} and ${JSON.stringify(cors)}`)
  }
})

t.test('C2: the options of plugin and route are checked together, and the message names the route', async (t) => {
  const wildcard = "credentials is true with origin '*', expected origins to be named, or credentials: false: browsers refuse a wildcard with credentials"
  const all = "allowedHeaders is 'all' with credentials"
  const cases: Array<[plugin: OpeneoCorsOptions, cors: Cors, problem: string]> = [
    [{ origin: '*' }, { credentials: true }, wildcard],
    [{ credentials: true }, { origin: '*' }, wildcard],
    [{ auth: true, credentials: true }, { origin: '*' }, wildcard],
    [{ auth: true }, { allowedHeaders: 'all' }, `${all}, which auth turns on`],
    [{ allowedHeaders: 'all' }, { auth: true }, `${all}, which auth turns on`],
    [{ allowedHeaders: 'all' }, { credentials: true }, all],
    [{ allowedHeaders: 'all' }, { auth: true, allowedHeaders: ['X-A'] }, all],
    [{ auth: true, origin: '*', allowedHeaders: 'all' }, { origin: true }, all]
  ]
  for (const [plugin, cors, problem] of cases) {
    const description = `${JSON.stringify(plugin)} and ${JSON.stringify(cors)}`
    t.ok(checkRouteCors(cors, ROUTE), `${description}: right by itself`)
    const message = messageOf(() => extendOptions(checkOptions(plugin), cors, ROUTE))
    t.ok(message.startsWith(`Invalid CORS options of ${ROUTE}, with the plugin's: ${problem}`), `${description}: ${message}`)
  }
})

t.test("C1, C2: a route's options are checked as the plugin's are", async (t) => {
  const known = `; the options of a route are ${ROUTE_OPTIONS.join(', ')}`
  const cases: Array<[config: unknown, problem: string]> = [
    [null, 'config.openeoCors is null, expected false or an object'],
    [{ origin: undefined },
      'config.openeoCors.origin is undefined, expected a value: an environment variable is probably not set (true allows every origin)'],
    [{ origin: 'https://example.org/' },
      "config.openeoCors.origin is 'https://example.org/', expected no path, not even a closing slash: 'https://example.org'"],
    [{ origin: [/a/] }, 'config.openeoCors.origin[0] is /a/, expected an origin: regular expressions are not supported. ' +
      "'https://*.example.org' stands for sub-domains, and a function can decide on anything else"],
    [{ auth: 1, maxAge: 0.5 }, 'config.openeoCors.auth is 1, expected true or false; ' +
      'config.openeoCors.maxAge is 0.5, expected a whole number of seconds from 0 to 86400'],
    [{ allowedHeaders: ['Cookie'] },
      'config.openeoCors.allowedHeaders[0] is \'Cookie\', expected a header that scripts may set: browsers forbid this one'],
    [{ hideOptionsRoute: true }, `config.openeoCors.hideOptionsRoute is unknown, as only the plugin has it${known}`],
    [{ logLevel: 'warn' }, `config.openeoCors.logLevel is unknown, as only the plugin has it${known}`],
    [{ methods: ['GET'] }, `config.openeoCors.methods is unknown, as the methods of a path come from its routes${known}`],
    [{ prefix: '/api' }, `config.openeoCors.prefix is unknown${known}`],
    [{ origin: '*', credentials: true }, "config.openeoCors.credentials is true with origin '*', expected origins to be named, " +
      'or credentials: false: browsers refuse a wildcard with credentials'],
    [Object.create({ origin: '*', credentials: 1 }), 'config.openeoCors.credentials is 1, expected true or false']
  ]
  for (const [config, problem] of cases) {
    t.equal(messageOf(() => checkRouteCors(config, ROUTE)), `Invalid CORS options of ${ROUTE}: ${problem}`, problem)
  }
})

t.test('C3: a checked config is a copy, and the config is checked again after it has changed', async (t) => {
  const config = { origin: [EDITOR], exposedHeaders: ['X-A'] }
  const checked = checkRouteCors(config, ROUTE)
  const extended = extendOptions(checkOptions({}), config, ROUTE)
  config.origin.push('https://a.org')
  config.exposedHeaders.push('X-B')
  for (const copy of [checked, extended]) t.strictSame(copy, { origin: [EDITOR], exposedHeaders: ['X-A'] })
  Object.assign(config, { origin: undefined })
  t.match(messageOf(() => extendOptions(checkOptions({}), config, ROUTE)), 'config.openeoCors.origin is undefined')
})
