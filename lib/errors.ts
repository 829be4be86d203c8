/**
 * The codes of the errors that this plugin raises, for `error.code`:
 *
 * - `FST_OPENEO_CORS_INVALID_OPTIONS`: the options, or a route's `config.openeoCors`, are wrong. The message names each problem.
 * - `FST_OPENEO_CORS_ALREADY_REGISTERED`: the plugin is registered twice in one instance of Fastify.
 * - `FST_OPENEO_CORS_SEVERAL_COPIES`: two copies of this package are registered on one server.
 * - `FST_OPENEO_CORS_ORIGIN_FUNCTION_FAILED`: the function that is `origin` has thrown, which is `cause`, or has returned neither `true` nor `false`.
 * - `FST_OPENEO_CORS_ENDPOINTS_UNKNOWN`: `openeoEndpoints()` was called too early, or there are routes that nobody told the plugin of.
 */
export type OpeneoCorsErrorCode =
  | 'FST_OPENEO_CORS_INVALID_OPTIONS'
  | 'FST_OPENEO_CORS_ALREADY_REGISTERED'
  | 'FST_OPENEO_CORS_SEVERAL_COPIES'
  | 'FST_OPENEO_CORS_ORIGIN_FUNCTION_FAILED'
  | 'FST_OPENEO_CORS_ENDPOINTS_UNKNOWN'

/** An error of this plugin. `code` says which, the message what was wrong and what was expected. */
export class OpeneoCorsError extends Error {
  /** What kind of error it is, for logs. */
  override readonly name = 'OpeneoCorsError'
  /** The status of the reply, if a request has led to the error. */
  readonly statusCode = 500

  /**
   * @param code Which error it is.
   * @param message What was wrong and what was expected.
   * @param options `cause` is the error behind it, if there is one.
   */
  constructor (readonly code: OpeneoCorsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
  }
}
