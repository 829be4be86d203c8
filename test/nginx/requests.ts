import type { Answer } from '../server.js'

/** The path of the example's API. */
export const API = '/api/v1'

/** A request, for `send`. */
export interface Request {
  readonly path: string
  readonly method?: string
  readonly body?: string
}

/** The headers of a request from an origin, or of one without. */
export function from (origin: string | undefined): { origin?: string } {
  return origin === undefined ? {} : { origin }
}

/** A preflight for GET. */
export function preflight (path: string, origin: string | undefined) {
  return { method: 'OPTIONS', path, headers: { ...from(origin), 'access-control-request-method': 'GET' } }
}

/** Each Access-Control-Allow-Origin of an answer. */
export function allowOrigins ({ rawHeaders }: Answer): string[] {
  return rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === 'access-control-allow-origin')
}
