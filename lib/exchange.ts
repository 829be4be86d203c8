import type { FastifyRequest } from 'fastify'
import { logRefusal } from './debug-log.js'
import type { Policy } from './options/policy.js'
import { askFunction, NOT_SHARED, type Verdict } from './options/verdict.js'
import type { Resource } from './routes/resource.js'
import { DEFAULT_CONTENT_TYPE } from './standards/content-type.js'

/** What the headers of the CORS protocol depend on, for one request and its reply. */
export class Exchange {
  /** Whether the request's origin may read the reply. Until that is decided, it may not. */
  verdict = NOT_SHARED
  /** Whether the plugin's `onRequest` hook has run. It does not run if an earlier hook answers the request. */
  isMet = false
  #isDecided = false

  constructor (
    readonly policy: Policy,
    /** For OPTIONS: the resource of the request's URL. */
    readonly resource?: Resource,
    /** For OPTIONS: the content type of the plugin's answer. */
    readonly contentType = DEFAULT_CONTENT_TYPE,
    /** For OPTIONS: whether the plugin answers the request. Otherwise a route does. */
    readonly isAnswered = false
  ) {}

  /**
   * Decides whether the request's origin is allowed. Later calls do nothing. Returns a promise if the user's origin function
   * has to be called. Until that function has answered, the origin is not allowed.
   */
  decide (request: FastifyRequest): Promise<void> | undefined {
    if (this.#isDecided) return undefined
    // The user's function can send the reply itself. Then `onSend` calls this method again, so the flag is set first.
    this.#isDecided = true
    const { judge, ask } = this.policy
    const verdict = judge(request.headers.origin)
    if (ask === undefined || verdict.allowOrigin === undefined) return this.conclude(verdict, request)
    return askFunction(ask, verdict, request).then((verdict) => { this.conclude(verdict, request) })
  }

  /** Sets the verdict, and logs a refusal. */
  conclude (verdict: Verdict, request: FastifyRequest): undefined {
    this.#isDecided = true
    this.verdict = verdict
    if (verdict.refusal !== undefined || this.resource !== undefined) logRefusal(request, this.policy, verdict, this.resource)
  }
}
