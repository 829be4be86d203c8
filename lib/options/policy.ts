import type { FastifyRequest } from 'fastify'
import { OpeneoCorsError } from '../errors.js'
import {
  ANY_HEADER, OPENEO_ALLOWED_HEADERS, OPENEO_EXPOSED_HEADERS, RANGE_ALLOWED_HEADERS, RANGE_EXPOSED_HEADERS, listHeaders
} from '../standards/headers.js'
import { allowsCredentials } from './combinations.js'
import { namesOf } from './header-names.js'
import type { OpeneoCorsOptions, OriginFunction, RouteCors } from './schema.js'
import { OriginList, isInsecure, isSerializedOrigin, type OriginRefusal } from '../standards/origin.js'

/** What the plugin answers, resolved once from the options. Nothing in it changes afterwards. */
export interface Policy {
  /** Whether an origin that is no function's business may read: undefined if so, else why not. */
  readonly refuse: (origin: string) => OriginRefusal | undefined
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
  /** Access-Control-Max-Age, if it is sent. */
  readonly maxAge: string | undefined
}

/** The policy that checked options describe. */
export function resolvePolicy (options: OpeneoCorsOptions): Policy {
  const { auth = false, origin = true, rangeRequests = false, maxAge = 600 } = options
  const wildcard = origin === '*'
  const exposing = namesOf(options.exposedHeaders)
  const exposed = [
    ...OPENEO_EXPOSED_HEADERS,
    ...(rangeRequests ? RANGE_EXPOSED_HEADERS : []),
    ...exposing.filter((name) => name !== ANY_HEADER)
  ]
  return Object.freeze({
    refuse: remember(refusal(origin)),
    ask: typeof origin === 'function' ? origin : undefined,
    wildcard,
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
    maxAge: maxAge.toString()
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

function refusal (origin: NonNullable<OpeneoCorsOptions['origin']>): Policy['refuse'] {
  if (origin === '*') return () => undefined
  if (origin === true || typeof origin === 'function') return notSerialized
  const list = new OriginList([origin].flat())
  return (value) => notSerialized(value) ?? (list.has(value) ? undefined : 'not in the list')
}

// An application's requests come from one origin, one after the other.
function remember (refuse: Policy['refuse']): Policy['refuse'] {
  let last: string | undefined
  let refusal: OriginRefusal | undefined
  return (origin) => {
    if (origin !== last) {
      refusal = refuse(origin)
      last = origin
    }
    return refusal
  }
}

function notSerialized (origin: string): OriginRefusal | undefined {
  return isSerializedOrigin(origin) ? undefined : 'not a serialized origin'
}

/** What was decided on a request's origin: the value of Access-Control-Allow-Origin, or why there is none. */
export interface Verdict {
  readonly allowOrigin: string | undefined
  readonly refusal: OriginRefusal | undefined
}

/** The verdict where it is not a matter of the origin: there is none, the route is out of CORS, or the user's function failed. */
export const NOT_SHARED: Verdict = Object.freeze({ allowOrigin: undefined, refusal: undefined })
const WILDCARD: Verdict = Object.freeze({ allowOrigin: '*', refusal: undefined })

/** Decides on an Origin by everything but the user's function. */
export function judge (policy: Policy, origin: string | undefined): Verdict {
  if (policy.wildcard) return WILDCARD
  if (origin === undefined) return NOT_SHARED
  const refusal = policy.refuse(origin)
  return { allowOrigin: refusal === undefined ? origin : undefined, refusal }
}

/** Decides on an Origin by the user's function, if it is for the function to decide. */
export async function askOrigin (ask: OriginFunction, policy: Policy, request: FastifyRequest): Promise<Verdict> {
  const verdict = judge(policy, request.headers.origin)
  if (verdict.allowOrigin === undefined) return verdict
  try {
    if (await ask(verdict.allowOrigin, request) === true) return verdict
  } catch (cause) {
    throw new OpeneoCorsError('FST_OPENEO_CORS_ORIGIN_FUNCTION_FAILED',
      'The origin function failed, expected true or false', { cause })
  }
  return { allowOrigin: undefined, refusal: 'refused by the origin function' }
}
