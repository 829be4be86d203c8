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

// The plugin's OPTIONS routes have a constraint. So the router accepts them beside a user's OPTIONS route with the same path.
const OPTIONS_CONSTRAINT = 'openeoCors'
const kExchange = Symbol('fastify-openeo-cors.exchange')

const servers = new WeakMap<FastifyInstance, Server>()

// Fastify publishes each new server on this channel before any route can be declared (Fastify, "Diagnostics Channel Hooks").
subscribe('fastify.initialization', (message) => {
  const { fastify } = message as { readonly fastify: FastifyInstance }
  servers.set(fastify, new Server(fastify, [fastify]))
})

/** The {@link Server} of the Fastify server that an instance belongs to. */
export function serverOf (fastify: FastifyInstance): Server {
  const lineage = lineageOf(fastify)
  const root = lineage.at(-1)!
  let server = servers.get(root)
  // Without an entry, the server was made before this module was loaded.
  if (server === undefined) servers.set(root, server = new Server(root, lineage, new EarlyRoutes(root)))
  return server
}

/** An instance and its ancestors, with the root last. */
function lineageOf (fastify: FastifyInstance): FastifyInstance[] {
  const parent: FastifyInstance | null = Object.getPrototypeOf(fastify)
  return parent === null || parent === Object.prototype ? [fastify] : [fastify, ...lineageOf(parent)]
}

/**
 * What the plugin does in one Fastify server. The request hooks are added to the root and serve all scopes. They look up the
 * scope of each request. Hooks in the scopes would miss some replies: a 404 runs the hooks of the instance that has the
 * not-found handler, and that instance can be outside of the scope.
 */
export class Server {
  readonly #root: FastifyInstance
  readonly #early: EarlyRoutes | undefined
  readonly #registry = new Registry()
  readonly #scopes: Scope[] = []
  #started: StartedServer | undefined
  #hasWarned = false

  /**
   * @param instances The root, and the instances that existed before it got an `onRoute` hook: they do not inherit that hook.
   * @param early The routes that were declared before.
   */
  constructor (root: FastifyInstance, instances: readonly FastifyInstance[], early?: EarlyRoutes) {
    this.#root = root
    this.#early = early
    const record = (instance: FastifyInstance, route: DeclaredRoute) => {
      if (isOptionsRoute(route)) return
      // Outside of scopes, `config.openeoCors` may belong to another plugin. If the instance gets into a scope later, the start checks it.
      if (scopeOf(instance) !== undefined) checkCors(route)
      this.#registry.record(instance, route)
    }
    for (const instance of instances) instance.addHook('onRoute', function (route) { record(this, route as DeclaredRoute) })
    root.addHook('onReady', async () => { this.#start() })
  }

  /** Makes an instance a scope, with checked options. Throws if it is a scope already, or if the server has another copy of this package. */
  register (fastify: FastifyInstance, options: OpeneoCorsOptions): void {
    if (this.#scopes.length === 0) this.#install()
    this.#scopes.push(addScope(fastify, options))
    const prefix = fastify.prefix.replace(/\/+$/, '')
    for (const url of prefix === '' ? ['/*'] : [prefix, `${prefix}/*`]) {
      try {
        // The route is declared in the root, so that no hook of a scope runs before it.
        this.#root.options(url, {
          schema: { hide: options.hideOptionsRoute ?? true } as object,
          config: OPTIONS_ROUTE,
          constraints: { [OPTIONS_CONSTRAINT]: true },
          ...(options.logLevel !== undefined && { logLevel: options.logLevel })
        }, sendNoContent)
      } catch (error) {
        // Another scope with the same prefix has declared the route.
        if ((error as FastifyError).code !== 'FST_ERR_DUPLICATED_ROUTE') throw error
      }
    }
  }

  #install (): void {
    const root = this.#root
    if (root.hasConstraintStrategy(OPTIONS_CONSTRAINT)) {
      throw new OpeneoCorsError('FST_OPENEO_CORS_SEVERAL_COPIES',
        'Another copy of fastify-openeo-cors is registered on this server, expected one copy: `npm ls fastify-openeo-cors` lists the copies')
    }
    // The router prefers routes whose constraint holds, so preflights reach the plugin's route. Other OPTIONS requests reach
    // the user's OPTIONS routes. If the application has none, the plugin's route answers them.
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

  /** The result of `fastify.openeoEndpoints()`. */
  endpoints (prefix: string): OpeneoEndpoint[] {
    if (this.#started === undefined) {
      throw new OpeneoCorsError('FST_OPENEO_CORS_ENDPOINTS_UNKNOWN',
        'openeoEndpoints() was called before the server was ready, expected a call in a handler or in an onReady hook')
    }
    if (this.#early !== undefined && this.#early.methods.size !== 0) {
      throw new OpeneoCorsError('FST_OPENEO_CORS_ENDPOINTS_UNKNOWN',
        'Some routes were declared before fastify-openeo-cors was imported, so openeoEndpoints() cannot list them: expected the import ' +
        'before the server is made')
    }
    return listEndpoints(this.#started.patterns, prefix.replace(/\/+$/, ''))
  }

  // Runs before the hooks and the handler of the user. It runs for paths without a route too.
  #onRequest (request: FastifyRequest, reply: FastifyReply, done: () => void): unknown {
    const exchange = this.#exchangeOf(request)
    if (exchange === null) return done()
    exchange.isMet = true
    const deciding = exchange.decide(request)
    if (deciding !== undefined) return deciding.then(() => reply.sent ? reply : begin(exchange, reply))
    if (begin(exchange, reply) === undefined) done()
  }

  // `onRequest` did not run if an earlier hook has answered. `onSend` does not run if an earlier `onSend` hook throws. This
  // hook runs then. It does not call the user's origin function, because `handlerTimeout` must not end while it
  // waits: Fastify throws if a reply is sent inside an `onError` hook (Fastify, lib/reply.js).
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
  // The answers of the plugin get their headers in `onSend`. Other replies get them here too, because a handler may copy the
  // headers and then call `reply.hijack()`, which skips `onSend`.
  if (exchange.isAnswered) return answerOptions(reply, exchange)
  writeResponseHeaders(reply, exchange)
}

function finish (exchange: Exchange, reply: FastifyReply, payload: unknown): unknown {
  const body = unpackWebResponse(reply, payload)
  writeResponseHeaders(reply, exchange)
  return body
}
