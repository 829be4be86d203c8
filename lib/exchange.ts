import type { FastifyRequest } from 'fastify'
import { DEFAULT_CONTENT_TYPE } from './standards/content-type.js'
import { logRefusal } from './debug-log.js'
import { askOrigin, judge, NOT_SHARED, type Policy, type Verdict } from './options/policy.js'
import type { Resource } from './routes/resource.js'

/** What there is to know about a request and its reply, for the headers of the CORS protocol. */
export class Exchange {
  /** Whether the request's origin may read the reply. Not known, which means no, until that is decided: see {@link decide}. */
  verdict: Verdict | undefined
  private asking: Promise<void> | undefined

  constructor (
    readonly policy: Policy,
    /** For OPTIONS: what the request's URL identifies. */
    readonly resource?: Resource,
    /** For OPTIONS: the content type of an answer by the plugin. */
    readonly contentType = DEFAULT_CONTENT_TYPE
  ) {}

  /**
   * The exchange of an OPTIONS request. A preflight is about the method that it asks for; the route of that method may
   * have a policy of its own, or be out of CORS.
   */
  static ofOptions (policy: Policy, resource: Resource, method = 'OPTIONS'): Exchange {
    const endpoint = resource.endpoint(method)
    if (endpoint === undefined) return new Exchange(policy, resource)
    const exchange = new Exchange(endpoint.policy ?? policy, resource, endpoint.contentType)
    if (endpoint.policy === null) exchange.verdict = NOT_SHARED
    return exchange
  }

  /** Sees to it that there is a verdict. Returns a promise if the user's function has to be asked, which it is once. */
  decide (request: FastifyRequest): Promise<void> | undefined {
    if (this.verdict !== undefined) return undefined
    if (this.policy.ask === undefined) this.conclude(judge(this.policy, request.headers.origin), request)
    else this.asking = this.ask(this.policy.ask, request)
    return this.asking
  }

  /** As {@link decide}, for a reply that is on its way: a function that was asked before and has not answered is not waited for. */
  decideNow (request: FastifyRequest): Promise<void> | undefined {
    if (this.asking !== undefined) this.verdict ??= NOT_SHARED
    return this.decide(request)
  }

  private async ask (ask: NonNullable<Policy['ask']>, request: FastifyRequest): Promise<void> {
    this.conclude(await askOrigin(ask, this.policy, request), request)
  }

  private conclude (verdict: Verdict, request: FastifyRequest): void {
    if (this.verdict !== undefined) return
    this.verdict = verdict
    if (verdict.refusal !== undefined || this.resource !== undefined) logRefusal(request, this)
  }
}
