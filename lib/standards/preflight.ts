import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a request is a CORS-preflight request (Fetch, 3.3.2): OPTIONS with Origin and Access-Control-Request-Method.
 * Access-Control-Request-Headers is not read, because it does not change the answer. So a client cannot make a preflight
 * expensive with a long list.
 */
export function isPreflight ({ method, headers }: { readonly method?: string | undefined, readonly headers: IncomingHttpHeaders }): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined
}
