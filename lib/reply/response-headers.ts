import type { FastifyReply } from 'fastify'
import type { Exchange } from '../exchange.js'
import { listPresentHeaders } from '../standards/headers.js'
import type { Policy } from '../options/policy.js'
import { allowMethods } from './allow-methods.js'
import { fieldsOf, type Fields } from './reply-fields.js'
import { mergeVary, varyBy } from '../standards/vary.js'

const PREFIX = 'access-control-'

/**
 * Gives a reply its headers of the CORS protocol (Fetch, 3.3.3), and takes away those that others gave it: the plugin alone
 * answers whether a page may read. Can be called again, for a reply that has changed.
 */
export function writeResponseHeaders (reply: FastifyReply, { policy, verdict, resource }: Exchange): void {
  const fields = fieldsOf(reply)
  if (reply.raw.getHeaderNames().length !== 0) takeFromRaw(reply, fields)
  const shared = verdict.allowOrigin !== undefined
  if (!shared || hasOthers(fields, policy)) removeAll(fields)

  // On refusals and without Origin too: caches must not give that answer to an origin that is allowed (Fetch, 3.3.8).
  const members = resource === undefined ? policy.vary : policy.varyOfOptions
  if (members !== undefined) fields.vary = varyBy(members, fields.vary)
  // RFC 9110, 9.3.7. A route of the user's for OPTIONS may know better.
  if (resource !== undefined) fields.allow ??= resource.allow

  if (!shared) return
  fields['access-control-allow-origin'] = verdict.allowOrigin
  fields['access-control-expose-headers'] = exposeHeaders(policy, reply, resource !== undefined)
  if (policy.credentials) fields['access-control-allow-credentials'] = 'true'

  if (resource === undefined) return
  const methods = allowMethods(policy, resource, reply.request.headers.origin)
  fields['access-control-allow-methods'] = methods
  fields['access-control-allow-headers'] = policy.allowHeaders
  // Browsers remember names of headers for all methods, and need no word on GET, HEAD and POST: if it is not the same for all methods, they
  // must ask each time (Fetch, 4.9 and 4.10).
  fields['access-control-max-age'] = methods === resource.allow ? policy.maxAge : '0'
}

/** Answers OPTIONS, when the headers are written: 204, without a body. Fetch, 4.8, asks for an ok status. */
export function answerOptions (reply: FastifyReply, { contentType }: Exchange): FastifyReply {
  return sendNoContent(null, reply.header('content-type', contentType))
}

/** A handler that answers 204 with the headers that the reply has. */
export function sendNoContent (_request: unknown, reply: FastifyReply): FastifyReply {
  return reply.code(204).send()
}

/** Whether there are headers that a shared reply has from others, or that are about to be written. */
function hasOthers (fields: Fields, { credentials }: Policy): boolean {
  // Each by its name, as that is quicker than a list of them.
  return fields['access-control-allow-methods'] !== undefined || fields['access-control-allow-headers'] !== undefined ||
    fields['access-control-max-age'] !== undefined || fields['access-control-allow-private-network'] !== undefined ||
    (!credentials && fields['access-control-allow-credentials'] !== undefined)
}

function removeAll (fields: Fields): void {
  for (const name in fields) {
    if (name.startsWith(PREFIX)) delete fields[name]
  }
}

// What was written to Node's response itself would be sent beside the reply's fields, or hidden by them.
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
