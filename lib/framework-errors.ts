import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions, RawServerBase, RawServerDefault } from 'fastify'
import { Exchange } from './exchange.js'
import { checkOptions } from './options/check.js'
import { resolvePolicy } from './options/policy.js'
import type { OpeneoCorsOptions } from './options/schema.js'
import { isPreflight } from './standards/preflight.js'
import { NOT_FOUND } from './routes/resource.js'
import { answerOptions, writeResponseHeaders } from './reply/response-headers.js'

/**
 * Answers an error that occurs before any hook runs.
 *
 * @inline
 */
export type FrameworkErrorHandler = (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => void

/**
 * Makes the value of Fastify's option `frameworkErrors`. Fastify answers some errors before any hook runs: a malformed URL
 * (400), a parameter longer than `maxParamLength` (414) and an asynchronous constraint that fails (500). With this option
 * these replies have CORS headers. A preflight to such a URL succeeds, as for an unknown path, so that the client can read
 * the error of the real request.
 *
 * @param options The options of the plugin's registration.
 * @param handler Answers the error. By default Fastify answers it like any other error.
 * @returns The value of `frameworkErrors` in Fastify's options.
 * @throws `FST_OPENEO_CORS_INVALID_OPTIONS` if the options are wrong.
 */
export function frameworkErrors<Server extends RawServerBase = RawServerDefault> (
  options: OpeneoCorsOptions, handler: FrameworkErrorHandler = sendError
): NonNullable<FastifyServerOptions<Server>['frameworkErrors']> {
  // With `Fastify({ frameworkErrors })`, a mistake, Fastify calls this function itself for each error.
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
  // The types of requests and replies depend on the server only in `raw`, which is not used here.
  return answer as unknown as NonNullable<FastifyServerOptions<Server>['frameworkErrors']>
}

const warned = new WeakSet<FastifyInstance>()

function answerUncalled (...[error, request, reply]: Parameters<FrameworkErrorHandler>): void {
  if (!warned.has(request.server)) {
    warned.add(request.server)
    request.log.warn('frameworkErrors of fastify-openeo-cors was given to Fastify without a call, so replies to malformed URLs have no CORS headers: ' +
      'expected Fastify({ frameworkErrors: frameworkErrors(options) })')
  }
  sendError(error, request, reply)
}

const sendError: FrameworkErrorHandler = (error, _request, reply) => { reply.send(error) }
