import { show } from './problems.js'
import type { OpeneoCorsOptions } from './schema.js'

const NO_VALUE = 'an environment variable that is not set is undefined'
const EXPRESSION = "regular expressions are not taken: 'https://*.example.org' stands for sub-domains, and a function can decide on anything else"

/** What was probably meant by an option of a wrong type, to be said after what is expected of it. */
export function valueMistake (name: keyof OpeneoCorsOptions, value: unknown): string {
  const mistake = MISTAKES[name]?.(value)
  return mistake === undefined ? '' : `: ${mistake}`
}

const MISTAKES: Partial<Record<keyof OpeneoCorsOptions, (value: unknown) => string | undefined>> = {
  auth: ofFlag,
  credentials: ofFlag,
  rangeRequests: ofFlag,
  hideOptionsRoute: ofFlag,
  origin: (value) => {
    if (value === undefined) return `${NO_VALUE}, and leaving origin out allows every origin`
    if (value === false) return 'to do without CORS, do not register the plugin, or take routes out by config: { openeoCors: false }'
    if (value instanceof RegExp) return EXPRESSION
    if (value instanceof URL) return `the string '${value.origin}' is one`
    return undefined
  },
  allowedHeaders: ofNames,
  exposedHeaders: ofNames,
  maxAge: (value) => {
    if (typeof value === 'string') return 'this is a string, as environment variables are'
    if (value === false || value === null) return '0 is for answers that are not kept'
    return undefined
  }
}

function ofFlag (value: unknown): string | undefined {
  return typeof value === 'string' ? 'this is a string, as environment variables are' : undefined
}

function ofNames (value: unknown): string | undefined {
  if (value === '*' || value === true) return "any header is 'all'"
  return typeof value === 'string' ? `as a list, ${show(value.split(/[\s,;]+/).filter((name) => name !== ''))}` : undefined
}

/** What is expected of an entry of a list of origins that is no string. */
export function entryMistake (entry: unknown): string {
  if (entry === undefined) return `an origin: ${NO_VALUE}`
  if (entry instanceof RegExp) return `an origin: ${EXPRESSION}`
  if (entry instanceof URL) return `the string '${entry.origin}'`
  if (typeof entry === 'function') return 'an origin: a function is alone, not in a list, and decides on every origin'
  if (entry === true) return 'an origin: true is alone, not in a list'
  if (Array.isArray(entry)) return 'an origin: a list in the list can be spread, ...list'
  return 'an origin'
}
