/**
 * The values of `error.code` of the plugin's errors:
 *
 * - `FST_OPENEO_CORS_INVALID_OPTIONS`: the options, or a route's `config.openeoCors`, are wrong. The message names each problem.
 * - `FST_OPENEO_CORS_ALREADY_REGISTERED`: the plugin is registered twice in one instance of Fastify.
 * - `FST_OPENEO_CORS_SEVERAL_COPIES`: two copies of this package are registered on one server.
 * - `FST_OPENEO_CORS_ORIGIN_FUNCTION_FAILED`: the origin function has failed, or has returned neither `true` nor `false`. If it
 *   has failed, its error is `cause`.
 * - `FST_OPENEO_CORS_ENDPOINTS_UNKNOWN`: `openeoEndpoints()` was called before the server was ready, or the server has routes
 *   that were declared before the package was imported.
 */
export type OpeneoCorsErrorCode =
  | 'FST_OPENEO_CORS_INVALID_OPTIONS'
  | 'FST_OPENEO_CORS_ALREADY_REGISTERED'
  | 'FST_OPENEO_CORS_SEVERAL_COPIES'
  | 'FST_OPENEO_CORS_ORIGIN_FUNCTION_FAILED'
  | 'FST_OPENEO_CORS_ENDPOINTS_UNKNOWN'

/** An error of this plugin. `code` says which error it is. The message says what is wrong and what is expected. */
export class OpeneoCorsError extends Error {
  /** The name of the class, which logs show. */
  override readonly name = 'OpeneoCorsError'
  /** The status of the reply, if the error occurs during a request. */
  readonly statusCode = 500

  /**
   * @param code The code of the error.
   * @param message What is wrong and what is expected.
   * @param options `cause` is the error that led to this one, if any.
   */
  constructor (readonly code: OpeneoCorsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
  }
}
