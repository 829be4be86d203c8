import t from 'tap'
import { resolvePolicy } from '../../lib/options/policy.js'
import { Endpoints, Resource, type Endpoint } from '../../lib/routes/resource.js'
import { Resources, type Route, type Unknown } from '../../lib/routes/resources.js'

const policy = resolvePolicy({})
const GEOJSON = 'application/geo+json'

t.test('O3, O5: a resource lists its methods, OPTIONS among them', async (t) => {
  const endpoints = new Endpoints()
  const cases: Array<[description: string, endpoints: Endpoint[], allow: string, allowMethods: string]> = [
    ['none', [], 'OPTIONS', 'OPTIONS'],
    ['one', [endpoints.get('GET', policy)], 'OPTIONS, GET', 'OPTIONS, GET'],
    ['several', [endpoints.get('DELETE', policy), endpoints.get('GET', policy)], 'OPTIONS, GET, DELETE', 'OPTIONS, GET, DELETE'],
    ['one of which no policy is known', [endpoints.get('GET')], 'OPTIONS, GET', 'OPTIONS, GET'],
    ['one out of CORS', [endpoints.get('GET', policy), endpoints.get('PUT', null)], 'OPTIONS, GET, PUT', 'OPTIONS, GET'],
    ['all out of CORS', [endpoints.get('PUT', null)], 'OPTIONS, PUT', 'OPTIONS'],
    ['OPTIONS of the user', [endpoints.get('OPTIONS', policy)], 'OPTIONS', 'OPTIONS'],
    ['OPTIONS of the user out of CORS', [endpoints.get('OPTIONS', null)], 'OPTIONS', ''],
    ['one in CORS and out of it', [endpoints.get('GET', policy), endpoints.get('GET', null)], 'OPTIONS, GET', 'OPTIONS, GET'],
    ['one out of CORS and in it', [endpoints.get('GET', null), endpoints.get('GET', policy)], 'OPTIONS, GET', 'OPTIONS']
  ]
  for (const [description, endpoints, allow, allowMethods] of cases) {
    const resource = endpoints.reduce((all, endpoint) => all.with(endpoint), new Resource())
    t.equal(resource.allow, allow, `${description}: Allow`)
    t.equal(resource.allowMethods, allowMethods, `${description}: Access-Control-Allow-Methods`)
  }
})

t.test('O3: of two endpoints for a method the first counts', async (t) => {
  const endpoints = new Endpoints()
  const [first, second, other] = [endpoints.get('GET', policy, GEOJSON), endpoints.get('GET', policy), endpoints.get('PUT')]
  const none = new Resource()
  const resource = none.with(first).with(second).with(other)
  t.equal(resource.endpoint('GET'), first)
  t.equal(resource.endpoint('PUT'), other)
  t.equal(resource.endpoint('HEAD'), undefined, 'not there')
  t.equal(resource.endpoint('get'), undefined, 'methods are case-sensitive')
  t.equal(none.with(second).union(none.with(first)).endpoint('GET'), second, 'of two resources the first too')
  t.equal(none.endpoint('GET'), undefined, 'the resource without it did not change')
})

t.test('O3: equal endpoints are one object, and so are resources of them', async (t) => {
  const endpoints = new Endpoints()
  const get = endpoints.get('GET', policy, GEOJSON)
  t.equal(endpoints.get('GET', policy, GEOJSON), get)
  t.equal(endpoints.get('GET', policy), endpoints.get('GET', policy, 'application/json'), 'a content type is JSON by default')
  for (const [description, other] of Object.entries({
    method: endpoints.get('PUT', policy, GEOJSON),
    policy: endpoints.get('GET', resolvePolicy({}), GEOJSON),
    'policy out of CORS': endpoints.get('GET', null, GEOJSON),
    'policy that is not known': endpoints.get('GET', undefined, GEOJSON),
    'content type': endpoints.get('GET', policy)
  })) {
    t.not(other, get, `another ${description}`)
  }
  t.ok(Object.isFrozen(get), 'endpoints do not change')

  const none = new Resource()
  const [put, post] = [endpoints.get('PUT'), endpoints.get('POST')]
  const resource = none.with(get).with(put)
  t.equal(none.with(get).with(put), resource, 'with the same endpoints')
  t.equal(resource.with(put), resource, 'with an endpoint that is there')
  t.equal(none.union(resource), resource, 'united with none')
  t.equal(resource.union(none), resource, 'none united with it')
  t.equal(none.with(get).union(none.with(put)), resource, 'united')
  t.equal(resource.union(none.with(get).with(post)), resource.with(post), 'united with one that shares an endpoint')
  t.not(none.with(put).with(get), resource, 'in another order, which decides between endpoints')
})

const OPTIONS = {
  caseSensitive: true,
  ignoreTrailingSlash: false,
  ignoreDuplicateSlashes: false,
  useSemicolonDelimiter: false,
  maxParamLength: 100
}

function route (method: string, pattern: string, contentType: string, ofRoute: Route['policy'] = policy): Route {
  return { method, pattern, policy: ofRoute, contentType }
}

const ALL_KNOWN: Unknown = { methods: [], serve: () => true }

t.test('O3: a target identifies what all routes say of it, the nearest first', async (t) => {
  const resources = new Resources([
    route('GET', '/*', 'a/wildcard'),
    route('GET', '/jobs/:id', 'a/parameter'),
    route('HEAD', '/jobs/:id', 'a/parameter'),
    route('GET', '/jobs/:id(\\d+)', 'a/number'),
    route('POST', '/jobs/search', 'a/search'),
    route('DELETE', '/jobs/:jobId', 'a/deletion'),
    route('GET', '/jobs/:id', 'a/second')
  ], OPTIONS, ALL_KNOWN)
  const cases: Array<[target: string, allow: string, contentType: string | undefined]> = [
    ['/jobs/search', 'OPTIONS, GET, HEAD, POST, DELETE', 'a/parameter'],
    ['/jobs/1?a=b', 'OPTIONS, GET, HEAD, DELETE', 'a/number'],
    ['/jobs/a', 'OPTIONS, GET, HEAD, DELETE', 'a/parameter'],
    ['/jobs', 'OPTIONS, GET', 'a/wildcard']
  ]
  for (const [target, allow, contentType] of cases) {
    const resource = resources.identify(target)
    t.equal(resource.allow, allow, target)
    t.equal(resource.endpoint('GET')?.contentType, contentType, `${target}: GET`)
    t.equal(resource.endpoint('GET')?.policy, policy, `${target}: the policy`)
  }
  t.equal(resources.identify('/jobs/1'), resources.identify('/jobs/2'), 'one object for the same routes')
  t.equal(new Resources([], OPTIONS, ALL_KNOWN).identify('/').allow, 'OPTIONS', 'nothing without routes')
})

t.test('O3: of routes that share pattern and method, as constraints allow, one in CORS is in front', async (t) => {
  const resources = new Resources([
    route('GET', '/jobs', 'a/first', null), route('GET', '/jobs', 'a/second'), route('GET', '/jobs', 'a/third'),
    route('PUT', '/jobs', 'a/first', null), route('PUT', '/jobs', 'a/second', null)
  ], OPTIONS, ALL_KNOWN)
  const resource = resources.identify('/jobs')
  t.equal(resource.endpoint('GET')?.contentType, 'a/second', 'the first of those')
  t.equal(resource.endpoint('PUT')?.contentType, 'a/first', 'the first if there is none')
  t.equal(resource.allowMethods, 'OPTIONS, GET')
})

t.test('O4: the router is asked for methods of which there are unknown routes, if no known one has them', async (t) => {
  const asked: unknown[] = []
  const unknown: Unknown = {
    methods: ['GET', 'PUT', 'PATCH'],
    serve (...args) {
      asked.push(args)
      return args[0] === 'PUT'
    }
  }
  const resources = new Resources([route('GET', '/jobs', GEOJSON)], OPTIONS, unknown)
  const resource = resources.identify('/jobs?a=b')
  t.equal(resource.allow, 'OPTIONS, GET, PUT')
  t.strictSame(asked, [['PUT', '/jobs?a=b'], ['PATCH', '/jobs?a=b']], 'for these only')
  const known = { method: 'PUT', policy: undefined, contentType: 'application/json' }
  t.strictSame(resource.endpoint('PUT'), known, 'and tells that there is one')
})
