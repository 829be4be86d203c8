import type { FastifyInstance, HTTPMethods, RouteOptions } from 'fastify'
import { OpeneoCorsError } from './errors.js'
import type { RouterOptions } from './pattern-index.js'
import { readPrintedRoutes, type PrintedRoute } from './printed-routes.js'

type Constraints = NonNullable<RouteOptions['constraints']>

/** The options of a server's router. Fastify 5 takes them in two places. */
export function routerOptions ({ initialConfig }: FastifyInstance): RouterOptions {
  const options = { ...initialConfig, ...initialConfig.routerOptions }
  return {
    caseSensitive: options.caseSensitive ?? true,
    ignoreTrailingSlash: options.ignoreTrailingSlash ?? false,
    ignoreDuplicateSlashes: options.ignoreDuplicateSlashes ?? false,
    useSemicolonDelimiter: options.useSemicolonDelimiter ?? false,
    maxParamLength: options.maxParamLength ?? 100
  }
}

/** Whether the router has a route for a request target. */
export function servesTarget (fastify: FastifyInstance, method: HTTPMethods, target: string, constraints: Constraints = {}): boolean {
  const query = { method, url: target.replace(/[?#].*$/s, ''), constraints }
  const found = fastify.findRoute(query)
  // For a parameter that is too long the router finds something that answers with an error: something new each time.
  return found !== null && found.handler === fastify.findRoute(query).handler
}

/** The routes of a server that no hook was told of. The router knows which requests they answer. */
export class UnrecordedRoutes {
  readonly #fastify: FastifyInstance
  /** The methods of which there are any. OPTIONS is not looked for: every resource has it. */
  readonly methods: readonly string[]
  /** All routes of these methods, recorded or not. */
  readonly #printed: ReadonlyArray<PrintedRoute & { readonly method: string }>
  readonly #constraints: readonly Constraints[]

  /** To be called when all routes are declared. `recorded` tells of how many routes of a method hooks were told. */
  constructor (fastify: FastifyInstance, recorded: ReadonlyMap<string, number>) {
    this.#fastify = fastify
    const printed = fastify.supportedMethods
      .filter((method) => method !== 'OPTIONS')
      .map((method) => ({ method, routes: readPrintedRoutes(fastify.printRoutes({ method }), method) }))
      .filter(({ method, routes }) => routes.length !== (recorded.get(method) ?? 0))
    this.methods = printed.map(({ method }) => method)
    this.#printed = printed.flatMap(({ method, routes }) => routes.map((route) => ({ ...route, method })))
    this.#constraints = distinct(this.#printed.map(({ constraints }) => constraints))
  }

  /** Whether a method of a request target is answered, under whatever constraints. */
  serve (method: string, target: string, host: string | undefined): boolean {
    return this.#constraints.some((constraints) =>
      servesTarget(this.#fastify, method, target, constraints) ||
      // A regular expression for hosts is known by what it matches only.
      (host !== undefined && servesTarget(this.#fastify, method, target, { ...constraints, host })))
  }

  /**
   * Their patterns, and those of other routes of the same methods. Throws `FST_OPENEO_CORS_ENDPOINTS_UNKNOWN` if the
   * router does not confirm one, as when its path has characters that mean something in patterns.
   */
  list (): Array<{ readonly methods: readonly string[], readonly pattern: string }> {
    return this.#printed.map(({ method, pattern, constraints }) => {
      const constrained = Object.keys(constraints).length !== 0
      if (!constrained && !this.#fastify.hasRoute({ method, url: pattern })) {
        throw new OpeneoCorsError('FST_OPENEO_CORS_ENDPOINTS_UNKNOWN',
          `The path of the route ${method} ${pattern} is not known for sure, as it was declared before the plugin was loaded: ` +
          'expected routes to be declared after `await fastify.register(openeoCors)`')
      }
      return { methods: [method], pattern }
    })
  }
}

function distinct (constraints: readonly Constraints[]): Constraints[] {
  return [...new Map(constraints.map((value) => [JSON.stringify(value), value])).values()]
}
