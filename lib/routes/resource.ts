import type { Policy } from '../options/policy.js'
import { DEFAULT_CONTENT_TYPE } from '../standards/content-type.js'

/** What answers one method of a resource: a route, or the plugin for OPTIONS. */
export interface Endpoint {
  readonly method: string
  /** The content type of a successful reply. */
  readonly contentType: string
  /** The policy. It is null if the endpoint is out of CORS or may be, and undefined if the policies of the other endpoints count. */
  readonly policy: Policy | null | undefined
}

/** The endpoint for OPTIONS if no route answers it. */
export const OPTIONS_BY_PLUGIN: Endpoint = Object.freeze({ method: 'OPTIONS', contentType: DEFAULT_CONTENT_TYPE, policy: undefined })

/** The resource of a URL (RFC 9110, 3.1). It has an endpoint for each method, in the order for header values. */
export class Resource {
  /** The value of Allow: all methods of the resource (RFC 9110, 10.2.1). */
  readonly allow: string

  constructor (readonly endpoints: readonly Endpoint[]) {
    this.allow = listMethods(endpoints)
  }

  /** The endpoint for a method. */
  endpoint (method: string): Endpoint | undefined {
    return this.endpoints.find((endpoint) => endpoint.method === method)
  }

  /** The policy of the first endpoint that is in CORS. */
  get policy (): Policy | undefined {
    return this.endpoints.find(({ policy }) => policy)?.policy ?? undefined
  }
}

/** A header value that lists the methods of endpoints. */
export function listMethods (endpoints: readonly Endpoint[]): string {
  let methods = ''
  for (const { method } of endpoints) methods += methods === '' ? method : `, ${method}`
  return methods
}

/** The resource of a URL that has no route. */
export const NOT_FOUND = new Resource([OPTIONS_BY_PLUGIN])
