import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether an OPTIONS request is a CORS-preflight request (Fetch, 3.3.2): it has Origin and
 * Access-Control-Request-Method. That is all that is read of it; Access-Control-Request-Headers
 * does not change the answer, so nobody can make parsing it expensive.
 */
export function isPreflight (headers: IncomingHttpHeaders): boolean {
  return headers.origin !== undefined && headers['access-control-request-method'] !== undefined
}
