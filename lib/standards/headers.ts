/** Response headers that openEO clients read: openEO's list, and `Link`, which leads to the next page of lists and logs. */
export const OPENEO_EXPOSED_HEADERS = ['Location', 'OpenEO-Identifier', 'OpenEO-Costs', 'Link']

/**
 * Request headers that are always allowed. Browsers ask for `Accept` and `Accept-Language` only if the value is long or has
 * certain characters, such as quotes (Fetch, 2.2.2: CORS-safelisted request-header). openEO uses them for content negotiation.
 */
export const OPENEO_ALLOWED_HEADERS = ['Content-Type', 'Accept', 'Accept-Language']

/** Response headers that viewers of cloud-optimised GeoTIFF and PMTiles read. Browsers expose `Content-Length` always. */
export const RANGE_EXPOSED_HEADERS = ['Accept-Ranges', 'Content-Range', 'Content-Encoding', 'ETag']

/** Request headers with which these viewers ask for parts of one version of a file (RFC 9110, 13.1 and 14.2). */
export const RANGE_ALLOWED_HEADERS = ['Range', 'If-Match', 'If-None-Match', 'If-Range']

/** In Access-Control-Allow-Headers: any header except `Authorization`. It works only without credentials (Fetch, 3.3.5). */
export const ANY_HEADER = '*'

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/** Whether a string is a token, which names of headers and methods are (RFC 9110, 5.1, 5.6.2 and 9.1). */
export function isToken (value: string): boolean {
  return TOKEN.test(value)
}

const CORS_HEADER = /^access-control-/i

/** Names of response headers that browsers always expose, in lower case (Fetch, 2.2.2: CORS-safelisted response-header name). */
export const SAFELISTED_RESPONSE_HEADERS = new Set([
  'cache-control', 'content-language', 'content-length', 'content-type', 'expires', 'last-modified', 'pragma'
])

/** Names of response headers that browsers never expose, in lower case (Fetch, 2.2.2: forbidden response-header name). */
export const FORBIDDEN_RESPONSE_HEADERS = new Set(['set-cookie', 'set-cookie2'])

// Fetch, 2.2.2: forbidden request-headers, by name
const FORBIDDEN_REQUEST_HEADERS = new Set([
  'accept-charset', 'accept-encoding', 'access-control-request-headers', 'access-control-request-method',
  'connection', 'content-length', 'cookie', 'cookie2', 'date', 'dnt', 'expect', 'host', 'keep-alive', 'origin',
  'referer', 'set-cookie', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'via'
])

// Fields that only requests have (RFC 9110, 10.1, 11.6.2, 12.5, 13.1 and 14.2; RFC 6265; RFC 6454).
const REQUEST_HEADERS = new Set([
  'accept-charset', 'accept-language', 'authorization', 'cookie', 'cookie2', 'dnt', 'expect', 'from', 'host', 'if-match',
  'if-modified-since', 'if-none-match', 'if-range', 'if-unmodified-since', 'max-forwards', 'origin', 'proxy-authorization',
  'range', 'referer', 'te', 'user-agent'
])

const NO_NAME = 'a header name (a token of RFC 9110)'

/** What is expected instead of a name that cannot be in Access-Control-Allow-Headers, or undefined if it can. */
export function allowedHeaderProblem (name: string): string | undefined {
  const lower = name.toLowerCase()
  if (!isToken(name)) return NO_NAME
  if (name === ANY_HEADER) return "header names, or allowedHeaders: 'all'"
  if (FORBIDDEN_REQUEST_HEADERS.has(lower) || lower.startsWith('sec-') || lower.startsWith('proxy-')) {
    return 'a header that scripts may set: browsers forbid this one'
  }
  if (CORS_HEADER.test(name)) return 'a request header: this is a response header, and a client sends it only by mistake'
}

/** What is expected instead of a name that cannot be in Access-Control-Expose-Headers, or undefined if it can. */
export function exposedHeaderProblem (name: string): string | undefined {
  const lower = name.toLowerCase()
  if (!isToken(name)) return NO_NAME
  if (name === ANY_HEADER) return "header names, or exposedHeaders: 'all'"
  if (SAFELISTED_RESPONSE_HEADERS.has(lower)) return 'a header that needs exposing: browsers always expose this one'
  if (FORBIDDEN_RESPONSE_HEADERS.has(lower)) return 'a header that can be exposed: browsers never expose this one'
  if (CORS_HEADER.test(name)) return 'a header that scripts read: only the browser reads this one'
  if (REQUEST_HEADERS.has(lower)) return 'a response header: this is a request header'
}

/** A header value that lists names. A name that occurs in two spellings, such as `link` and `Link`, is listed once. */
export function listHeaders (...lists: ReadonlyArray<readonly string[]>): string {
  const names = new Map<string, string>()
  for (const name of lists.flat()) {
    const key = name.toLowerCase()
    if (!names.has(key)) names.set(key, name)
  }
  return [...names.values()].join(', ')
}

/** Access-Control-Expose-Headers for `'all'`: the names in `base`, and each header of the reply that needs exposing. */
export function listPresentHeaders (base: readonly string[], reply: Readonly<Record<string, unknown>>): string {
  return listHeaders(base, Object.keys(reply).filter((name) => isExposable(name)))
}

/** Whether a browser exposes a header only if Access-Control-Expose-Headers lists it. Names of request headers count too. */
function isExposable (name: string): boolean {
  return isToken(name) && name !== ANY_HEADER && !CORS_HEADER.test(name) &&
    !SAFELISTED_RESPONSE_HEADERS.has(name) && !FORBIDDEN_RESPONSE_HEADERS.has(name)
}
