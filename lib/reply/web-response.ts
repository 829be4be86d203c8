import type { FastifyReply } from 'fastify'

/**
 * Copies the status and the headers of a web `Response` to the reply, and returns its body. Fastify does the same, but after the
 * `onSend` hooks, where its headers would replace the plugin's. Other payloads are returned unchanged. So is a `Response` whose
 * body was read already: Fastify answers it with an error.
 */
export function unpackWebResponse (reply: FastifyReply, payload: unknown): unknown {
  if (!isResponse(payload) || payload.bodyUsed) return payload
  reply.code(payload.status)
  for (const [name, value] of payload.headers) reply.header(name, value)
  return payload.body
}

// Fastify recognizes them in the same way. So `Response` classes of other libraries work too.
function isResponse (payload: unknown): payload is Response {
  return typeof payload === 'object' && Object.prototype.toString.call(payload) === '[object Response]'
}
