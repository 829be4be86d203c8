import type { FastifyReply } from 'fastify'

/**
 * Does what Fastify does with a web `Response` that a handler returned, but before the reply's headers are seen to: its
 * status and headers go to the reply. Returns its body. Other payloads, and a response that was read already, which
 * Fastify answers with an error, are returned as they are.
 */
export function unpackWebResponse (reply: FastifyReply, payload: unknown): unknown {
  if (!isResponse(payload) || payload.bodyUsed) return payload
  reply.code(payload.status)
  for (const [name, value] of payload.headers) reply.header(name, value)
  return payload.body
}

// As Fastify tells them: there can be other implementations of Response beside Node's.
function isResponse (payload: unknown): payload is Response {
  return typeof payload === 'object' && Object.prototype.toString.call(payload) === '[object Response]'
}
