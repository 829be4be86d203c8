/** The codes of the errors that this plugin raises, for `error.code`. */
export type OpeneoCorsErrorCode =
  | 'FST_OPENEO_CORS_INVALID_OPTIONS'
  | 'FST_OPENEO_CORS_ALREADY_REGISTERED'
  | 'FST_OPENEO_CORS_ORIGIN_FUNCTION_FAILED'
  | 'FST_OPENEO_CORS_ENDPOINTS_UNKNOWN'

/** An error of this plugin. `code` says which, the message what was wrong and what was expected. */
export class OpeneoCorsError extends Error {
  override readonly name = 'OpeneoCorsError'
  readonly statusCode = 500

  constructor (readonly code: OpeneoCorsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
  }
}
