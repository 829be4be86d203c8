/**
 * The plugin, which is also the default export, and what belongs to it. Registering it adds to Fastify's own types
 *
 * - `fastify.openeoEndpoints({ prefix })`, which lists the routes as {@link OpeneoEndpoint | endpoints} for openEO's
 *   capabilities document,
 * - `config.openeoCors` of routes, which is a {@link RouteCors}.
 *
 * @packageDocumentation
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { listEndpoints, patternsByMethod, type DeclaredPatterns, type OpeneoEndpoint } from './routes/endpoints.js'
import { OpeneoCorsError, type OpeneoCorsErrorCode } from './errors.js'
import { Exchange } from './exchange.js'
import './fastify-types.js'
import { frameworkErrors } from './framework-errors.js'
import { checkOptions } from './options/check.js'
import { OptionsSchema, type OpeneoCorsOptions, type OriginFunction, type RouteCors } from './options/schema.js'
import { insecureOrigins, resolvePolicy, type Policy } from './options/policy.js'
import { isPreflight } from './standards/preflight.js'
import { Registry, type DeclaredRoute } from './routes/registry.js'
import { Resources } from './routes/resources.js'
import { answerOptions, writeResponseHeaders } from './reply/response-headers.js'
import { OPTIONS_CONSTRAINT, UnknownRoutes, hasUnheardRoutes, routerOptions } from './routes/router.js'
import { Scopes } from './scopes.js'
import { warn } from './warnings.js'
import { unpackWebResponse } from './reply/web-response.js'

const NAME = 'fastify-openeo-cors'
const kServer = Symbol(`${NAME}.server`)
const kExchange = Symbol(`${NAME}.exchange`)
const kOptionsRoute = Symbol(`${NAME}.options-route`)

/** What the registrations on a server share. */
interface Server {
  readonly scopes: Scopes
  readonly endpoints: (prefix: string) => OpeneoEndpoint[]
}

type ExchangeRequest = FastifyRequest & { [kExchange]?: Exchange | null }

async function register (fastify: FastifyInstance, given: OpeneoCorsOptions): Promise<void> {
  const options = checkOptions(given)
  const policy = resolvePolicy(options)
  const lineage = lineageOf(fastify)
  const root: FastifyInstance & { readonly [kServer]?: Server } = lineage.at(-1)!
  const server = root[kServer] ?? install(root, lineage)
  server.scopes.claim(fastify, policy)

  for (const url of fastify.prefix === '' ? ['/*'] : ['', '/*']) {
    fastify.options(url, {
      schema: { hide: options.hideOptionsRoute ?? true } as object,
      config: { [kOptionsRoute]: true } as object,
      constraints: { [OPTIONS_CONSTRAINT]: true },
      ...(options.logLevel !== undefined && { logLevel: options.logLevel })
    }, answer)
  }

  fastify.decorate('openeoEndpoints', function (this: FastifyInstance, { prefix = this.prefix } = {}) {
    return server.endpoints(prefix.replace(/\/+$/, ''))
  })

  const insecure = insecureOrigins(options, policy)
  fastify.addHook('onReady', async () => { warn(fastify, insecure) })
}

/** An instance and those it is nested in, the root last. */
function lineageOf (fastify: FastifyInstance): FastifyInstance[] {
  const parent: FastifyInstance | null = Object.getPrototypeOf(fastify)
  return parent === null || parent === Object.prototype ? [fastify] : [fastify, ...lineageOf(parent)]
}

/**
 * Hooks the plugin into a server, once for all scopes: which one a request is in is known when it comes. Hooks in the
 * scopes would not do, as a 404 below a scope's prefix runs those of the instance that has the handler for it.
 */
function install (root: FastifyInstance, lineage: readonly FastifyInstance[]): Server {
  const options = routerOptions(root)
  const scopes = new Scopes(options)
  const registry = new Registry()
  const unheard = hasUnheardRoutes(root, lineage.length)
  let declared: DeclaredPatterns | undefined
  let resources: Resources
  let optionsDeclared = false
  let routesDiffer = true

  // The plugin's route for OPTIONS is another one to the router than a user's for the same path, so that both can be
  // declared. It is in front for preflights. If users have routes for OPTIONS, other requests go to these, or to none.
  root.addConstraintStrategy({
    name: OPTIONS_CONSTRAINT,
    storage: () => new Map(),
    deriveConstraint: (request) => request.method === 'OPTIONS' && (!optionsDeclared || isPreflight(request)) ? true : undefined
  })

  // Fastify hands lifecycle hooks on to instances that exist already, but not this one.
  for (const instance of lineage) {
    instance.addHook('onRoute', function (route) {
      if (!isOptionsRoute(route)) registry.record(this, route as DeclaredRoute)
    })
  }

  root.addHook('onReady', async () => {
    const { routes, unknown } = registry.complete(root, options, unheard)
    const ofResources = routes.map(({ method, pattern, contentType, cors, instance }) => (
      { method, pattern, contentType, policy: instance === undefined ? undefined : scopes.of(instance)?.policyOf(cors, pattern) ?? null }))
    resources = new Resources(ofResources, options, new UnknownRoutes(root, unknown))
    routesDiffer = routes.some(({ instance, cors }) => instance === undefined || cors !== undefined) || unknown.length !== 0
    optionsDeclared = unknown.includes('OPTIONS') || routes.some(({ method }) => method === 'OPTIONS')
    declared = { known: patternsByMethod(routes), unknown }
  })

  // Before whatever else can answer, and for paths without a route as well: see `policyOf`.
  root.addHook('onRequest', (request, reply, done) => {
    const exchange = exchangeOf(request)
    if (exchange === null) return done()
    const deciding = exchange.decide(request)
    if (deciding !== undefined) return deciding.then(() => reply.sent ? reply : begin(exchange, request, reply))
    if (begin(exchange, request, reply) === undefined) done()
  })

  // Reached without `onRequest` when a hook in front has answered, and then without `onSend` if one of its kind throws.
  // A function of the user's is not asked here: Fastify does not bear a timeout while it waits for this hook.
  root.addHook('onError', (request, reply, _error, done) => {
    const exchange = exchangeOf(request)
    if (exchange !== null) {
      if (exchange.policy.ask === undefined) exchange.decide(request)
      writeResponseHeaders(reply, exchange)
    }
    done()
  })

  root.addHook('onSend', (request, reply, payload, done) => {
    const exchange = exchangeOf(request)
    if (exchange === null) return done(null, payload)
    const deciding = exchange.decideNow(request)
    if (deciding !== undefined) return deciding.then(() => finish(exchange, reply, payload))
    done(null, finish(exchange, reply, payload))
  })

  function exchangeOf (request: ExchangeRequest): Exchange | null {
    if (request[kExchange] === undefined) request[kExchange] = createExchange(request)
    return request[kExchange]
  }

  function createExchange (request: FastifyRequest): Exchange | null {
    const policy = policyOf(request)
    if (policy === null) return null
    if (request.method !== 'OPTIONS') return new Exchange(policy)
    return Exchange.ofOptions(policy, resources.identify(request.url), request.headers['access-control-request-method'])
  }

  function policyOf (request: FastifyRequest): Policy | null {
    if (request.is404) return scopes.at(request.url)?.policy ?? null
    const scope = scopes.of(request.server)
    if (scope === undefined) return null
    // Fastify puts `routeOptions` together anew for each request that asks.
    if (!routesDiffer) return scope.policy
    const { config, url } = request.routeOptions
    return scope.policyOf(config.openeoCors, url)
  }

  function endpoints (prefix: string): OpeneoEndpoint[] {
    if (declared === undefined) {
      throw new OpeneoCorsError('FST_OPENEO_CORS_ENDPOINTS_UNKNOWN',
        'openeoEndpoints() was called when routes could still be declared, expected a handler or an onReady hook')
    }
    return listEndpoints(declared, prefix)
  }

  const server = { scopes, endpoints }
  root.decorate(kServer, server)
  return server
}

function begin (exchange: Exchange, request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  // An answer gets its headers in `onSend`. Others get them here too, for handlers that take them and hijack the reply.
  if (request.method === 'OPTIONS' && (isPreflight(request) || request.is404 || isOptionsRoute(request.routeOptions))) {
    return answer(request, reply)
  }
  writeResponseHeaders(reply, exchange)
}

function answer (request: ExchangeRequest, reply: FastifyReply): FastifyReply {
  return answerOptions(reply, request[kExchange]!)
}

function finish (exchange: Exchange, reply: FastifyReply, payload: unknown): unknown {
  const body = unpackWebResponse(reply, payload)
  writeResponseHeaders(reply, exchange)
  return body
}

function isOptionsRoute ({ config }: { readonly config?: object }): boolean {
  return config !== undefined && kOptionsRoute in config
}

/**
 * Makes an openEO back-end work in browsers: answers preflights for every path, with the methods that the path has, and
 * gives every response the headers of the CORS protocol (openEO API, "Cross-Origin Resource Sharing"; Fetch, 3.3). To be
 * registered with {@link OpeneoCorsOptions}, once for a scope, and awaited before hooks are added.
 *
 * The registration rejects with `FST_OPENEO_CORS_INVALID_OPTIONS` or `FST_OPENEO_CORS_ALREADY_REGISTERED`.
 */
const openeoCors = fp(register, { name: NAME, fastify: '^5.7.1 || ^6.0.0-alpha.4' })

export default openeoCors
export { openeoCors, frameworkErrors, OptionsSchema, OpeneoCorsError }
export type { OpeneoCorsErrorCode, OpeneoCorsOptions, OpeneoEndpoint, OriginFunction, RouteCors }
