import { PatternIndex, type RouterOptions } from './pattern-index.js'
import { Endpoints, Resource, type Endpoint } from './resource.js'

/** A route, as far as it matters to the methods of the resources that it answers. */
export interface Route {
  readonly methods: readonly string[]
  readonly pattern: string
  readonly policy: Endpoint['policy']
  readonly contentType: string
}

/** Routes that were not recorded, of which only the router knows. */
export interface Unrecorded {
  /** The methods of which there are any. */
  readonly methods: readonly string[]
  /** Whether one of them answers a method of a request target. */
  serve (method: string, target: string, host: string | undefined): boolean
}

/**
 * Which resource a request target identifies. The recorded routes say it in one walk through their patterns. For methods
 * of which there are others, the router is asked as well.
 */
export class Resources {
  readonly #endpoints = new Endpoints()
  readonly #none = new Resource()
  readonly #recorded: PatternIndex<Resource>
  readonly #unrecorded: Unrecorded

  constructor (routes: readonly Route[], options: RouterOptions, unrecorded: Unrecorded) {
    this.#recorded = new PatternIndex(options)
    for (const { methods, pattern, policy, contentType } of routes) {
      const endpoints = methods.map((method) => this.#endpoints.get(method, policy, contentType))
      this.#recorded.update(pattern, (resource = this.#none) => endpoints.reduce((all, endpoint) => all.with(endpoint), resource))
    }
    this.#unrecorded = unrecorded
  }

  /** The resource of a request target. One that nothing answers has no methods but OPTIONS. */
  identify (target: string, host: string | undefined): Resource {
    let resource = this.#none
    for (const other of this.#recorded.match(target)) resource = resource.union(other)
    for (const method of this.#unrecorded.methods) {
      if (resource.endpoint(method) === undefined && this.#unrecorded.serve(method, target, host)) {
        resource = resource.with(this.#endpoints.get(method))
      }
    }
    return resource
  }
}
