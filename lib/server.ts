import { subscribe } from 'node:diagnostics_channel'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { OpeneoCorsError } from './errors.js'
import type { Exchange } from './exchange.js'
import type { OpeneoCorsOptions } from './options/schema.js'
import { answerOptions, sendNoContent, writeResponseHeaders } from './reply/response-headers.js'
import { unpackWebResponse } from './reply/web-response.js'
import { EarlyRoutes } from './routes/early-routes.js'
import { listEndpoints, type OpeneoEndpoint } from './routes/endpoints.js'
import { checkCors, Registry, type DeclaredRoute } from './routes/registry.js'
import { addScope, scopeOf, type Scope } from './scopes.js'
import { isPreflight } from './standards/preflight.js'
import { warnOfHook } from './operator-log.js'
import { isOptionsRoute, OPTIONS_ROUTE, StartedServer } from './started-server.js'

// The plugin's routes for OPTIONS have a constraint, so that the router takes them beside a user's for the same path.
const OPTIONS_CONSTRAINT = 'openeoCors'
const kExchange = Symbol('fastify-openeo-cors.exchange')

const servers = new WeakMap<FastifyInstance, Server>()

// Fastify hands every server to this channel before anybody can declare a route (Fastify, "Diagnostics Channel Hooks").
subscribe('fastify.initialization', (message) => {
  const { fastify } = message as { readonly fastify: FastifyInstance }
  servers.set(fastify, new Server(fastify, [fastify]))
})

/** The plugin's part of the server that an instance belongs to. */
export function serverOf (fastify: FastifyInstance): Server {
  const lineage = lineageOf(fastify)
  const root = lineage.at(-1)!
  let server = servers.get(root)
  // It was made before this module was loaded.
  if (server === undefined) servers.set(root, server = new Server(root, lineage, new EarlyRoutes(root)))
  return server
}

/** An instance and those it is nested in, the root last. */
function lineageOf (fastify: FastifyInstance): FastifyInstance[] {
  const parent: FastifyInstance | null = Object.getPrototypeOf(fastify)
  return parent === null || parent === Object.prototype ? [fastify] : [fastify, ...lineageOf(parent)]
}

/**
 * The plugin's part of a server. Its hooks for requests are the root's, for all scopes: which one a request is in is known when
 * it comes. Hooks in the scopes would not do, as a 404 below a prefix runs those of the instance that has the handler for it.
 */
export class Server {
  readonly #root: FastifyInstance
  readonly #early: EarlyRoutes | undefined
  readonly #registry = new Registry()
  readonly #scopes: Scope[] = []
  #started: StartedServer | undefined
  #hasWarned = false

  /**
   * @param instances The root, and instances that do not inherit its `onRoute` hooks, as they were there before.
   * @param early Routes that were there before.
   */
  constructor (root: FastifyInstance, instances: readonly FastifyInstance[], early?: EarlyRoutes) {
    this.#root = root
    this.#early = early
    const record = (instance: FastifyInstance, route: DeclaredRoute) => {
      if (isOptionsRoute(route)) return
      // Outside of scopes the word may be another plugin's. If there is a scope when the server starts, it is checked then.
      if (scopeOf(instance) !== undefined) checkCors(route)
      this.#registry.record(instance, route)
    }
    for (const instance of instances) instance.addHook('onRoute', function (route) { record(this, route as DeclaredRoute) })
    root.addHook('onReady', async () => { this.#start() })
  }

  /** Makes an instance a scope with options, which are checked. Throws if it is one, or if another copy of this package is there. */
  register (fastify: FastifyInstance, options: OpeneoCorsOptions): void {
    if (this.#scopes.length === 0) this.#install()
    this.#scopes.push(addScope(fastify, options))
    const prefix = fastify.prefix.replace(/\/+$/, '')
    for (const url of prefix === '' ? ['/*'] : [prefix, `${prefix}/*`]) {
      try {
        // In the root, so that no hook of a scope is in front of it.
        this.#root.options(url, {
          schema: { hide: options.hideOptionsRoute ?? true } as object,
          config: OPTIONS_ROUTE,
          constraints: { [OPTIONS_CONSTRAINT]: true },
          ...(options.logLevel !== undefined && { logLevel: options.logLevel })
        }, sendNoContent)
      } catch (error) {
        // Another scope with the same prefix has it.
        if ((error as FastifyError).code !== 'FST_ERR_DUPLICATED_ROUTE') throw error
      }
    }
  }

  #install (): void {
    const root = this.#root
    if (root.hasConstraintStrategy(OPTIONS_CONSTRAINT)) {
      throw new OpeneoCorsError('FST_OPENEO_CORS_SEVERAL_COPIES',
        'Another copy of fastify-openeo-cors is registered on this server, expected one: `npm ls fastify-openeo-cors` shows where they come from')
    }
    // In front of all others for preflights. Other requests go to a user's routes for OPTIONS, if there are any.
    root.addConstraintStrategy({
      name: OPTIONS_CONSTRAINT,
      storage: () => new Map(),
      deriveConstraint: (request) => (
        request.method === 'OPTIONS' && (isPreflight(request) || !this.#started!.hasOptionsRoutes) ? true : undefined)
    })
    root.addHook('onRequest', (request, reply, done) => this.#onRequest(request, reply, done))
    root.addHook('onError', (request, reply, _error, done) => this.#onError(request, reply, done))
    root.addHook('onSend', (request, reply, payload, done) => this.#onSend(request, reply, payload, done))
  }

  #start (): void {
    if (this.#scopes.length !== 0) this.#started = new StartedServer(this.#root, this.#scopes, this.#registry, this.#early)
    this.#registry.clear()
  }

  /** What `fastify.openeoEndpoints()` gives. */
  endpoints (prefix: string): OpeneoEndpoint[] {
    if (this.#started === undefined) {
      throw new OpeneoCorsError('FST_OPENEO_CORS_ENDPOINTS_UNKNOWN',
        'openeoEndpoints() was called when routes could still be declared, expected a handler or an onReady hook')
    }
    if (this.#early !== undefined && this.#early.methods.size !== 0) {
      throw new OpeneoCorsError('FST_OPENEO_CORS_ENDPOINTS_UNKNOWN',
        'There are routes that were declared before the plugin could hear of them, expected fastify-openeo-cors to be imported ' +
        'before the server is made')
    }
    return listEndpoints(this.#started.patterns, prefix.replace(/\/+$/, ''))
  }

  // Before whatever else can answer, and for paths without a route as well.
  #onRequest (request: FastifyRequest, reply: FastifyReply, done: () => void): unknown {
    const exchange = this.#exchangeOf(request)
    if (exchange === null) return done()
    exchange.isMet = true
    const deciding = exchange.decide(request)
    if (deciding !== undefined) return deciding.then(() => reply.sent ? reply : begin(exchange, reply))
    if (begin(exchange, reply) === undefined) done()
  }

  // Reached without `onRequest` when a hook in front has answered, and then without `onSend` if one of its kind throws.
  // A function of the user's is not asked here: Fastify does not bear a timeout while it waits for this hook.
  #onError (request: FastifyRequest, reply: FastifyReply, done: () => void): void {
    const exchange = this.#exchangeOf(request)
    if (exchange !== null) {
      if (exchange.policy.ask === undefined) exchange.decide(request)
      writeResponseHeaders(reply, exchange)
    }
    done()
  }

  #onSend (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: (error: null, payload: unknown) => void): unknown {
    const exchange = this.#exchangeOf(request)
    if (exchange === null) return done(null, payload)
    if (!exchange.isMet && !this.#hasWarned && isPreflight(request)) {
      this.#hasWarned = true
      warnOfHook(this.#root, reply.statusCode)
    }
    const deciding = exchange.decide(request)
    if (deciding !== undefined) return deciding.then(() => finish(exchange, reply, payload))
    done(null, finish(exchange, reply, payload))
  }

  #exchangeOf (request: FastifyRequest & { [kExchange]?: Exchange | null }): Exchange | null {
    if (request[kExchange] === undefined) request[kExchange] = this.#started!.createExchange(request)
    return request[kExchange]
  }
}

function begin (exchange: Exchange, reply: FastifyReply): FastifyReply | undefined {
  // An answer gets its headers in `onSend`. Others get them here too, for handlers that take them and hijack the reply.
  if (exchange.isAnswered) return answerOptions(reply, exchange)
  writeResponseHeaders(reply, exchange)
}

function finish (exchange: Exchange, reply: FastifyReply, payload: unknown): unknown {
  const body = unpackWebResponse(reply, payload)
  writeResponseHeaders(reply, exchange)
  return body
}
