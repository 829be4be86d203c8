import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import type { Policy } from './options/policy.js'
import type { Verdict } from './options/verdict.js'
import { allowMethods } from './reply/allow-methods.js'
import type { Resource } from './routes/resource.js'
import { ANY_HEADER } from './standards/headers.js'
import { isPreflight } from './standards/preflight.js'

// Values of a request come from the network. These limits bound how much of them is read and logged.
const MAX_NAMES = 20
const MAX_LENGTH = 100

/** Logs, at level `debug`, why a page may not read the reply, or why the browser will not send the request after a preflight. */
export function logRefusal (request: FastifyRequest, policy: Policy, verdict: Verdict, resource: Resource | undefined): void {
  // The log of a request has the level of its route. If the OPTIONS route is silent, the server's log is used.
  const isHidden = resource !== undefined && !isDebugged(request.log)
  const log = isHidden ? request.server.log : request.log
  if (!isDebugged(log)) return
  const refusal = refusalOf(request, policy, verdict, resource)
  if (refusal === undefined) return
  const cors = { ...refusal, origin: cut(request.headers.origin) }
  log.debug(isHidden ? { reqId: request.id, cors } : { cors }, MESSAGE)
}

/** Logs, at level `debug`, that a page may not read the reply because the request's route or path is out of CORS. */
export function logOutside (request: FastifyRequest, reason: 'route out of CORS' | 'route in no scope' | 'path in no scope'): void {
  const { headers: { origin }, log } = request
  if (origin !== undefined && isDebugged(log)) log.debug({ cors: { reason, origin: cut(origin) } }, MESSAGE)
}

const MESSAGE = 'Refused by CORS'

// Fastify's own loggers have the method `isLevelEnabled`. Other loggers may have only a property `level`. The logger that
// Fastify uses with `logger: false` has neither.
function isDebugged (log: FastifyBaseLogger & { isLevelEnabled?: (level: string) => boolean }): boolean {
  return log.isLevelEnabled?.('debug') ?? (log.level === 'debug' || log.level === 'trace')
}

function refusalOf (
  request: FastifyRequest, policy: Policy, { allowOrigin, refusal }: Verdict, resource: Resource | undefined
): object | undefined {
  if (refusal !== undefined) return { reason: refusal }
  if (resource === undefined || !isPreflight(request)) return undefined
  const method = request.headers['access-control-request-method']!
  if (allowOrigin === undefined) return { reason: 'method out of CORS', method: cut(method) }
  const allowed = allowMethods(policy, resource, request.headers.origin)
  if (!SAFELISTED_METHODS.has(method) && !allowed.split(', ').includes(method)) {
    return { reason: 'method not among those of the path', method: cut(method), allowed }
  }
  const header = firstNotIn(policy.allowHeaders.toLowerCase().split(', '), request.headers['access-control-request-headers'])
  return header === undefined ? undefined : { reason: 'header not allowed', header: cut(header), allowed: policy.allowHeaders }
}

// Browsers send these methods even if the preflight does not list them (Fetch, 2.2.1 and 4.8).
const SAFELISTED_METHODS = new Set(['GET', 'HEAD', 'POST'])

function firstNotIn (allowed: readonly string[], names = ''): string | undefined {
  for (let start = 0, count = 0; start < names.length && count < MAX_NAMES; count++) {
    const comma = names.indexOf(',', start)
    const end = comma === -1 ? names.length : comma
    const name = names.slice(start, end).trim()
    if (name !== '' && !isAllowed(name.toLowerCase(), allowed)) return name
    start = end + 1
  }
  return undefined
}

// `*` stands for every name except `Authorization` (Fetch, 4.8).
function isAllowed (name: string, allowed: readonly string[]): boolean {
  return allowed.includes(name) || (name !== 'authorization' && allowed.includes(ANY_HEADER))
}

function cut (value: string | undefined): string | undefined {
  return value?.slice(0, MAX_LENGTH)
}
