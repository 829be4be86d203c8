import type { FastifyInstance, RouteOptions } from 'fastify'
import { checkRouteCors } from '../options/check.js'
import { successContentType } from '../standards/content-type.js'
import { PatternIndex, type RouterOptions } from './pattern-index.js'

/** What Fastify hands to `onRoute` hooks. */
export type DeclaredRoute = RouteOptions & { readonly routePath: string }

/** A route: one method at one pattern. */
export interface Route {
  readonly method: string
  readonly pattern: string
  readonly constraints: NonNullable<RouteOptions['constraints']>
  /** Whether `constraints.host` is one of the application's own, of which nobody knows what it looks at. */
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

/** The routes of a server: what its `onRoute` hooks were told. */
export class Registry {
  readonly #told = new Map<DeclaredRoute, Told>()
  #isHostOwn: boolean | undefined

  /** Records what an `onRoute` hook is told. */
  record (instance: FastifyInstance, declared: DeclaredRoute): void {
    const { config, constraints, method, url, routePath } = declared
    // What is the user's can be changed by the user, when Fastify has taken what it needs.
    if (config !== undefined) declared.config = { ...config }
    if (constraints !== undefined) declared.constraints = { ...constraints }
    if (Array.isArray(method)) declared.method = [...method]
    // The router has its own strategy for hosts, of which it tells when the first route uses it.
    if (constraints !== undefined && 'host' in constraints) this.#isHostOwn ??= instance.hasConstraintStrategy('host')
    if (!this.#told.has(declared)) this.#told.set(declared, { instance, url, routePath })
  }

  /** Forgets everything. */
  clear (): void {
    this.#told.clear()
  }

  /** The routes that the server has, when all are declared. Later hooks can have changed, or refused, what this one was told of. */
  * routes (options: RouterOptions): Generator<Route> {
    for (const [declared, { instance, url, routePath }] of this.#told) {
      // Fastify goes on with the same object for the index of a prefix with a slash, and does not tell of that (Fastify, lib/route.js).
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

/** Throws `FST_OPENEO_CORS_INVALID_OPTIONS` if what a route says of CORS is wrong. */
export function checkCors ({ config, method, url }: DeclaredRoute): void {
  if (config?.openeoCors !== undefined) checkRouteCors(config.openeoCors, `${[method].flat().join(', ')} ${url}`)
}

/** Whether the router has a route. It has not if it refused it, or a later hook did, and the application went on. */
function isServed ({ instance, method, pattern, constraints }: Route, options: RouterOptions): boolean {
  const isThere = (url: string) => instance.hasRoute({ method, url, constraints })
  try {
    // The router finds patterns as it stores them: `*` as another, and, before find-my-way 9.10.2, without the slashes that it ignores.
    return isThere(pattern === '*' ? '/*' : pattern) || isThere(new PatternIndex(options).add(method, pattern, undefined))
  } catch {
    // A pattern that the router refuses.
    return false
  }
}
