import { PatternIndex, type RouterOptions } from './pattern-index.js'
import { Endpoints, Resource, type Endpoint } from './resource.js'

/** A route, as far as it matters to the methods of the resources that it answers. */
export interface Route {
  readonly methods: readonly string[]
  readonly pattern: string
  readonly policy: Endpoint['policy']
  readonly contentType: string
}

/** Whether the router itself has a route for a method and a request target that nobody recorded. */
export type Serves = (method: string, target: string, host: string | undefined) => boolean

/**
 * Which resource a request target identifies. The recorded routes say it in one walk through their patterns. For methods
 * of which there are routes that were not recorded, the router is asked as well.
 */
export class Resources {
  readonly #endpoints = new Endpoints()
  readonly #none = new Resource()
  readonly #recorded: PatternIndex<Resource>
  readonly #unrecorded: readonly Endpoint[]
  readonly #serves: Serves

  constructor (routes: readonly Route[], options: RouterOptions, unrecorded: readonly string[], serves: Serves) {
    this.#recorded = new PatternIndex(options)
    for (const { methods, pattern, policy, contentType } of routes) {
      const endpoints = methods.map((method) => this.#endpoints.get(method, policy, contentType))
      this.#recorded.update(pattern, (resource = this.#none) => endpoints.reduce((all, endpoint) => all.with(endpoint), resource))
    }
    this.#unrecorded = unrecorded.map((method) => this.#endpoints.get(method))
    this.#serves = serves
  }

  /** The resource of a request target. One that nothing answers has no methods but OPTIONS. */
  identify (target: string, host: string | undefined): Resource {
    let resource = this.#none
    for (const other of this.#recorded.match(target)) resource = resource.union(other)
    for (const endpoint of this.#unrecorded) {
      if (resource.endpoint(endpoint.method) === undefined && this.#serves(endpoint.method, target, host)) {
        resource = resource.with(endpoint)
      }
    }
    return resource
  }
}
