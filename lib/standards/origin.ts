// A domain name has at most 253 characters. A longer value cannot be the origin of a page, and is not parsed.
const MAX_LENGTH = 320

// The form of nearly all origins without a port. The URL parser checks the others: a name whose last label begins with a digit
// can be an IP address, and a name with "xn--" can be invalid.
const COMMON = /^https?:\/\/(?!(?:[^:]*\.)?xn--)(?:[a-z\d_-]+\.)*[a-z_-][a-z\d_-]*$/

// Origins of browser extensions, and of applications in web views. The URL standard does not define how they are serialized.
// Browsers send scheme, host and port. Files are left out: their origin is opaque, which is sent as "null" (URL, 4.7).
const OTHER_SCHEME = /^(?!file:)[a-z][a-z\d+.-]*:\/\/[a-z\d._-]+(?::(?:0|[1-9]\d*))?$/

/**
 * Whether a string is a serialized origin, as browsers send it in `Origin` (Fetch, 3.2; HTML, "serialization of an origin").
 * The plugin never echoes anything else.
 */
export function isSerializedOrigin (value: string): boolean {
  if (value === 'null') return true
  if (value.length > MAX_LENGTH) return false
  return isCommonOrigin(value) || isOriginOfUrl(value)
}

/** A faster check for the form of nearly all origins. If it is true, {@link isOriginOfUrl} is true too. */
export function isCommonOrigin (value: string): boolean {
  return COMMON.test(value)
}

/** Whether a string is an origin exactly as the URL standard serializes it. */
export function isOriginOfUrl (value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined) return false
  // In the URL standard, an origin is opaque if its scheme is not a special one.
  return url.origin === 'null' ? OTHER_SCHEME.test(value) : url.origin === value
}

/**
 * Tells whether an origin is in a list. The entries are in a set. The whole origin is looked up there and, for wildcards, each
 * ending of the host that begins at a dot. So the cost does not depend on the length of the list.
 */
export class OriginList {
  readonly #entries: ReadonlySet<string>
  readonly #hasWildcards: boolean
  readonly #hasPorts: boolean

  /** @param entries Origins. `https://*.example.org` stands for sub-domains, `http://localhost:*` for any port of a loopback host. */
  constructor (entries: readonly string[]) {
    this.#entries = new Set(entries)
    this.#hasWildcards = entries.some((entry) => entry.includes('://*.'))
    this.#hasPorts = entries.some((entry) => entry.endsWith(':*'))
  }

  /** Whether a serialized origin is in the list. It is always false for `null`. */
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
  // The last colon can also belong to the scheme or to an IPv6 address.
  return colon < origin.indexOf('://') + 3 || origin.endsWith(']') ? origin : origin.slice(0, colon)
}

const LOOPBACK = /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/

/** Whether the host of an origin is the machine on which the browser runs (Secure Contexts, 3.1; RFC 6761, 6.3). */
export function isLoopback (host: string): boolean {
  return LOOPBACK.test(host)
}

/** Whether an entry of a list is plain http on another machine. Anybody on the network path can change such a page. */
export function isInsecure (entry: string): boolean {
  return entry.startsWith('http://') && !isLoopback(withoutPort(entry).slice('http://'.length))
}
