import type { FastifyInstance, RouteOptions } from 'fastify'
import { checkRouteCors } from '../options/check.js'
import { successContentType } from '../standards/content-type.js'
import { PatternIndex, type RouterOptions } from './pattern-index.js'

/** The argument of Fastify's `onRoute` hooks. */
export type DeclaredRoute = RouteOptions & { readonly routePath: string }

/** A route: one method at one pattern. */
export interface Route {
  readonly method: string
  readonly pattern: string
  readonly constraints: NonNullable<RouteOptions['constraints']>
  /** Whether `host` is a constraint strategy of the application. Then the plugin cannot know what it depends on. */
  readonly isHostOwn: boolean
  readonly contentType: string
  readonly config: RouteOptions['config']
  /** The instance that declared it. */
  readonly instance: FastifyInstance
}

interface Told {
  readonly instance: FastifyInstance
  readonly url: string
  readonly routePath: string
}

const UNCONSTRAINED = Object.freeze({})

/** Records the routes of a server, by its `onRoute` hooks. */
export class Registry {
  readonly #told = new Map<DeclaredRoute, Told>()
  #isHostOwn: boolean | undefined

  /** Records the route that an `onRoute` hook is called with. */
  record (instance: FastifyInstance, declared: DeclaredRoute): void {
    const { config, constraints, method, url, routePath } = declared
    // The user can change these objects after Fastify has read them, so the route gets copies.
    if (config !== undefined) declared.config = { ...config }
    if (constraints !== undefined) declared.constraints = { ...constraints }
    if (Array.isArray(method)) declared.method = [...method]
    // The router has a strategy of its own for hosts. `hasConstraintStrategy` is true for that one too, but only after the first
    // route with a host was declared. So it is called for the first such route only.
    if (constraints !== undefined && 'host' in constraints) this.#isHostOwn ??= instance.hasConstraintStrategy('host')
    if (!this.#told.has(declared)) this.#told.set(declared, { instance, url, routePath })
  }

  /** Forgets all routes. */
  clear (): void {
    this.#told.clear()
  }

  /** The routes of the server, after all are declared. Later `onRoute` hooks may have changed or refused some of the recorded routes. */
  * routes (options: RouterOptions): Generator<Route> {
    for (const [declared, { instance, url, routePath }] of this.#told) {
      // For the index of a prefix, Fastify reuses this object for the URL with a slash, without a second call of the hooks
      // (Fastify, lib/route.js).
      const patterns = declared.routePath === routePath ? [declared.url] : [url, declared.url]
      const { constraints = UNCONSTRAINED, config } = declared
      const contentType = successContentType(declared.schema)
      for (const pattern of patterns) {
        for (const method of [declared.method].flat()) {
          const route = { method, pattern, constraints, isHostOwn: this.#isHostOwn === true, contentType, config, instance }
          if (isServed(route, options)) yield route
        }
      }
    }
  }
}

/** Throws `FST_OPENEO_CORS_INVALID_OPTIONS` if the route's `config.openeoCors` is wrong. */
export function checkCors ({ config, method, url }: DeclaredRoute): void {
  if (config?.openeoCors !== undefined) checkRouteCors(config.openeoCors, `${[method].flat().join(', ')} ${url}`)
}

/** Whether the router has a route. The router or a later hook may have refused it, and the application may have caught the error. */
function isServed ({ instance, method, pattern, constraints }: Route, options: RouterOptions): boolean {
  const isThere = (url: string) => instance.hasRoute({ method, url, constraints })
  try {
    // `hasRoute` expects a pattern as the router stores it: `/*` for `*`, and without the slashes that the router ignores. Since
    // find-my-way 9.10.2, `hasRoute` removes these slashes itself.
    return isThere(pattern === '*' ? '/*' : pattern) || isThere(new PatternIndex(options).add(method, pattern, undefined))
  } catch {
    // The router refuses the pattern.
    return false
  }
}
