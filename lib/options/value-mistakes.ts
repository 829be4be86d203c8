import { show } from './problems.js'
import type { OpeneoCorsOptions } from './schema.js'

/** What is expected instead of `origin: undefined`. */
export const NO_ORIGIN = 'a value: an environment variable is probably not set (true allows every origin)'

const EXPRESSION = "regular expressions are not supported. 'https://*.example.org' stands for sub-domains, and a function can decide on anything else"
const STRING = 'this is a string, as the value of an environment variable is'

/** What was probably meant by an option of a wrong type. It follows what is expected in the message. */
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
    if (value === false) return 'to do without CORS, do not register the plugin, or take routes out by config: { openeoCors: false }'
    if (value instanceof RegExp) return EXPRESSION
    if (value instanceof URL) return `write it as the string '${value.origin}'`
    return undefined
  },
  allowedHeaders: ofNames,
  exposedHeaders: ofNames,
  maxAge: (value) => {
    if (typeof value === 'string') return STRING
    if (value === false || value === null || (typeof value === 'number' && value < 0)) return 'with 0, browsers do not keep answers'
    return undefined
  }
}

function ofFlag (value: unknown): string | undefined {
  return typeof value === 'string' && /^(?:true|false|yes|no|on|off|[01])?$/i.test(value) ? STRING : undefined
}

function ofNames (value: unknown): string | undefined {
  if (value === '*' || value === true) return "write 'all' for any header"
  return typeof value === 'string' ? `write the list as ${show(value.split(/[\s,;]+/).filter((name) => name !== ''))}` : undefined
}

/** What is expected instead of an entry of a list of origins that is not a string. */
export function entryMistake (entry: unknown): string {
  if (entry === undefined) return 'an origin: an environment variable is probably not set'
  if (entry instanceof RegExp) return `an origin: ${EXPRESSION}`
  if (entry instanceof URL) return `the string '${entry.origin}'`
  if (typeof entry === 'function') return 'an origin: a function cannot be in a list, as it decides on every origin'
  if (entry === true) return 'an origin: true cannot be in a list'
  if (Array.isArray(entry)) return 'an origin, not a list: write ...list to add its origins'
  return 'an origin'
}
