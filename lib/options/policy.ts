import {
  ANY_HEADER, OPENEO_ALLOWED_HEADERS, OPENEO_EXPOSED_HEADERS, RANGE_ALLOWED_HEADERS, RANGE_EXPOSED_HEADERS, listHeaders
} from '../standards/headers.js'
import { ORIGIN, REQUEST_METHOD } from '../standards/vary.js'
import { allowsCredentials } from './combinations.js'
import { namesOf } from './header-names.js'
import type { OpeneoCorsOptions, OriginFunction } from './schema.js'
import { judgeBy, type Judge } from './verdict.js'

/** What the plugin answers, resolved once from the options. Nothing in it changes afterwards. */
export interface Policy {
  /** Decides on an Origin. What it allows, {@link ask} may still refuse. */
  readonly judge: Judge
  /** The user's function, asked about serialized origins once a request. */
  readonly ask: OriginFunction | undefined
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
  /** Access-Control-Max-Age. */
  readonly maxAge: string
  /** What Vary has to have, if anything. With `origin: '*'`, caches may give everybody the same reply. */
  readonly vary: string | undefined
  /** What it has to have on replies to OPTIONS, which are about a method. */
  readonly varyOfOptions: string
}

/** The policy that checked options describe. */
export function resolvePolicy (options: OpeneoCorsOptions): Policy {
  const { auth = false, origin = true, rangeRequests = false, maxAge = 600 } = options
  const exposing = namesOf(options.exposedHeaders)
  const exposed = [
    ...OPENEO_EXPOSED_HEADERS,
    ...(rangeRequests ? RANGE_EXPOSED_HEADERS : []),
    ...exposing.filter((name) => name !== ANY_HEADER)
  ]
  return Object.freeze({
    judge: judgeBy(origin),
    ask: typeof origin === 'function' ? origin : undefined,
    credentials: allowsCredentials(options),
    allowHeaders: listHeaders(
      auth ? ['Authorization'] : [],
      OPENEO_ALLOWED_HEADERS,
      rangeRequests ? RANGE_ALLOWED_HEADERS : [],
      namesOf(options.allowedHeaders)
    ),
    exposed,
    exposeAll: exposing.includes(ANY_HEADER),
    exposeHeaders: listHeaders(exposed),
    exposeHeadersOfOptions: listHeaders(exposed, ['Allow']),
    maxAge: maxAge.toString(),
    vary: origin === '*' ? undefined : ORIGIN,
    varyOfOptions: origin === '*' ? REQUEST_METHOD : `${ORIGIN}, ${REQUEST_METHOD}`
  })
}
