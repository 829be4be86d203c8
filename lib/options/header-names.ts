import { ANY_HEADER } from '../standards/headers.js'
import type { OpeneoCorsOptions } from './schema.js'

type HeaderNames = OpeneoCorsOptions['allowedHeaders']

/** The header names of an option. `'all'` becomes the one name {@link ANY_HEADER}. */
export function namesOf (names: HeaderNames): readonly string[] {
  return names === 'all' ? [ANY_HEADER] : names ?? []
}

/** The header names of two options. Names are kept even if `'all'` is among them, because `*` does not cover `Authorization`. */
export function joinNames (names: HeaderNames, more: HeaderNames): readonly string[] {
  return Object.freeze([...namesOf(names), ...namesOf(more)])
}
