import type { FastifyRequest } from 'fastify'
import { logRefusal } from './debug-log.js'
import type { Policy } from './options/policy.js'
import { askFunction, NOT_SHARED, type Verdict } from './options/verdict.js'
import type { Resource } from './routes/resource.js'
import { DEFAULT_CONTENT_TYPE } from './standards/content-type.js'

/** What there is to know about a request and its reply, for the headers of the CORS protocol. */
export class Exchange {
  /** Whether the request's origin may read the reply: no, as long as that is not decided. */
  verdict = NOT_SHARED
  /** Whether the plugin had the request before a hook in front could answer it. */
  isMet = false
  #isDecided = false

  constructor (
    readonly policy: Policy,
    /** For OPTIONS: what the request's URL identifies. */
    readonly resource?: Resource,
    /** For OPTIONS: the content type of an answer by the plugin. */
    readonly contentType = DEFAULT_CONTENT_TYPE,
    /** For OPTIONS: whether the plugin answers, and not a route. */
    readonly isAnswered = false
  ) {}

  /**
   * Decides on the request's origin, once: later calls do nothing. Returns a promise if the user's function has to be
   * asked. As long as that has not answered, the verdict is no.
   */
  decide (request: FastifyRequest): Promise<void> | undefined {
    if (this.#isDecided) return undefined
    // Before the user's function is called, as that can answer the request itself, which leads here again.
    this.#isDecided = true
    const { judge, ask } = this.policy
    const verdict = judge(request.headers.origin)
    if (ask === undefined || verdict.allowOrigin === undefined) return this.conclude(verdict, request)
    return askFunction(ask, verdict, request).then((verdict) => { this.conclude(verdict, request) })
  }

  /** Settles the verdict. */
  conclude (verdict: Verdict, request: FastifyRequest): undefined {
    this.#isDecided = true
    this.verdict = verdict
    if (verdict.refusal !== undefined || this.resource !== undefined) logRefusal(request, this.policy, verdict, this.resource)
  }
}
