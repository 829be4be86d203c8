/** Replies of openEO back-ends are JSON, unless the route's schema has another type. */
export const DEFAULT_CONTENT_TYPE = 'application/json'

// A media type with parameters (RFC 9110, 8.3.1). Media ranges such as */* do not match, because no reply can have them as its type.
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;[\t\x20-\x7e]*)?$/

const SUCCESS_STATUS = /^2(?:\d\d|xx)$/i

/** The first content type that a route's response schema declares for a 2xx status, else `application/json`. */
export function successContentType (schema: unknown): string {
  for (const [status, response] of Object.entries(asObject(asObject(schema).response))) {
    if (!SUCCESS_STATUS.test(status)) continue
    const declared = Object.keys(asObject(asObject(response).content)).find((type) => MEDIA_TYPE.test(type))
    if (declared !== undefined) return declared
  }
  return DEFAULT_CONTENT_TYPE
}

function asObject (value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {}
}
