import type { FastifyInstance, FastifyRequest } from 'fastify'
import { logOutside } from './debug-log.js'
import { Exchange } from './exchange.js'
import type { Policy } from './options/policy.js'
import { NOT_SHARED } from './options/verdict.js'
import type { EarlyRoutes } from './routes/early-routes.js'
import { patternsByMethod, type Patterns } from './routes/endpoints.js'
import { routerOptions } from './routes/pattern-index.js'
import type { Registry } from './routes/registry.js'
import { OPTIONS_BY_PLUGIN } from './routes/resource.js'
import { RouteIndex } from './routes/route-index.js'
import { scopeOf, ScopeIndex, type Scope } from './scopes.js'
import { isPreflight } from './standards/preflight.js'
import { logStart } from './operator-log.js'

const kOptionsRoute = Symbol('fastify-openeo-cors.options-route')

/** The `config` of the plugin's own routes. */
export const OPTIONS_ROUTE: object = Object.freeze({ [kOptionsRoute]: true })

/** Whether a route is one of the plugin's own OPTIONS routes. */
export function isOptionsRoute ({ config }: { readonly config?: object }): boolean {
  return config !== undefined && kOptionsRoute in config
}

/** The routes and scopes of a server, after all of them are declared. It is immutable. */
export class StartedServer {
  /** The patterns of the routes. */
  readonly patterns: Patterns
  /** Whether the application has routes for OPTIONS. */
  readonly hasOptionsRoutes: boolean
  /** Whether any route can have a policy that differs from the policy of its scope. */
  readonly #hasPolicies: boolean
  readonly #resources: RouteIndex
  readonly #scopes: ScopeIndex

  constructor (root: FastifyInstance, scopes: readonly Scope[], registry: Registry, early?: EarlyRoutes) {
    const options = routerOptions(root)
    const routes = Array.from(registry.routes(options), (route) => {
      const scope = scopeOf(route.instance)
      return { ...route, scope, policy: scope?.resolve(route) ?? null }
    })
    // The scope of an early route is unknown, unless there is only one scope and it is the root.
    const [only, ...others] = scopes
    const earlyPolicy = only!.instance === root && others.length === 0 ? only!.policy : null
    this.patterns = patternsByMethod(routes)
    this.hasOptionsRoutes = routes.some(({ method }) => method === 'OPTIONS') || early?.methods.has('OPTIONS') === true
    this.#hasPolicies = routes.some(({ config }) => config?.openeoCors !== undefined) || early !== undefined
    this.#resources = new RouteIndex(options, routes, early, earlyPolicy)
    this.#scopes = new ScopeIndex(options, scopes)
    logStart(root, scopes, routes, early)
  }

  /** The exchange of a request, or null if the request is out of CORS. */
  createExchange (request: FastifyRequest): Exchange | null {
    if (request.method === 'OPTIONS') return this.#createOptionsExchange(request)
    const policy = request.is404 ? this.#policyOfPath(request) : this.#policyOfRoute(request)
    return policy && new Exchange(policy)
  }

  #createOptionsExchange (request: FastifyRequest): Exchange | null {
    const isOwn = this.hasOptionsRoutes && !request.is404 && !isOptionsRoute(request.routeOptions)
    const ownPolicy = isOwn ? this.#policyOfRoute(request) : undefined
    const { host, ':authority': authority, 'access-control-request-method': method } = request.headers
    // The router takes the host from the same two headers (find-my-way, lib/constrainer.js).
    const resource = this.#resources.identify(request.url, host || authority as string | undefined)
    const asked = resource.endpoint(method ?? 'OPTIONS')
    const askedPolicy = asked === OPTIONS_BY_PLUGIN ? resource.policy : asked?.policy
    // A user's OPTIONS route that is out of CORS answers alone. There is one exception: a preflight for a method that is in
    // CORS, if the OPTIONS route has no `config.openeoCors` of its own.
    if (ownPolicy === null && (!askedPolicy || !isPreflight(request) || request.routeOptions.config.openeoCors !== undefined)) return null
    const policy = askedPolicy ?? ownPolicy ?? this.#policyOfPath(request)
    if (policy === null) return null
    const exchange = new Exchange(policy, resource, asked?.contentType, !isOwn || isPreflight(request))
    if (askedPolicy === null) exchange.conclude(NOT_SHARED, request)
    return exchange
  }

  #policyOfRoute (request: FastifyRequest): Policy | null {
    const scope = scopeOf(request.server)
    // This avoids reading `request.routeOptions`, which Fastify builds again for each request.
    if (scope !== undefined && !this.#hasPolicies) return scope.policy
    const policy = scope?.policyOf(request.routeOptions.config.openeoCors) ?? null
    if (policy === null) logOutside(request, scope === undefined ? 'route in no scope' : 'route out of CORS')
    return policy
  }

  #policyOfPath (request: FastifyRequest): Policy | null {
    const scope = this.#scopes.at(request.url)
    if (scope === undefined) logOutside(request, 'path in no scope')
    return scope?.policy ?? null
  }
}
