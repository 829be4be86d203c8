import {
  ANY_HEADER, OPENEO_ALLOWED_HEADERS, OPENEO_EXPOSED_HEADERS, RANGE_ALLOWED_HEADERS, RANGE_EXPOSED_HEADERS, listHeaders
} from '../standards/headers.js'
import { ORIGIN, REQUEST_METHOD } from '../standards/vary.js'
import { allowsCredentials } from './combinations.js'
import { namesOf } from './header-names.js'
import type { OpeneoCorsOptions, OriginFunction } from './schema.js'
import { judgeBy, type Judge } from './verdict.js'

/** What the plugin answers. It is worked out once from the options, and is immutable. */
export interface Policy {
  /** Decides whether an Origin is allowed. {@link ask} may still refuse it afterwards. */
  readonly judge: Judge
  /** The user's origin function. It is called once a request, with a serialized origin. */
  readonly ask: OriginFunction | undefined
  readonly credentials: boolean
  /** Access-Control-Allow-Headers. */
  readonly allowHeaders: string
  /** The names in {@link exposeHeaders}. */
  readonly exposed: readonly string[]
  /** Whether all other headers of a reply are exposed too. */
  readonly exposeAll: boolean
  /** Access-Control-Expose-Headers. */
  readonly exposeHeaders: string
  /** Access-Control-Expose-Headers of replies to OPTIONS. It has `Allow` too, where pages read what a user may do. */
  readonly exposeHeadersOfOptions: string
  /** Access-Control-Max-Age. */
  readonly maxAge: string
  /** The members that Vary needs. Undefined with `origin: '*'`, because every origin gets the same reply then. */
  readonly vary: string | undefined
  /** The members that Vary needs on replies to OPTIONS, which also depend on Access-Control-Request-Method. */
  readonly varyOfOptions: string
}

/** Works out the policy of checked options. */
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
