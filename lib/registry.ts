import type { FastifyInstance, RouteOptions } from 'fastify'
import { successContentType } from './content-type.js'
import { checkRouteCors, type RouteCors } from './options.js'
import type { Route } from './resources.js'
import type { Scopes } from './scopes.js'

/** What Fastify hands to `onRoute` hooks. */
export type DeclaredRoute = RouteOptions & { readonly routePath: string }

interface Declaration {
  readonly instance: FastifyInstance
  readonly methods: readonly string[]
  readonly pattern: string
  readonly contentType: string
  readonly cors: RouteCors | undefined
}

/** The routes of a server, as far as `onRoute` hooks are told of them. */
export class Registry {
  readonly #declared: Declaration[] = []
  readonly #indexes: Array<Declaration & { readonly constraints: NonNullable<RouteOptions['constraints']> }> = []

  /** Records a route. Throws `FST_OPENEO_CORS_INVALID_OPTIONS` if its `config.openeoCors` is wrong. */
  record (instance: FastifyInstance, route: DeclaredRoute): void {
    const methods = [route.method].flat()
    const cors = route.config?.openeoCors
    if (cors !== undefined) checkRouteCors(cors, `${methods.join(', ')} ${route.url}`)
    const declaration = { instance, methods, pattern: route.url, contentType: successContentType(route.schema), cors }
    this.#declared.push(declaration)
    // The index of a prefix is declared with a slash too, unless its options say otherwise. Hooks hear only of one.
    if (route.routePath === '' && route.method !== 'HEAD') {
      this.#indexes.push({ ...declaration, constraints: route.constraints ?? {} })
    }
  }

  /** The recorded routes, when all are declared. Those out of CORS come last: see {@link Resource.with}. */
  routes (fastify: FastifyInstance, scopes: Scopes): Route[] {
    const slashed = this.#indexes
      .map(({ constraints, pattern, ...index }) => ({ ...index, pattern: `${pattern}/`, constraints }))
      .filter(({ methods, pattern, constraints }) =>
        methods.every((method) => fastify.hasRoute({ method, url: pattern, constraints })))
    return [...this.#declared, ...slashed]
      .map(({ instance, cors, ...route }) => ({ ...route, policy: scopes.of(instance)?.policyOf(cors) }))
      .sort((a, b) => Number(a.policy === null) - Number(b.policy === null))
  }

  /** The recorded routes as they were declared, at any time. */
  get declared (): ReadonlyArray<{ readonly methods: readonly string[], readonly pattern: string }> {
    return this.#declared
  }

  /** How many of the routes have a method. */
  static count (routes: readonly Route[]): Map<string, number> {
    const counts = new Map<string, number>()
    for (const method of routes.flatMap(({ methods }) => methods)) counts.set(method, (counts.get(method) ?? 0) + 1)
    return counts
  }
}
