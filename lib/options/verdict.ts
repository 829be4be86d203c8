import type { FastifyRequest } from 'fastify'
import { OpeneoCorsError } from '../errors.js'
import { OriginList, isSerializedOrigin } from '../standards/origin.js'
import type { OpeneoCorsOptions, OriginFunction } from './schema.js'

/** Why an origin is not allowed, for the debug log. */
export type OriginRefusal = 'not a serialized origin' | 'not in the list' | 'refused by the origin function'

/** The decision on a request's origin: the value of Access-Control-Allow-Origin, or the reason for its absence. */
export interface Verdict {
  readonly allowOrigin: string | undefined
  readonly refusal: OriginRefusal | undefined
}

/** The verdict before a decision, and where the refusal has another reason than the origin. */
export const NOT_SHARED: Verdict = Object.freeze({ allowOrigin: undefined, refusal: undefined })

const WILDCARD: Verdict = Object.freeze({ allowOrigin: '*', refusal: undefined })

/** Decides whether a request's Origin is allowed. */
export type Judge = (origin: string | undefined) => Verdict

/** The judge for a value of the option `origin`. For a function, it allows the origins about which the function is called. */
export function judgeBy (origin: NonNullable<OpeneoCorsOptions['origin']>): Judge {
  if (origin === '*') return () => WILDCARD
  if (origin === true || typeof origin === 'function') return judgeSerialized
  const list = new OriginList([origin].flat())
  return (value) => {
    const verdict = judgeSerialized(value)
    return verdict.allowOrigin === undefined || list.has(verdict.allowOrigin) ? verdict : refuse('not in the list')
  }
}

function judgeSerialized (origin: string | undefined): Verdict {
  if (origin === undefined) return NOT_SHARED
  return isSerializedOrigin(origin) ? { allowOrigin: origin, refusal: undefined } : refuse('not a serialized origin')
}

function refuse (refusal: OriginRefusal): Verdict {
  return { allowOrigin: undefined, refusal }
}

/** Asks the user's origin function about an allowed origin. Returns the final verdict. Throws if the function fails. */
export async function askFunction (ask: OriginFunction, verdict: Verdict, request: FastifyRequest): Promise<Verdict> {
  let answer: unknown
  try {
    answer = await ask(verdict.allowOrigin!, request)
  } catch (cause) {
    throw new OpeneoCorsError('FST_OPENEO_CORS_ORIGIN_FUNCTION_FAILED', 'The origin function failed, expected true or false', { cause })
  }
  if (answer === true) return verdict
  if (answer === false) return refuse('refused by the origin function')
  // The message has only the type of the value, because it is sent to the client.
  throw new OpeneoCorsError('FST_OPENEO_CORS_ORIGIN_FUNCTION_FAILED',
    `The origin function returned ${answer === null ? 'null' : `a value of type ${typeof answer}`}, expected true or false, or a promise of one`)
}
