import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions, RawServerBase, RawServerDefault } from 'fastify'
import { Exchange } from './exchange.js'
import { checkOptions } from './options/check.js'
import { resolvePolicy } from './options/policy.js'
import type { OpeneoCorsOptions } from './options/schema.js'
import { isPreflight } from './standards/preflight.js'
import { NOT_FOUND } from './routes/resource.js'
import { answerOptions, writeResponseHeaders } from './reply/response-headers.js'

/**
 * Answers an error that came before any hook.
 *
 * @inline
 */
export type FrameworkErrorHandler = (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => void

/**
 * For Fastify's option `frameworkErrors`: gives the replies that Fastify writes before any hook their CORS headers, for a
 * malformed URL (400), a parameter longer than `maxParamLength` (414) and an asynchronous constraint that fails (500).
 * Preflights to such URLs are answered as those to paths that do not exist, so that the client can read the error.
 *
 * @param options The options that the plugin is registered with.
 * @param handler Answers the error. By default Fastify does, as it answers other errors.
 * @returns The value of `frameworkErrors` in Fastify's options.
 * @throws `FST_OPENEO_CORS_INVALID_OPTIONS` if the options are wrong, as the registration.
 */
export function frameworkErrors<Server extends RawServerBase = RawServerDefault> (
  options: OpeneoCorsOptions, handler: FrameworkErrorHandler = sendError
): NonNullable<FastifyServerOptions<Server>['frameworkErrors']> {
  // `Fastify({ frameworkErrors })` has Fastify call this for each error.
  if (options instanceof Error) return answerUncalled(...arguments as unknown as Parameters<FrameworkErrorHandler>) as never
  const policy = resolvePolicy(checkOptions(options))

  const answer: FrameworkErrorHandler = (error, request, reply) => {
    const exchange = new Exchange(policy, request.method === 'OPTIONS' ? NOT_FOUND : undefined)
    const respond = () => {
      writeResponseHeaders(reply, exchange)
      if (isPreflight(request)) answerOptions(reply, exchange)
      else handler(error, request, reply)
    }
    const fail = (failure: FastifyError) => {
      writeResponseHeaders(reply, exchange)
      sendError(failure, request, reply)
    }
    const deciding = exchange.decide(request)
    if (deciding === undefined) respond()
    else deciding.then(respond).catch(fail)
  }
  // Requests and replies differ by server in their raw parts only.
  return answer as unknown as NonNullable<FastifyServerOptions<Server>['frameworkErrors']>
}

const warned = new WeakSet<FastifyInstance>()

function answerUncalled (...[error, request, reply]: Parameters<FrameworkErrorHandler>): void {
  if (!warned.has(request.server)) {
    warned.add(request.server)
    request.log.warn('Fastify has got frameworkErrors of fastify-openeo-cors itself, so that replies to malformed URLs have no CORS headers: ' +
      'expected Fastify({ frameworkErrors: frameworkErrors(options) })')
  }
  sendError(error, request, reply)
}

const sendError: FrameworkErrorHandler = (error, _request, reply) => { reply.send(error) }
