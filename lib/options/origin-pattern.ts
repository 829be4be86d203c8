import { isSerializedOrigin } from '../standards/origin.js'

/** The parts of an entry of a list of origins. */
export interface OriginPattern {
  readonly scheme: string
  /** Whether the entry stands for sub-domains, as `https://*.example.org` does. */
  readonly wildcard: boolean
  readonly host: string
  /** The port. `*` stands for any port or none. */
  readonly port: string | undefined
}

const PATTERN = /^([a-z][a-z\d+.-]*):\/\/(\*\.)?([a-z\d._-]+|\[[\da-f:]+\])(?::(\d+|\*))?$/

// No page has an origin with one of these schemes, though the URL standard serializes them with a host.
const OTHERS = new Set(['ws', 'wss', 'ftp'])

/** The parts of an entry, or undefined if it is not a serialized origin after its wildcards are replaced. */
export function parseOriginPattern (entry: string): OriginPattern | undefined {
  const [, scheme, wildcard, host, port] = PATTERN.exec(entry) ?? []
  if (scheme === undefined || host === undefined || OTHERS.has(scheme)) return undefined
  const origin = `${scheme}://${wildcard === undefined ? '' : 'any.'}${host}${port === undefined || port === '*' ? '' : `:${port}`}`
  return isSerializedOrigin(origin) ? { scheme, wildcard: wildcard !== undefined, host, port } : undefined
}
