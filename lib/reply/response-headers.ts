import type { FastifyReply } from 'fastify'
import type { Exchange } from '../exchange.js'
import { listPresentHeaders } from '../standards/headers.js'
import type { Policy } from '../options/policy.js'
import { allowMethods } from './allow-methods.js'
import { fieldsOf, type Fields } from './reply-fields.js'
import { mergeVary, varyBy } from '../standards/vary.js'

const PREFIX = 'access-control-'

/**
 * Writes the headers of the CORS protocol to a reply (Fetch, 3.3.3). Removes those that a handler or another plugin has set,
 * because only this plugin decides who may read the reply. It can be called again after the reply has changed.
 */
export function writeResponseHeaders (reply: FastifyReply, { policy, verdict, resource }: Exchange): void {
  const fields = fieldsOf(reply)
  if (reply.raw.getHeaderNames().length !== 0) takeFromRaw(reply, fields)
  const shared = verdict.allowOrigin !== undefined
  if (!shared || hasOthers(fields, policy)) removeAll(fields)

  // Refusals and replies without Origin have Vary too: a cache must not give them to an allowed origin (Fetch, 3.3.8).
  const members = resource === undefined ? policy.vary : policy.varyOfOptions
  if (members !== undefined) fields.vary = varyBy(members, fields.vary)
  // RFC 9110, 9.3.7. If the user's OPTIONS route has set Allow, its value is kept.
  if (resource !== undefined) fields.allow ??= resource.allow

  if (!shared) return
  fields['access-control-allow-origin'] = verdict.allowOrigin
  fields['access-control-expose-headers'] = exposeHeaders(policy, reply, resource !== undefined)
  if (policy.credentials) fields['access-control-allow-credentials'] = 'true'

  if (resource === undefined) return
  const methods = allowMethods(policy, resource, reply.request.headers.origin)
  fields['access-control-allow-methods'] = methods
  fields['access-control-allow-headers'] = policy.allowHeaders
  // Browsers keep the allowed headers for all methods of a URL, and they send GET, HEAD and POST even if these are not listed.
  // So if a method is left out, the answer must not be kept (Fetch, 4.8 and 4.9).
  fields['access-control-max-age'] = methods === resource.allow ? policy.maxAge : '0'
}

/** Answers an OPTIONS request with 204, without a body. A preflight needs an ok status (Fetch, 4.8). */
export function answerOptions (reply: FastifyReply, { contentType }: Exchange): FastifyReply {
  return sendNoContent(null, reply.header('content-type', contentType))
}

/** A route handler that sends 204 without a body. */
export function sendNoContent (_request: unknown, reply: FastifyReply): FastifyReply {
  return reply.code(204).send()
}

/** Whether a reply has headers of the CORS protocol that {@link writeResponseHeaders} may not overwrite. */
function hasOthers (fields: Fields, { credentials }: Policy): boolean {
  // One comparison per name is faster than a loop over a list of names.
  return fields['access-control-allow-methods'] !== undefined || fields['access-control-allow-headers'] !== undefined ||
    fields['access-control-max-age'] !== undefined || fields['access-control-allow-private-network'] !== undefined ||
    (!credentials && fields['access-control-allow-credentials'] !== undefined)
}

function removeAll (fields: Fields): void {
  for (const name in fields) {
    if (name.startsWith(PREFIX)) delete fields[name]
  }
}

// Headers that were set on Node's own response would be sent in addition to the reply's fields, or replaced by them.
function takeFromRaw ({ raw }: FastifyReply, fields: Fields): void {
  for (const name of raw.getHeaderNames()) {
    if (name === 'vary') fields.vary = mergeVary(fields.vary, raw.getHeader(name))
    else if (name === 'allow') fields.allow = raw.getHeader(name)
    else if (name.startsWith(PREFIX) && !raw.headersSent) raw.removeHeader(name)
  }
}

function exposeHeaders (policy: Policy, reply: FastifyReply, isOptions: boolean): string {
  if (policy.exposeAll) return listPresentHeaders(policy.exposed, reply.getHeaders())
  return isOptions ? policy.exposeHeadersOfOptions : policy.exposeHeaders
}
