/** Response headers that openEO clients read: openEO's list, and Link, by which API pages and logs are found. */
export const OPENEO_EXPOSED_HEADERS = ['Location', 'OpenEO-Identifier', 'OpenEO-Costs', 'Link']

/** What viewers of cloud-optimised GeoTIFF read beside Content-Length, which browsers expose anyway. */
export const RANGE_EXPOSED_HEADERS = ['Accept-Ranges', 'Content-Range', 'Content-Encoding']

// field-name = token (RFC 9110, 5.1 and 5.6.2)
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

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

/** Why a name cannot be in Access-Control-Allow-Headers, or undefined if it can. */
export function allowedHeaderProblem (name: string): string | undefined {
  const lower = name.toLowerCase()
  if (!TOKEN.test(name)) return 'a header name (a token of RFC 9110)'
  if (name === '*') return 'header names: a wildcard means nothing with credentials and never covers Authorization'
  if (FORBIDDEN_REQUEST_HEADERS.has(lower) || lower.startsWith('sec-') || lower.startsWith('proxy-')) {
    return 'a header that scripts may set: browsers forbid this one'
  }
}

/** Why a name cannot be in Access-Control-Expose-Headers, or undefined if it can. */
export function exposedHeaderProblem (name: string): string | undefined {
  const lower = name.toLowerCase()
  if (!TOKEN.test(name)) return 'a header name (a token of RFC 9110)'
  if (name === '*') return "header names, or exposedHeaders: 'all'"
  if (SAFELISTED_RESPONSE_HEADERS.has(lower)) return 'a header that needs exposing: browsers always expose this one'
  if (FORBIDDEN_RESPONSE_HEADERS.has(lower)) return 'a header that can be exposed: browsers never expose this one'
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
  return listHeaders(base, Object.keys(reply).filter((name) =>
    !name.startsWith('access-control-') && exposedHeaderProblem(name) === undefined))
}
