import type { FastifyInstance, HTTPMethods, RouteOptions } from 'fastify'
import type { RouterOptions } from './pattern-index.js'

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
  readonly #constraints: readonly Constraints[]

  /** To be called when all routes are declared. `recorded` tells of how many routes of a method hooks were told. */
  constructor (fastify: FastifyInstance, recorded: ReadonlyMap<string, number>) {
    this.#fastify = fastify
    const found = fastify.supportedMethods
      .filter((method) => method !== 'OPTIONS')
      .map((method) => ({ method, constraints: listConstraints(fastify, method) }))
      .filter(({ method, constraints }) => constraints.length !== (recorded.get(method) ?? 0))
    this.methods = found.map(({ method }) => method)
    this.#constraints = distinct(found.flatMap(({ constraints }) => constraints))
  }

  /** Whether one of them, or another route, answers a method of a request target, under whatever constraints. */
  serve (method: string, target: string, host: string | undefined): boolean {
    return this.#constraints.some((constraints) =>
      servesTarget(this.#fastify, method, target, constraints) ||
      // A regular expression for hosts is known by what it matches only.
      (host !== undefined && servesTarget(this.#fastify, method, target, { ...constraints, host })))
  }
}

// Fastify has no list of its routes but this one for people to read: a line each, with the method in brackets and the
// constraints as JSON.
function listConstraints (fastify: FastifyInstance, method: string): Constraints[] {
  const route = new RegExp(`^.* \\(${method}\\)(?: (\\{.*\\}))?$`, 'gm')
  return Array.from(fastify.printRoutes({ method }).matchAll(route), ([, constraints = '{}']) => JSON.parse(constraints))
}

function distinct (constraints: readonly Constraints[]): Constraints[] {
  return [...new Map(constraints.map((value) => [JSON.stringify(value), value])).values()]
}
