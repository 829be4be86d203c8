/** Why an origin is not allowed, for the debug log. */
export type OriginRefusal = 'not a serialized origin' | 'not in the list' | 'refused by the origin function'

// A domain name has at most 253 characters; a longer Origin is nobody's, and is not looked at.
const MAX_LENGTH = 320

// What nearly every Origin looks like, but for those with a port. Names whose last label begins with a digit can be IP addresses, and those with
// "xn--" can be invalid; both are left to the URL parser.
const COMMON = /^https?:\/\/(?!(?:[^:]*\.)?xn--)(?:[a-z\d_-]+\.)*[a-z_-][a-z\d_-]*$/

// Origins of browser extensions and of applications in web views. The URL standard leaves their serialization to the
// browser, whose form is scheme, host and port.
const OTHER_SCHEME = /^[a-z][a-z\d+.-]*:\/\/[a-z\d._-]+(?::(?:0|[1-9]\d*))?$/

/**
 * Whether a string is a serialized origin: what browsers send as Origin (Fetch, 3.2; HTML, "serialization of an origin").
 * Nothing else is ever echoed.
 */
export function isSerializedOrigin (value: string): boolean {
  if (value === 'null') return true
  if (value.length > MAX_LENGTH) return false
  return COMMON.test(value) || isSerializedByUrl(value)
}

function isSerializedByUrl (value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined) return false
  // Schemes that the URL standard does not know as special have an opaque origin there, and keep a default port.
  return url.origin === 'null' ? OTHER_SCHEME.test(value) : url.origin === value
}

const WILDCARD = /^([a-z][a-z\d+.-]*:\/\/)\*\.(.+)$/
const LABEL_ADDED = 'a'

/** Why an entry of an origin list is wrong, in terms of what is expected, or undefined if it is right. */
export function originProblem (entry: string): string | undefined {
  if (entry === 'null') return "an origin: 'null' is shared by sandboxed frames, files and redirects of any site"
  if (entry === '*') return "origin: '*' alone, not in a list"
  const wildcard = WILDCARD.exec(entry)
  // The part after the wildcard must be a domain that could have sub-domains: https://*.org would allow every site there.
  if (wildcard !== null && !/[^.]\.[^.]/.test(wildcard[2]!)) return 'at least two labels after the wildcard'
  const origin = wildcard === null ? entry : `${wildcard[1]}${LABEL_ADDED}.${wildcard[2]}`
  if (origin.includes('*')) return "a wildcard only as the first label, as in 'https://*.example.org'"
  return isSerializedOrigin(origin) ? undefined : expectation(entry, origin)
}

function expectation (entry: string, origin: string): string {
  if (!/^[a-z][a-z\d+.-]*:\/\//i.test(entry)) return "a scheme, as in 'https://example.org'"
  const port = /:(\d+)$/.exec(entry)
  if (port !== null && Number(port[1]) > 65535) return 'a port up to 65535'
  const url = URL.canParse(origin) ? new URL(origin) : undefined
  if (url === undefined) return 'scheme, host and optional port'
  if (url.username !== '' || url.password !== '') return 'no user or password'
  if (url.search !== '' || entry.includes('?')) return 'no query'
  if (url.hash !== '' || entry.includes('#')) return 'no fragment'
  if (/^[^/]+\/\/[^/]*\//.test(entry)) return 'no path, not even a closing slash'
  if (port !== null && url.port === '' && url.origin !== 'null') return 'no default port'
  if (origin !== origin.toLowerCase()) return 'lower case, as browsers send it'
  if (url.origin !== 'null' && entry === origin && url.origin.length <= MAX_LENGTH) return `the form that browsers send, '${url.origin}'`
  return 'scheme, host and optional port'
}

/**
 * The origins of a list, to be asked whether one is among them. Exact entries are looked up whole; for a wildcard every
 * ending of the host at a dot is, so that neither the length of the list nor what is asked makes it slow.
 */
export class OriginList {
  readonly #exact = new Set<string>()
  readonly #endings = new Set<string>()

  constructor (entries: readonly string[]) {
    for (const entry of entries) {
      const wildcard = WILDCARD.exec(entry)
      if (wildcard === null) this.#exact.add(entry)
      else this.#endings.add(`${wildcard[1]}.${wildcard[2]}`)
    }
  }

  /** Whether a serialized origin is in the list. `null` never is. */
  has (origin: string): boolean {
    return this.#exact.has(origin) || (this.#endings.size !== 0 && this.#hasEnding(origin))
  }

  #hasEnding (origin: string): boolean {
    const host = origin.indexOf('://') + 3
    const scheme = origin.slice(0, host)
    let label = host
    for (let dot = origin.indexOf('.', host); dot > label; dot = origin.indexOf('.', label)) {
      if (this.#endings.has(scheme + origin.slice(dot))) return true
      label = dot + 1
    }
    return false
  }
}

/** Whether an entry of a list is plain http to another machine, where anybody between can change what a page does. */
export function isInsecure (entry: string): boolean {
  return entry.startsWith('http://') &&
    !/^http:\/\/(?:(?:\*\.|[^/]*\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(entry)
}
