import type { Policy } from '../options/policy.js'
import { DEFAULT_CONTENT_TYPE } from '../standards/content-type.js'

/** What answers a method of a resource. */
export interface Endpoint {
  readonly method: string
  /** The content type of its success. */
  readonly contentType: string
  /** What it says of CORS: null if it is out of CORS or not known to be in it, undefined if it goes with the others. */
  readonly policy: Policy | null | undefined
}

/** The plugin answers OPTIONS, unless a route does. */
export const OPTIONS_BY_PLUGIN: Endpoint = Object.freeze({ method: 'OPTIONS', contentType: DEFAULT_CONTENT_TYPE, policy: undefined })

/** The resource that a URL identifies (RFC 9110, 3.1): its endpoints, in the order in which header values list methods. */
export class Resource {
  /** The methods that it supports: Allow (RFC 9110, 10.2.1). */
  readonly allow: string

  constructor (readonly endpoints: readonly Endpoint[]) {
    this.allow = listMethods(endpoints)
  }

  /** What answers a method. */
  endpoint (method: string): Endpoint | undefined {
    return this.endpoints.find((endpoint) => endpoint.method === method)
  }

  /** The policy of its first endpoint that is in CORS. */
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

/** What a URL identifies that no route answers. */
export const NOT_FOUND = new Resource([OPTIONS_BY_PLUGIN])
