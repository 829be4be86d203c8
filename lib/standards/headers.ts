/** Response headers that openEO clients read: openEO's list, and Link, by which API pages and logs are found. */
export const OPENEO_EXPOSED_HEADERS = ['Location', 'OpenEO-Identifier', 'OpenEO-Costs', 'Link']

/**
 * Request headers that are always allowed. Browsers ask for all of them but Content-Type only where the value is long or
 * has quotes (Fetch, 2.2.2: CORS-safelisted request-header). openEO negotiates content by them.
 */
export const OPENEO_ALLOWED_HEADERS = ['Content-Type', 'Accept', 'Accept-Language']

/** What viewers of cloud-optimised GeoTIFF and PMTiles read beside Content-Length, which browsers expose anyway. */
export const RANGE_EXPOSED_HEADERS = ['Accept-Ranges', 'Content-Range', 'Content-Encoding', 'ETag']

/** What these viewers ask for parts with, and for the same version as before (RFC 9110, 13.1 and 14.2). */
export const RANGE_ALLOWED_HEADERS = ['Range', 'If-Match', 'If-None-Match', 'If-Range']

/** Any header in Access-Control-Allow-Headers, but Authorization. Only where credentials are off (Fetch, 3.3.5). */
export const ANY_HEADER = '*'

// field-name = token (RFC 9110, 5.1 and 5.6.2)
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

const CORS_HEADER = /^access-control-/i

// Fetch, 2.2.2: CORS-safelisted response-header names
const SAFELISTED_RESPONSE_HEADERS = new Set([
  'cache-control', 'content-language', 'content-length', 'content-type', 'expires', 'last-modified', 'pragma'
])

// Fetch, 2.2.2: forbidden response-header names
const FORBIDDEN_RESPONSE_HEADERS = new Set(['set-cookie', 'set-cookie2'])

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

/** Why a name cannot be in Access-Control-Allow-Headers, or undefined if it can. */
export function allowedHeaderProblem (name: string): string | undefined {
  const lower = name.toLowerCase()
  if (!TOKEN.test(name)) return NO_NAME
  if (name === ANY_HEADER) return "header names, or allowedHeaders: 'all'"
  if (FORBIDDEN_REQUEST_HEADERS.has(lower) || lower.startsWith('sec-') || lower.startsWith('proxy-')) {
    return 'a header that scripts may set: browsers forbid this one'
  }
  if (CORS_HEADER.test(name)) return 'a header of requests: this one is of replies, and a client that sends it does so by mistake'
}

/** Why a name cannot be in Access-Control-Expose-Headers, or undefined if it can. */
export function exposedHeaderProblem (name: string): string | undefined {
  const lower = name.toLowerCase()
  if (!TOKEN.test(name)) return NO_NAME
  if (name === ANY_HEADER) return "header names, or exposedHeaders: 'all'"
  if (SAFELISTED_RESPONSE_HEADERS.has(lower)) return 'a header that needs exposing: browsers always expose this one'
  if (FORBIDDEN_RESPONSE_HEADERS.has(lower)) return 'a header that can be exposed: browsers never expose this one'
  if (CORS_HEADER.test(name)) return 'a header for scripts: this one is for the browser'
  if (REQUEST_HEADERS.has(lower)) return 'a header of replies: this one is of requests'
}

/** A header value that lists the names, without repeating one in another case. */
export function listHeaders (...lists: ReadonlyArray<readonly string[]>): string {
  const names = new Map<string, string>()
  for (const name of lists.flat()) {
    const key = name.toLowerCase()
    if (!names.has(key)) names.set(key, name)
  }
  return [...names.values()].join(', ')
}

/** Access-Control-Expose-Headers for `'all'`: `base`, and every header of the reply that a browser can expose and would not by itself. */
export function listPresentHeaders (base: readonly string[], reply: Readonly<Record<string, unknown>>): string {
  return listHeaders(base, Object.keys(reply).filter((name) => isExposable(name)))
}

/** Whether a browser can expose a header and would not by itself. A name of requests is as good as any on a reply. */
function isExposable (name: string): boolean {
  return TOKEN.test(name) && name !== ANY_HEADER && !CORS_HEADER.test(name) &&
    !SAFELISTED_RESPONSE_HEADERS.has(name) && !FORBIDDEN_RESPONSE_HEADERS.has(name)
}
