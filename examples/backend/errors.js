// Errors as openEO describes them: JSON with a code, a message and an id.

/** An error that the client is told of. */
export class OpeneoError extends Error {
  constructor (statusCode, code, message) {
    super(message)
    this.statusCode = statusCode
    this.code = code
  }
}

// For what Fastify refuses. openEO lets a back-end name its own codes where the
// standard list has none that fits.
const CODES = new Map([[413, 'RequestTooLarge'], [414, 'UrlTooLong'], [415, 'ContentTypeInvalid']])

/** Fastify's error handler, and what answers malformed URLs. */
export function sendError (error, request, reply) {
  const { id } = request
  if (error?.statusCode >= 400 && error.statusCode < 500) {
    const code = error instanceof OpeneoError ? error.code : CODES.get(error.statusCode) ?? 'RequestInvalid'
    return reply.code(error.statusCode).send({ id, code, message: error.message, links: [] })
  }
  // What went wrong stays in the log. The id leads there.
  request.log.error(error)
  return reply.code(500).send({ id, code: 'Internal', message: 'Server error.', links: [] })
}

/** For paths that do not exist. */
export async function notFound () {
  throw new OpeneoError(404, 'NotFound', 'Resource not found.')
}

/** What a map has by an id, or a 404. */
export function find (map, id, code, kind) {
  if (!map.has(id)) throw new OpeneoError(404, code, `${kind} '${id}' does not exist.`)
  return map.get(id)
}
