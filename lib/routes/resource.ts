import { DEFAULT_CONTENT_TYPE } from '../standards/content-type.js'
import { orderMethods } from '../standards/methods.js'
import type { Policy } from '../options/policy.js'

/** What matters here of a method of a route. Equal endpoints are one object: see {@link Endpoints}. */
export interface Endpoint {
  readonly method: string
  readonly contentType: string
  /** The route's policy: null if the route is out of CORS, undefined if it is not known and the scope's applies. */
  readonly policy: Policy | null | undefined
}

/**
 * The resource that a URL identifies (RFC 9110, 3.1): its endpoints, and the header values that list their methods.
 * Resources are immutable, and the same endpoints, added in the same order, give the same object, so that there are no
 * more of them than the routes differ, and none is put together twice.
 */
export class Resource {
  readonly #endpoints: ReadonlyMap<string, Endpoint>
  readonly #with = new Map<Endpoint, Resource>()
  /** The methods that the resource supports: Allow (RFC 9110, 10.2.1). */
  readonly allow: string
  /** Those of them that are in CORS: Access-Control-Allow-Methods (Fetch, 3.3.3). */
  readonly allowMethods: string

  constructor (endpoints: ReadonlyMap<string, Endpoint> = new Map()) {
    this.#endpoints = endpoints
    const methods = orderMethods(endpoints.keys())
    this.allow = methods.join(', ')
    this.allowMethods = methods.filter((method) => endpoints.get(method)?.policy !== null).join(', ')
  }

  /** The endpoint that answers a method. */
  endpoint (method: string): Endpoint | undefined {
    return this.#endpoints.get(method)
  }

  /** This resource with one endpoint more. An endpoint that it has for the method already comes first. */
  with (endpoint: Endpoint): Resource {
    if (this.#endpoints.has(endpoint.method)) return this
    let resource = this.#with.get(endpoint)
    if (resource === undefined) {
      this.#with.set(endpoint, resource = new Resource(new Map(this.#endpoints).set(endpoint.method, endpoint)))
    }
    return resource
  }

  /** This resource with the endpoints of another that the router would try after it. */
  union (other: Resource): Resource {
    if (this.#endpoints.size === 0) return other
    let resource: Resource = this
    for (const endpoint of other.#endpoints.values()) resource = resource.with(endpoint)
    return resource
  }
}

/** Makes endpoints, equal ones once. */
export class Endpoints {
  readonly #made = new Map<Endpoint['policy'], Map<string, Endpoint>>()

  get (method: string, policy?: Endpoint['policy'], contentType = DEFAULT_CONTENT_TYPE): Endpoint {
    let ofPolicy = this.#made.get(policy)
    if (ofPolicy === undefined) this.#made.set(policy, ofPolicy = new Map())
    const key = `${method} ${contentType}`
    let endpoint = ofPolicy.get(key)
    if (endpoint === undefined) ofPolicy.set(key, endpoint = Object.freeze({ method, policy, contentType }))
    return endpoint
  }
}
