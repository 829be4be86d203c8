import { ANY_HEADER } from '../standards/headers.js'
import type { OpeneoCorsOptions } from './schema.js'

type HeaderNames = OpeneoCorsOptions['allowedHeaders']

/** The names of an option, where `'all'` is one name, {@link ANY_HEADER}. */
export function namesOf (names: HeaderNames): readonly string[] {
  return names === 'all' ? [ANY_HEADER] : names ?? []
}

/** The names of two options. Those beside `'all'` stay, as `*` does not cover Authorization. */
export function joinNames (names: HeaderNames, more: HeaderNames): readonly string[] {
  return Object.freeze([...namesOf(names), ...namesOf(more)])
}
