import type { FastifyInstance, HTTPMethods, RouteOptions } from 'fastify'
import type { RouterOptions } from './pattern-index.js'
import { readPrintedRoutes, type PrintedRoute } from './printed-routes.js'
import { comparablePath } from './request-path.js'

/** The name of the constraint by which the plugin's routes for OPTIONS differ from others for the same path. */
export const OPTIONS_CONSTRAINT = 'openeoCors'

export type Constraints = NonNullable<RouteOptions['constraints']>

interface Route {
  readonly method: string
  readonly pattern: string
  readonly constraints: Constraints
}

/** The options of a server's router. Fastify 5 takes them in two places. */
export function routerOptions ({ initialConfig }: FastifyInstance): RouterOptions {
  const options = { ...initialConfig, ...initialConfig.routerOptions }
  return {
    caseSensitive: options.caseSensitive !== false,
    ignoreTrailingSlash: options.ignoreTrailingSlash === true,
    ignoreDuplicateSlashes: options.ignoreDuplicateSlashes === true,
    useSemicolonDelimiter: options.useSemicolonDelimiter === true,
    // As find-my-way has it: no limit means its default.
    maxParamLength: options.maxParamLength || 100
  }
}

/**
 * Whether routes can have been declared, or can yet be, of which hooks that are added now are not told: there are some
 * already, or there are instances beside those in which the hooks are. For each of these, and for the plugin itself, the
 * list of plugins has a line.
 */
export function hasUnheardRoutes (root: FastifyInstance, instances: number): boolean {
  const plugins = root.printPlugins().split('\n').filter((line) => line !== '' && !line.includes(' bound _after '))
  return plugins.length !== instances + 1 || root.printRoutes() !== '(empty tree)'
}

/** Whether the router has a route with this very pattern and these constraints. */
export function hasRoute (fastify: FastifyInstance, { method, pattern, constraints }: Route, options: RouterOptions): boolean {
  const url = comparablePath(pattern === '*' ? '/*' : pattern, { ...options, caseSensitive: true })
  try {
    return fastify.hasRoute({ method, url, constraints })
  } catch {
    // A pattern that the router refuses.
    return false
  }
}

/** The routes of a method as the router prints them, but for the plugin's own. */
export function printedRoutes (fastify: FastifyInstance, method: HTTPMethods): PrintedRoute[] {
  return readPrintedRoutes(fastify.printRoutes({ method }), method).filter(({ constraints }) => !(OPTIONS_CONSTRAINT in constraints))
}

/** What a printed route can have been declared as: a colon can be text, and a constraint a regular expression. */
export function readings (method: string, { pattern, constraints }: PrintedRoute): Route[] {
  const revived = Object.fromEntries(Object.entries(constraints).map(([name, value]) => [name, revive(value)]))
  return [constraints, revived].flatMap((constraints) => [
    { method, pattern, constraints },
    { method, pattern: pattern.replaceAll(':', '::'), constraints }
  ])
}

function revive (value: unknown): unknown {
  const expression = typeof value === 'string' ? /^\/(.+)\/([a-z]*)$/s.exec(value) : null
  return expression === null ? value : new RegExp(expression[1]!, expression[2])
}

/** A text that is the same for routes which are one to the router. */
export function comparableRoute ({ pattern, constraints }: Route, options: RouterOptions): string {
  const path = comparablePath(pattern === '*' ? '/*' : pattern, options).replace(/::|:[^/:(.-]*/g, ':')
  const values = JSON.stringify(constraints, (_key, value) => value instanceof RegExp ? value.toString() : value)
  return `${path} ${values}`
}

/** Whether the router has a route for a request target. */
export function servesTarget (fastify: FastifyInstance, method: HTTPMethods, target: string, constraints: Constraints = {}): boolean {
  const query = { method, url: target.replace(/[?#].*$/s, ''), constraints }
  const found = fastify.findRoute(query)
  // For a parameter that is too long the router finds something that answers with an error: something new each time.
  return found !== null && found.handler === fastify.findRoute(query).handler
}

/** Routes that cannot be known one by one. The router knows which requests they answer. */
export class UnknownRoutes {
  readonly #fastify: FastifyInstance
  /** The methods of which there are any. */
  readonly methods: readonly string[]
  readonly #constraints: readonly Constraints[]

  constructor (fastify: FastifyInstance, methods: readonly string[]) {
    this.#fastify = fastify
    this.methods = methods
    const printed = methods.flatMap((method) => printedRoutes(fastify, method).map(({ constraints }) => constraints))
    this.#constraints = [...new Map(printed.map((constraints) => [JSON.stringify(constraints), constraints])).values()]
  }

  /** Whether one of them, or another route, answers a method of a request target, under whatever constraints. */
  serve (method: string, target: string): boolean {
    return this.#constraints.some((constraints) => servesTarget(this.#fastify, method, target, constraints))
  }
}
