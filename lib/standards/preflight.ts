import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a request is a CORS-preflight request (Fetch, 3.3.2): OPTIONS with Origin and Access-Control-Request-Method.
 * That is all that is read of it. Access-Control-Request-Headers does not change the answer, so that nobody can make
 * reading it expensive.
 */
export function isPreflight ({ method, headers }: { readonly method?: string | undefined, readonly headers: IncomingHttpHeaders }): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined
}
