import { OPENEO_EXPOSED_HEADERS, RANGE_EXPOSED_HEADERS, listHeaders } from '../standards/headers.js'
import { isInsecure } from '../standards/origin.js'
import type { OpeneoCorsOptions, OriginFunction, RouteCors } from './schema.js'
import { ORIGIN, REQUEST_METHOD } from '../standards/vary.js'
import { judgeBy, type Judge } from './verdict.js'

/** What the plugin answers, resolved once from the options. Nothing in it changes afterwards. */
export interface Policy {
  /** Decides on an Origin. What it allows, {@link ask} may still refuse. */
  readonly judge: Judge
  /** The user's function, asked about serialized origins once a request. */
  readonly ask: OriginFunction | undefined
  /** `origin: '*'`: one answer for everybody, which caches may share. */
  readonly wildcard: boolean
  readonly credentials: boolean
  /** Access-Control-Allow-Headers. */
  readonly allowHeaders: string
  /** The names in {@link exposeHeaders}. */
  readonly exposed: readonly string[]
  /** Whether whatever a reply carries is exposed too. */
  readonly exposeAll: boolean
  /** Access-Control-Expose-Headers. */
  readonly exposeHeaders: string
  /** The same for replies to OPTIONS, where a page reads in Allow what a user may do. */
  readonly exposeHeadersOfOptions: string
  /** What Vary has to have, if anything, and what on replies to OPTIONS. */
  readonly vary: string | undefined
  readonly varyOfOptions: string
  /** Access-Control-Max-Age, if it is sent. */
  readonly maxAge: string | undefined
}

/** The policy that checked options describe. */
export function resolvePolicy (options: OpeneoCorsOptions): Policy {
  const { auth = false, origin = true, rangeRequests = false, exposedHeaders = [], maxAge } = options
  const wildcard = origin === '*'
  const exposed = [
    ...OPENEO_EXPOSED_HEADERS,
    ...(rangeRequests ? RANGE_EXPOSED_HEADERS : []),
    ...(exposedHeaders === 'all' ? [] : exposedHeaders)
  ]
  return Object.freeze({
    judge: judgeBy(origin),
    ask: typeof origin === 'function' ? origin : undefined,
    wildcard,
    credentials: options.credentials ?? (auth && !wildcard),
    allowHeaders: listHeaders(
      auth ? ['Authorization'] : [],
      ['Content-Type'],
      rangeRequests ? ['Range'] : [],
      options.allowedHeaders ?? []
    ),
    exposed,
    exposeAll: exposedHeaders === 'all',
    exposeHeaders: listHeaders(exposed),
    exposeHeadersOfOptions: listHeaders(exposed, ['Allow']),
    vary: wildcard ? undefined : ORIGIN,
    varyOfOptions: wildcard ? REQUEST_METHOD : `${ORIGIN}, ${REQUEST_METHOD}`,
    maxAge: maxAge?.toString()
  })
}

/** The policy of a route that adds to the plugin's. */
export function extendPolicy (policy: Policy, { exposedHeaders = [] }: Exclude<RouteCors, false>): Policy {
  if (exposedHeaders === 'all') return Object.freeze({ ...policy, exposeAll: true })
  const exposed = [...policy.exposed, ...exposedHeaders]
  return Object.freeze({ ...policy, exposed, exposeHeaders: listHeaders(exposed) })
}

/** The plain-http origins of other machines in a list that is allowed credentials. */
export function insecureOrigins ({ origin }: OpeneoCorsOptions, { credentials }: Policy): string[] {
  if (!credentials || typeof origin === 'function' || typeof origin === 'boolean' || origin === undefined) return []
  return [origin].flat().filter(isInsecure)
}
