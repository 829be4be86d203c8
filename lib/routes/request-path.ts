/** Fastify's router options that say which URLs are the same path. */
export interface PathOptions {
  readonly caseSensitive: boolean
  readonly ignoreTrailingSlash: boolean
  readonly ignoreDuplicateSlashes: boolean
  readonly useSemicolonDelimiter: boolean
}

const SLASH = 47

/**
 * The path that Fastify's router looks for, for a request target (RFC 9112, 3.2) that it has accepted: decoded but for
 * the reserved characters (RFC 3986, 2.2) and the percent sign, which stay encoded, as they do not separate segments.
 */
export function requestPath (target: string, options: PathOptions): string {
  const encoded = withoutQuery(originForm(target), options.useSemicolonDelimiter)
  return comparablePath(encoded.includes('%') ? decodeURI(encoded.replaceAll('%25', '%2525')) : encoded, options)
}

/** A path, or a route's pattern, in the form in which the router compares them. */
export function comparablePath (path: string, options: PathOptions): string {
  if (options.ignoreDuplicateSlashes && path.includes('//')) path = path.replace(/\/{2,}/g, '/')
  if (options.ignoreTrailingSlash && path.length > 1 && path.charCodeAt(path.length - 1) === SLASH) path = path.slice(0, -1)
  return options.caseSensitive ? path : path.toLowerCase()
}

// RFC 9112, 3.2.2 and 3.2.4: proxies send the absolute form, and `*` means the server itself.
function originForm (target: string): string {
  if (target.charCodeAt(0) === SLASH) return target
  const path = target.replace(/^https?:\/\/[^/?#]*/i, '')
  return path.charCodeAt(0) === SLASH ? path : '/'
}

function withoutQuery (target: string, useSemicolonDelimiter: boolean): string {
  const path = before('#', before('?', target))
  return useSemicolonDelimiter ? before(';', path) : path
}

function before (delimiter: string, target: string): string {
  const end = target.indexOf(delimiter)
  return end === -1 ? target : target.slice(0, end)
}
