// Parts of a file, which viewers of GeoTIFFs ask for. The plugin's option `rangeRequests` lets pages see which part came.

import parseRange from 'range-parser'

/**
 * Sends a file, or the part of it that the request asks for (RFC 9110, 14).
 *
 * @param {import('fastify').FastifyRequest} request
 * @param {import('fastify').FastifyReply} reply with its content type
 * @param {Buffer} content
 */
export function sendBytes ({ headers }, reply, content) {
  reply.header('Accept-Ranges', 'bytes')
  const ranges = headers.range === undefined ? [] : parseRange(content.length, headers.range)
  if (ranges === -1) return reply.code(416).header('Content-Range', `bytes */${content.length}`).send()
  // What is no range of bytes, or asks for several, gets the whole file. That is allowed, and simple.
  if (ranges.length !== 1 || ranges.type !== 'bytes') return reply.send(content)
  const [{ start, end }] = ranges
  reply.code(206).header('Content-Range', `bytes ${start}-${end}/${content.length}`)
  return reply.send(content.subarray(start, end + 1))
}
