import { PatternIndex, type RouterOptions } from './pattern-index.js'
import { Endpoints, Resource, type Endpoint } from './resource.js'

/** A route, as far as it matters to the resources that it answers. */
export interface Route {
  readonly method: string
  readonly pattern: string
  readonly policy: Endpoint['policy']
  readonly contentType: string
}

/** Routes that are not known one by one. */
export interface Unknown {
  /** The methods of which there are any. */
  readonly methods: readonly string[]
  /** Whether one of them answers a method of a request target. */
  serve (method: string, target: string): boolean
}

/**
 * Which resource a request target identifies. The known routes say it in one walk through their patterns. For methods of
 * which there are others, the router is asked as well.
 */
export class Resources {
  readonly #endpoints = new Endpoints()
  readonly #none = new Resource()
  readonly #known: PatternIndex<Resource>
  readonly #unknown: Unknown

  constructor (routes: readonly Route[], options: RouterOptions, unknown: Unknown) {
    this.#known = new PatternIndex(options)
    // Of constrained routes that share pattern and method, one that is in CORS is in front: a request may come to it.
    const out = routes.filter(({ policy }) => policy === null)
    const sorted = out.length === 0 ? routes : [...routes.filter(({ policy }) => policy !== null), ...out]
    // The order of patterns matters, as it does to the router.
    if (sorted !== routes) for (const { pattern } of routes) this.#known.update(pattern, (resource = this.#none) => resource)
    for (const { method, pattern, policy, contentType } of sorted) {
      const endpoint = this.#endpoints.get(method, policy, contentType)
      this.#known.update(pattern, (resource = this.#none) => resource.with(endpoint))
    }
    this.#known.compact()
    this.#unknown = unknown
  }

  /** The resource of a request target. One that nothing answers has no methods but OPTIONS. */
  identify (target: string): Resource {
    let resource = this.#none
    for (const other of this.#known.match(target)) resource = resource.union(other)
    for (const method of this.#unknown.methods) {
      if (resource.endpoint(method) === undefined && this.#unknown.serve(method, target)) {
        resource = resource.with(this.#endpoints.get(method))
      }
    }
    return resource
  }
}
