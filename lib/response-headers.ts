import type { FastifyReply } from 'fastify'
import type { Exchange } from './exchange.js'
import { CORS_RESPONSE_HEADERS, listPresentHeaders } from './headers.js'
import type { Policy } from './policy.js'
import { varyByOrigin } from './vary.js'

/**
 * Gives a reply its headers of the CORS protocol (Fetch, 3.3.3), and takes away those that others gave it: the plugin alone
 * answers whether a page may read. Can be called again, for a reply that has changed.
 */
export function writeResponseHeaders (reply: FastifyReply, { policy, verdict, resource }: Exchange): void {
  for (const name of foreignHeaders(policy, verdict?.allowOrigin !== undefined, resource !== undefined)) {
    if (reply.hasHeader(name)) reply.removeHeader(name)
  }

  // On refusals and without Origin too: caches must not give that answer to an origin that is allowed (Fetch, 3.3.8).
  if (!policy.wildcard) reply.header('vary', varyByOrigin(varyOf(reply)))
  // RFC 9110, 9.3.7. A route of the user's for OPTIONS may know better.
  if (resource !== undefined && !reply.hasHeader('allow')) reply.header('allow', resource.allow)

  if (verdict?.allowOrigin === undefined) return
  reply.header('access-control-allow-origin', verdict.allowOrigin)
  reply.header('access-control-expose-headers', exposeHeaders(policy, reply))
  if (policy.credentials) reply.header('access-control-allow-credentials', 'true')

  if (resource === undefined) return
  reply.header('access-control-allow-methods', resource.allowMethods)
  reply.header('access-control-allow-headers', policy.allowHeaders)
  if (policy.maxAge !== undefined) reply.header('access-control-max-age', policy.maxAge)
}

/** Answers OPTIONS, when the headers are written: 204, without a body. Fetch, 4.8, asks for an ok status. */
export function answerOptions (reply: FastifyReply, { contentType }: Exchange): FastifyReply {
  return reply.code(204).header('content-type', contentType).send()
}

// What code wrote to Node's response itself would be hidden by the reply's own header.
function varyOf (reply: FastifyReply): ReturnType<FastifyReply['getHeader']> {
  const vary = reply.getHeader('vary')
  const raw = reply.raw.getHeader('vary')
  if (raw === undefined || raw === vary) return vary
  return vary === 'Origin' ? raw : `${raw}, ${vary}`
}

function foreignHeaders (policy: Policy, allowed: boolean, preflight: boolean): readonly string[] {
  if (!allowed) return CORS_RESPONSE_HEADERS
  return preflight ? policy.foreignToPreflight : policy.foreignToResponse
}

function exposeHeaders (policy: Policy, reply: FastifyReply): string {
  return policy.exposeAll ? listPresentHeaders(policy.exposed, reply.getHeaders()) : policy.exposeHeaders
}
