// What a browser does with the answers to a page on another origin. The numbers are sections of the Fetch standard, as of July 2026.

import { FORBIDDEN_RESPONSE_HEADERS, isToken, SAFELISTED_RESPONSE_HEADERS } from '../standards/headers.js'
import { isLoopback } from '../standards/origin.js'

/** A header that a page sends. */
export type Field = readonly [name: string, value: string]

export interface CorsRequest {
  readonly origin: string
  readonly method: string
  readonly headers: readonly Field[]
  readonly credentials: 'same-origin' | 'include'
}

export interface CorsResponse { readonly status: number, readonly headers: Headers }

/** Why a browser refuses, and the value that it refuses. */
export interface Refusal { readonly cause: RefusalCause, readonly detail: string }

/** What a browser refuses for. */
export type RefusalCause =
  | 'allow-origin-missing' | 'allow-origin-several' | 'allow-origin-other' | 'credentials-not-allowed'
  | 'preflight-status' | 'preflight-redirected' | 'methods-malformed' | 'headers-malformed'
  | 'method-not-listed' | 'authorization-not-listed' | 'authorization-by-wildcard' | 'header-not-listed'

function refuse (cause: RefusalCause, detail: string | number = ''): Refusal { return { cause, detail: String(detail) } }

/** The tokens of a list, or null if the value is not a list of tokens (2.2.2, "extract header list values"; RFC 9110, 5.6.1). A missing header is an empty list. */
export function listValues (headers: Headers, name: string): string[] | null {
  const values = (headers.get(name) ?? '').split(',').map((value) => value.trim()).filter((value) => value !== '')
  return values.every(isToken) ? values : null
}

/** The same for a list of header names, in lower case. */
export function listNames (headers: Headers, name: string): string[] | null {
  return listValues(headers, name)?.map((value) => value.toLowerCase()) ?? null
}

const UNSAFE_BYTE = /[^\t\x20-\x7e\x80-\xff]|["():<>?@[\\\]{}]/
const LANGUAGES = /^[\dA-Za-z *,\-.;=]*$/
const FORM_TYPE = /^\s*(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\s*(?:;|$)/i

/** Whether a page may send a header without a preflight (2.2.2, "CORS-safelisted request-header"). */
function isSafelisted ([name, value]: Field): boolean {
  if (value.length > 128) return false
  switch (name.toLowerCase()) {
    case 'accept': return !UNSAFE_BYTE.test(value)
    case 'accept-language': case 'content-language': return LANGUAGES.test(value)
    case 'content-type': return !UNSAFE_BYTE.test(value) && FORM_TYPE.test(value)
    case 'range': {
      const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(value) ?? []
      return start !== undefined && (end === '' || BigInt(start) <= BigInt(end!))
    }
    default: return false
  }
}

/** What a preflight asks for in Access-Control-Request-Headers (2.2.2, "CORS-unsafe request-header names"). */
export function unsafeHeaderNames (headers: readonly Field[]): string[] {
  const size = headers.filter(isSafelisted).reduce((sum, [, value]) => sum + value.length, 0)
  const unsafe = headers.filter((field) => size > 1024 || !isSafelisted(field))
  return [...new Set(unsafe.map(([name]) => name.toLowerCase()))].sort()
}

function isSafelistedMethod (method: string): boolean { return ['GET', 'HEAD', 'POST'].includes(method) }

/** Whether a browser asks before it sends a request (4.4, step 4.1). */
export function needsPreflight ({ method, headers }: CorsRequest): boolean {
  return !isSafelistedMethod(method) || unsafeHeaderNames(headers).length !== 0
}

/** Whether a page may have a response at all (4.10, "CORS check"). Undefined if it may. */
export function corsCheck ({ origin, credentials }: CorsRequest, { headers }: CorsResponse): Refusal | undefined {
  const allowed = headers.get('Access-Control-Allow-Origin')
  if (allowed === null) return refuse('allow-origin-missing')
  if (credentials === 'same-origin' && allowed === '*') return
  if (allowed !== origin) return refuse(allowed.includes(',') ? 'allow-origin-several' : 'allow-origin-other', allowed)
  if (credentials === 'include' && headers.get('Access-Control-Allow-Credentials') !== 'true') return refuse('credentials-not-allowed')
}

/** Whether the answer to its preflight lets a request through (4.8, "CORS-preflight fetch", from step 7). Undefined if it does. */
export function preflightFetch (request: CorsRequest, response: CorsResponse): Refusal | undefined {
  const { status, headers } = response
  if (isRedirect(status)) return refuse('preflight-redirected', status)
  // Browsers check the status and the headers. The status comes first here, because it says more about the cause.
  if (status < 200 || status > 299) return refuse('preflight-status', status)
  const refusal = corsCheck(request, response)
  if (refusal !== undefined) return refusal

  const methods = listValues(headers, 'Access-Control-Allow-Methods')
  if (methods === null) return refuse('methods-malformed', headers.get('Access-Control-Allow-Methods')!)
  const allowed = listNames(headers, 'Access-Control-Allow-Headers')
  if (allowed === null) return refuse('headers-malformed', headers.get('Access-Control-Allow-Headers')!)

  const covers = (list: readonly string[], name: string) => list.includes(name) || (request.credentials === 'same-origin' && list.includes('*'))
  if (!isSafelistedMethod(request.method) && !covers(methods, request.method)) return refuse('method-not-listed', request.method)
  const names = unsafeHeaderNames(request.headers)
  // The one name that `*` does not cover (2.2.2, "CORS non-wildcard request-header name").
  if (names.includes('authorization') && !allowed.includes('authorization')) {
    return refuse(covers(allowed, 'authorization') ? 'authorization-by-wildcard' : 'authorization-not-listed')
  }
  const missing = names.filter((name) => !covers(allowed, name))
  if (missing.length > 0) return refuse('header-not-listed', missing.join(', '))
}

/** Whether a status is a redirect (2.2.6, "redirect status"). */
export function isRedirect (status: number): boolean { return [301, 302, 303, 307, 308].includes(status) }

/** Whether a page can read a header of a response that it has (2.2.2, "CORS-safelisted response-header name"; 4.1, step 14). */
export function isExposed (name: string, credentials: CorsRequest['credentials'], { headers }: CorsResponse): boolean {
  const lower = name.toLowerCase()
  if (FORBIDDEN_RESPONSE_HEADERS.has(lower)) return false
  const exposed = listNames(headers, 'Access-Control-Expose-Headers') ?? []
  return SAFELISTED_RESPONSE_HEADERS.has(lower) || exposed.includes(lower) || (credentials === 'same-origin' && exposed.includes('*'))
}

/** Whether a browser blocks a request because the page uses https and the URL does not (4.1, step 7; Mixed Content, 4.4). Loopback is allowed. */
export function isMixedContent (origin: string, { protocol, hostname }: URL): boolean {
  return origin.startsWith('https:') && protocol === 'http:' && !isLoopback(hostname)
}
