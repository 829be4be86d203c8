import t from 'tap'
import { resolvePolicy } from '../../lib/options/policy.js'
import type { OpeneoCorsOptions } from '../../lib/index.js'
import { allowMethods } from '../../lib/reply/allow-methods.js'
import { NOT_FOUND, OPTIONS_BY_PLUGIN, Resource, type Endpoint } from '../../lib/routes/resource.js'
import { EDITOR } from '../server.js'

const policy = resolvePolicy({ auth: true })
const contentType = 'application/json'
const endpoint = (method: string, of: Endpoint['policy'] = policy): Endpoint => ({ method, contentType, policy: of })

t.test('O3, O5: a resource lists its methods, and what answers each', async (t) => {
  const get = endpoint('GET')
  const resource = new Resource([OPTIONS_BY_PLUGIN, get, endpoint('PUT', null)])
  t.equal(resource.allow, 'OPTIONS, GET, PUT')
  t.equal(resource.endpoint('GET'), get)
  t.equal(resource.endpoint('get'), undefined, 'methods are case-sensitive')
  t.equal(resource.endpoint('constructor'), undefined, 'what is no method is not there')
  t.equal(resource.policy, policy, 'its policy is that of the first endpoint in CORS')
  t.equal(new Resource([endpoint('GET', null)]).policy, undefined, 'if there is one')
  t.equal(NOT_FOUND.allow, 'OPTIONS')
})

t.test('O13, O14: a preflight lists methods whose own policies give the origin the same answer', async (t) => {
  const echo = (options: OpeneoCorsOptions) => resolvePolicy({ auth: true, ...options })
  const ask = () => true
  const cases: Array<[what: string, other: Endpoint['policy'], alike: boolean]> = [
    ['the same', policy, true],
    ['equal', echo({}), true],
    ['other exposed headers', echo({ exposedHeaders: ['X-Rate'] }), true],
    ['out of CORS', null, false],
    ['a list with the origin', echo({ origin: [EDITOR] }), true],
    ['a list without it', echo({ origin: ['https://example.org'] }), false],
    ['no credentials', echo({ credentials: false }), false],
    ['the wildcard, which is without credentials', echo({ origin: '*' }), false],
    ['fewer headers', echo({ auth: false, credentials: true }), false],
    ['more headers', echo({ allowedHeaders: ['X-Team'] }), false],
    ['a function, which may refuse', echo({ origin: ask }), false]
  ]
  for (const [what, other, alike] of cases) {
    const resource = new Resource([OPTIONS_BY_PLUGIN, endpoint('GET'), endpoint('DELETE', other)])
    t.equal(allowMethods(policy, resource, EDITOR), alike ? 'OPTIONS, GET, DELETE' : 'OPTIONS, GET', what)
  }
  const asked = resolvePolicy({ origin: ask })
  const resource = new Resource([endpoint('GET', asked), endpoint('PUT', resolvePolicy({ origin: ask })), endpoint('DELETE', resolvePolicy({ origin: () => true }))])
  t.equal(allowMethods(asked, resource, EDITOR), 'GET, PUT', 'the same function, and not another')
  const open = resolvePolicy({ origin: '*' })
  const both = new Resource([endpoint('GET', open), endpoint('PUT', resolvePolicy({}))])
  t.equal(allowMethods(open, both, EDITOR), 'GET, PUT', 'everybody and an echo, both without credentials')
  t.equal(allowMethods(open, both, undefined), 'GET', 'without Origin only everybody')
})
