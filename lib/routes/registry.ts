import type { FastifyInstance, RouteOptions } from 'fastify'
import { DEFAULT_CONTENT_TYPE, successContentType } from '../standards/content-type.js'
import { checkRouteCors } from '../options/check.js'
import type { RouteCors } from '../options/schema.js'
import type { RouterOptions } from './pattern-index.js'
import { PatternTree } from './pattern-tree.js'
import { comparableRoute, hasRoute, printedRoutes, readings, type Constraints } from './router.js'

/** A route of one method, and what is known of it. */
export interface RegisteredRoute {
  readonly method: string
  readonly pattern: string
  readonly constraints: Constraints
  readonly contentType: string
  readonly cors: RouteCors | undefined
  /** The instance that declared it, if an `onRoute` hook was told. */
  readonly instance: FastifyInstance | undefined
}

/** What Fastify hands to `onRoute` hooks. */
export type DeclaredRoute = RouteOptions & { readonly routePath: string }

interface Recorded {
  readonly instance: FastifyInstance
  readonly route: DeclaredRoute
  readonly url: string
  readonly methods: readonly string[]
  /** Whether it is the index of a prefix, which Fastify declares with a slash as well, unless its options say otherwise. */
  readonly index: boolean
}

const UNCONSTRAINED: Constraints = Object.freeze({})

/** The routes of a server: those that `onRoute` hooks are told of, and, once all are declared, others that can be found. */
export class Registry {
  #recorded: Recorded[] = []

  /** Records a route. Throws `FST_OPENEO_CORS_INVALID_OPTIONS` if its `config.openeoCors` is wrong. */
  record (instance: FastifyInstance, route: DeclaredRoute): void {
    checkCors(route)
    const methods = Array.isArray(route.method) ? [...route.method] : [route.method]
    // Fastify goes on with the same object for the index with a slash. It does not tell of that one, but of its HEAD.
    this.#recorded.push({ instance, route, url: route.url, methods, index: route.routePath === '' && route.method !== 'HEAD' })
  }

  /**
   * All routes, when all are declared, and the methods of which there are others yet, which only the router knows. To be
   * called once.
   *
   * @param unheard Whether there can be routes of which hooks were not told. To look for them takes time.
   */
  complete (fastify: FastifyInstance, options: RouterOptions, unheard: boolean): { routes: RegisteredRoute[], unknown: string[] } {
    const recorded = this.#recorded
    this.#recorded = []
    const heardAll = !unheard && !recorded.some((one) => wasChanged(one, fastify, options))
    const routes = recorded.flatMap(registered).filter((route) => (heardAll && isCertain(route)) || hasRoute(fastify, route, options))
    return { routes, unknown: heardAll ? [] : addOthers(routes, fastify, options) }
  }
}

// By a hook that was called after the plugin's. Of an index the object tells no more, as Fastify has gone on with it.
function wasChanged ({ route, url, methods, index }: Recorded, fastify: FastifyInstance, options: RouterOptions): boolean {
  if (String(route.method) !== String(methods)) return true
  const { constraints = UNCONSTRAINED } = route
  return index ? !methods.every((method) => hasRoute(fastify, { method, pattern: url, constraints }, options)) : route.url !== url
}

function registered ({ instance, route, url, methods, index }: Recorded): RegisteredRoute[] {
  const constraints = route.constraints ?? UNCONSTRAINED
  const contentType = successContentType(route.schema)
  const cors = checkCors(route)
  const routes: RegisteredRoute[] = []
  for (const pattern of patternsOf(url, index)) {
    for (const method of methods) routes.push({ method, pattern, constraints, contentType, cors, instance })
  }
  return routes
}

function checkCors ({ config, method, url }: DeclaredRoute): RouteCors | undefined {
  const cors = config?.openeoCors
  if (cors !== undefined) checkRouteCors(cors, `${[method].flat().join(', ')} ${url}`)
  return cors
}

// find-my-way makes two patterns of one whose last parameter is optional.
const OPTIONAL = /^(.*)(\/:[^/()]*)\?(\/?)$/s

function patternsOf (url: string, index: boolean): string[] {
  const optional = url.includes('?') ? OPTIONAL.exec(url) : null
  if (optional !== null) return [`${optional[1]}${optional[2]}${optional[3]}`, `${optional[1]}${optional[3]}` || '/']
  return index ? [url, `${url}/`] : [url]
}

// The router takes every pattern of the simple kind. An index can be there without a slash, with one, or both.
function isCertain ({ pattern, constraints }: RegisteredRoute): boolean {
  return constraints === UNCONSTRAINED && PatternTree.accepts(pattern) && !pattern.endsWith('/')
}

/** Adds what the router has beside the routes that are known. Returns the methods of which there is more than that. */
function addOthers (routes: RegisteredRoute[], fastify: FastifyInstance, options: RouterOptions): string[] {
  const unknown: string[] = []
  for (const method of fastify.supportedMethods) {
    const found = new Set(routes.filter((route) => route.method === method).map((route) => comparableRoute(route, options)))
    const printed = printedRoutes(fastify, method)
    if (printed.length === found.size) continue
    for (const reading of printed.flatMap((route) => readings(method, route))) {
      const key = comparableRoute(reading, options)
      if (found.has(key) || !hasRoute(fastify, reading, options)) continue
      found.add(key)
      routes.push({ ...reading, contentType: DEFAULT_CONTENT_TYPE, cors: undefined, instance: undefined })
    }
    if (printed.length !== found.size) unknown.push(method)
  }
  return unknown
}
