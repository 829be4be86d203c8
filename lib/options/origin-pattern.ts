import { isSerializedOrigin } from '../standards/origin.js'

/** An entry of a list of origins, in its parts. */
export interface OriginPattern {
  readonly scheme: string
  /** Whether it stands for sub-domains: `https://*.example.org`. */
  readonly wildcard: boolean
  readonly host: string
  /** `*` stands for any port or none. */
  readonly port: string | undefined
}

const PATTERN = /^([a-z][a-z\d+.-]*):\/\/(\*\.)?([a-z\d._-]+|\[[\da-f:]+\])(?::(\d+|\*))?$/

// Schemes with hosts that are no pages'.
const OTHERS = new Set(['ws', 'wss', 'ftp'])

/** The parts of an entry whose form is right: with its wildcards filled in, it is an origin that a page can have. */
export function parseOriginPattern (entry: string): OriginPattern | undefined {
  const [, scheme, wildcard, host, port] = PATTERN.exec(entry) ?? []
  if (scheme === undefined || host === undefined || OTHERS.has(scheme)) return undefined
  const origin = `${scheme}://${wildcard === undefined ? '' : 'any.'}${host}${port === undefined || port === '*' ? '' : `:${port}`}`
  return isSerializedOrigin(origin) ? { scheme, wildcard: wildcard !== undefined, host, port } : undefined
}
