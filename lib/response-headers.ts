import type { FastifyReply } from 'fastify'
import type { Exchange } from './exchange.js'
import { listPresentHeaders } from './headers.js'
import type { Policy } from './policy.js'
import { varyByOrigin } from './vary.js'

/**
 * Gives a reply its headers of the CORS protocol (Fetch, 3.3.3), and takes away those that somebody else gave it: with two
 * answers, a browser believes neither. Can be called again when a reply's other headers have changed.
 */
export function writeResponseHeaders (reply: FastifyReply, { policy, verdict, resource }: Exchange): void {
  const allowOrigin = verdict?.allowOrigin
  const allowed = allowOrigin !== undefined
  const preflight = allowed && resource !== undefined

  // On refusals and without Origin too: caches must not give that answer to an origin that is allowed (Fetch, 3.3.8).
  if (!policy.wildcard) reply.header('vary', varyByOrigin(reply.getHeader('vary')))
  write(reply, 'access-control-allow-origin', allowOrigin)
  write(reply, 'access-control-allow-credentials', allowed && policy.credentials ? 'true' : undefined)
  write(reply, 'access-control-expose-headers', allowed ? exposeHeaders(policy, reply) : undefined)
  write(reply, 'access-control-allow-methods', preflight ? resource.allowMethods : undefined)
  write(reply, 'access-control-allow-headers', preflight ? policy.allowHeaders : undefined)
  write(reply, 'access-control-max-age', preflight ? policy.maxAge : undefined)
  write(reply, 'access-control-allow-private-network', undefined)

  // RFC 9110, 9.3.7. A route of the user's for OPTIONS may know better.
  if (resource !== undefined && !reply.hasHeader('allow')) reply.header('allow', resource.allow)
}

/** Answers OPTIONS, when the headers of the CORS protocol are written: 204 (Fetch, 3.3.5 asks for an ok status), without a body. */
export function answerOptions (reply: FastifyReply, { contentType }: Exchange): FastifyReply {
  return reply.code(204).header('content-type', contentType).send()
}

function write (reply: FastifyReply, name: string, value: string | undefined): void {
  if (value !== undefined) reply.header(name, value)
  else if (reply.hasHeader(name)) reply.removeHeader(name)
}

function exposeHeaders (policy: Policy, reply: FastifyReply): string {
  return policy.exposeAll ? listPresentHeaders(policy.exposed, reply.getHeaders()) : policy.exposeHeaders
}
