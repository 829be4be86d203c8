// A domain name has at most 253 characters; a longer Origin is nobody's, and is not looked at.
const MAX_LENGTH = 320

// What nearly every Origin looks like, but for those with a port. Names whose last label begins with a digit can be IP addresses, and those with
// "xn--" can be invalid; both are left to the URL parser.
const COMMON = /^https?:\/\/(?!(?:[^:]*\.)?xn--)(?:[a-z\d_-]+\.)*[a-z_-][a-z\d_-]*$/

// Origins of browser extensions and of applications in web views. The URL standard leaves their serialization to the
// browser, whose form is scheme, host and port. Files have no such origin: theirs is opaque, "null" (URL, 4.7).
const OTHER_SCHEME = /^(?!file:)[a-z][a-z\d+.-]*:\/\/[a-z\d._-]+(?::(?:0|[1-9]\d*))?$/

/**
 * Whether a string is a serialized origin: what browsers send as Origin (Fetch, 3.2; HTML, "serialization of an origin").
 * Nothing else is ever echoed.
 */
export function isSerializedOrigin (value: string): boolean {
  if (value === 'null') return true
  if (value.length > MAX_LENGTH) return false
  return isCommonOrigin(value) || isOriginOfUrl(value)
}

/** Whether a string is an origin of the form that nearly all have. Quicker to say than what {@link isOriginOfUrl} says, and never says more. */
export function isCommonOrigin (value: string): boolean {
  return COMMON.test(value)
}

/** Whether a string is an origin in the form in which the URL standard serializes it. */
export function isOriginOfUrl (value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined) return false
  // Schemes that the URL standard does not know as special have an opaque origin there, and keep a default port.
  return url.origin === 'null' ? OTHER_SCHEME.test(value) : url.origin === value
}

/**
 * The origins of a list, to be asked whether one is among them. Exact entries are looked up whole; for a wildcard in front
 * every ending of the host at a dot is, so that neither the length of the list nor what is asked makes it slow.
 */
export class OriginList {
  readonly #entries: ReadonlySet<string>
  readonly #hasWildcards: boolean
  readonly #hasPorts: boolean

  /** @param entries Origins, `https://*.example.org` for sub-domains, and `http://localhost:*` for any port of a loopback host. */
  constructor (entries: readonly string[]) {
    this.#entries = new Set(entries)
    this.#hasWildcards = entries.some((entry) => entry.includes('://*.'))
    this.#hasPorts = entries.some((entry) => entry.endsWith(':*'))
  }

  /** Whether a serialized origin is in the list. `null` never is. */
  has (origin: string): boolean {
    return this.#hasEntry(origin) || (this.#hasPorts && this.#hasEntry(`${withoutPort(origin)}:*`))
  }

  #hasEntry (origin: string): boolean {
    return this.#entries.has(origin) || (this.#hasWildcards && this.#hasWildcard(origin))
  }

  #hasWildcard (origin: string): boolean {
    const host = origin.indexOf('://') + 3
    const wildcard = `${origin.slice(0, host)}*`
    let label = host
    for (let dot = origin.indexOf('.', host); dot > label; dot = origin.indexOf('.', label)) {
      if (this.#entries.has(wildcard + origin.slice(dot))) return true
      label = dot + 1
    }
    return false
  }
}

function withoutPort (origin: string): string {
  const colon = origin.lastIndexOf(':')
  // The last colon can be that of the scheme, or one within an IPv6 address.
  return colon < origin.indexOf('://') + 3 || origin.endsWith(']') ? origin : origin.slice(0, colon)
}

const LOOPBACK = /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/

/** Whether a host, as it is in an origin, is the browser's own machine (Secure Contexts, 3.1; RFC 6761, 6.3). */
export function isLoopback (host: string): boolean {
  return LOOPBACK.test(host)
}

/** Whether an entry of a list is plain http to another machine, where anybody between can change what a page does. */
export function isInsecure (entry: string): boolean {
  return entry.startsWith('http://') && !isLoopback(withoutPort(entry).slice('http://'.length))
}
