import type { FastifyInstance, RouteOptions } from 'fastify'
import { DEFAULT_CONTENT_TYPE, successContentType } from './content-type.js'
import { checkRouteCors, type RouteCors } from './options.js'
import type { RouterOptions } from './pattern-index.js'
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
  readonly methods: readonly string[]
  readonly patterns: readonly string[]
}

/** The routes of a server: those that `onRoute` hooks are told of, and, once all are declared, others that can be found. */
export class Registry {
  #recorded: Recorded[] = []

  /** Records a route. Throws `FST_OPENEO_CORS_INVALID_OPTIONS` if its `config.openeoCors` is wrong. */
  record (instance: FastifyInstance, route: DeclaredRoute): void {
    checkCors(route)
    // Fastify goes on with the same object for another route, with another URL.
    this.#recorded.push({ instance, route, methods: [route.method].flat(), patterns: patternsOf(route) })
  }

  /**
   * All routes, when all are declared, and the methods of which there are others yet, which only the router knows. Hooks
   * are not told of routes that were declared before them, and told of some that come to nothing. To be called once.
   */
  complete (fastify: FastifyInstance, options: RouterOptions): { routes: RegisteredRoute[], unknown: string[] } {
    const routes = this.#recorded.flatMap(registered).filter((route) => hasRoute(fastify, route, options))
    this.#recorded = []
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
    return { routes, unknown }
  }
}

function registered ({ instance, route, methods, patterns }: Recorded): RegisteredRoute[] {
  const known = { instance, constraints: route.constraints ?? {}, contentType: successContentType(route.schema), cors: checkCors(route) }
  return methods.flatMap((method) => patterns.map((pattern) => ({ ...known, method, pattern })))
}

function checkCors ({ config, method, url }: DeclaredRoute): RouteCors | undefined {
  const cors = config?.openeoCors
  return cors === undefined ? undefined : checkRouteCors(cors, `${[method].flat().join(', ')} ${url}`)
}

// find-my-way makes two patterns of one whose last parameter is optional. The index of a prefix is declared with a slash as
// well, unless its options say otherwise, and hooks hear only of the one without.
function patternsOf ({ url, routePath, method }: DeclaredRoute): string[] {
  const optional = /^(.*)(\/:[^/()]*)\?(\/?)$/s.exec(url)
  if (optional !== null) return [`${optional[1]}${optional[2]}${optional[3]}`, `${optional[1]}${optional[3]}` || '/']
  return routePath === '' && method !== 'HEAD' ? [url, `${url}/`] : [url]
}
