import type { Policy } from '../options/policy.js'
import type { Scope } from '../scopes.js'
import { DEFAULT_CONTENT_TYPE } from '../standards/content-type.js'
import { orderMethods } from '../standards/methods.js'
import type { EarlyRoutes } from './early-routes.js'
import { PatternIndex, type RouterOptions } from './pattern-index.js'
import type { Route } from './registry.js'
import { OPTIONS_BY_PLUGIN, Resource, type Endpoint } from './resource.js'

/** A route, the nearest scope that it is in, and its policy: null if it is out of CORS. */
export interface RouteInScope extends Route {
  readonly scope: Scope | undefined
  readonly policy: Policy | null
}

/** A route that may be an endpoint of a resource. */
interface Candidate {
  readonly endpoint: Endpoint
  /** The host that it is for, if not for all. */
  readonly host: string | RegExp | undefined
  /** Whether it has other constraints, which nobody can tell from a preflight: it has not the headers of the request to come. */
  readonly conditional: boolean
}

/** Which resource a request target identifies, by the routes of a server. */
export class RouteIndex {
  readonly #candidates: PatternIndex<Candidate>
  readonly #methods: readonly string[]
  readonly #early: EarlyRoutes | undefined
  readonly #earlyPolicy: Policy | null

  /**
   * @param routes The routes, in the order in which they were declared, each with its policy.
   * @param early Routes that are not among them, if there can be any.
   * @param earlyPolicy The policy of these: null if that is not known.
   */
  constructor (
    options: RouterOptions, routes: readonly RouteInScope[], early?: EarlyRoutes, earlyPolicy: Policy | null = null
  ) {
    this.#candidates = new PatternIndex(options)
    // The router takes at most 31 routes at one pattern, but any number of declarations of the same route can have failed.
    const added = new Map<string, Policy | null>()
    for (const route of routes) {
      const candidate = candidateOf(route)
      const key = `${route.method} ${route.pattern}`
      if (isUnconstrained(candidate)) {
        if (added.get(key) === route.policy) continue
        added.set(key, route.policy)
      }
      this.#candidates.add(route.method, route.pattern, candidate)
    }
    this.#methods = orderMethods([...routes.map(({ method }) => method), ...early?.methods ?? []])
    this.#early = early
    this.#earlyPolicy = earlyPolicy
  }

  /** The resource of a request target at a host. */
  identify (target: string, host: string | undefined): Resource {
    const endpoints: Endpoint[] = []
    for (const method of this.#methods) {
      const candidates = this.#candidates.match(method, target)
      let endpoint = candidates.length === 0 ? undefined : choose(candidates, host)
      if (this.#early?.methods.has(method) === true) endpoint = this.#besideEarly(method, target, endpoint)
      if (endpoint !== undefined) endpoints.push(endpoint)
      else if (method === 'OPTIONS') endpoints.push(OPTIONS_BY_PLUGIN)
    }
    return new Resource(endpoints)
  }

  /** What becomes of an endpoint when an early route can be in front of it, or be there in its place. */
  #besideEarly (method: string, target: string, endpoint: Endpoint | undefined): Endpoint | undefined {
    if (endpoint !== undefined) return this.#earlyPolicy === null ? { ...endpoint, policy: null } : endpoint
    if (!this.#early!.serve(method, target)) return undefined
    return { method, contentType: DEFAULT_CONTENT_TYPE, policy: this.#earlyPolicy }
  }
}

function candidateOf ({ method, contentType, constraints, isHostOwn, policy }: RouteInScope): Candidate {
  const { host, ...others } = isHostOwn ? { ...constraints, host: undefined, ownHost: constraints.host } : constraints
  return {
    endpoint: Object.freeze({ method, contentType, policy }),
    // As find-my-way takes them: these flags would make an expression remember what it was asked.
    host: host instanceof RegExp ? new RegExp(host, host.flags.replace(/[gy]/g, '')) : host,
    conditional: Object.values(others).some((value) => value !== undefined)
  }
}

type Candidates = ReadonlyArray<readonly Candidate[]>

/** The endpoint that one of the candidates is, which come by pattern, in the order in which the router tries these. */
function choose (candidates: Candidates, host: string | undefined): Endpoint {
  // Of several without constraints at one pattern, all but one were refused, and nobody tells which.
  const isUsual = candidates.every((ofPattern) => ofPattern.every(isUnconstrained))
  const possible = isUsual ? candidates[0]! : possibleOf(candidates, host)
  if (possible.length === 1) return possible[0]!.endpoint
  const [{ endpoint }, ...others] = possible as [Candidate, ...Candidate[]]
  // What is not known is not allowed.
  return others.every((other) => other.endpoint.policy === endpoint.policy) ? endpoint : { ...endpoint, policy: null }
}

function isUnconstrained ({ host, conditional }: Candidate): boolean {
  return host === undefined && !conditional
}

/**
 * The candidates that the router can come to for a host: the first without other constraints, and all that have some, as
 * a request goes past routes whose constraints it does not meet. All, if none is for the host: then they are for others.
 */
function possibleOf (candidates: Candidates, host: string | undefined): readonly Candidate[] {
  const possible: Candidate[] = []
  let isDecided = false
  for (const ofPattern of candidates) {
    const fitting = ofPattern.filter((candidate) => isFor(candidate, host))
    possible.push(...fitting.filter(({ conditional }) => conditional))
    if (isDecided) continue
    // The router prefers a route for the host to one for all. Of several for the host, it can pass by each.
    const forHost = fitting.filter((candidate) => candidate.host !== undefined)
    const forAll = fitting.filter(isUnconstrained)
    const isPreferred = forHost.length === 1 && !forHost[0]!.conditional
    possible.push(...forHost.filter(({ conditional }) => !conditional), ...(isPreferred ? [] : forAll))
    isDecided = isPreferred || forAll.length !== 0
  }
  return possible.length === 0 ? candidates.flat() : possible
}

function isFor ({ host }: Candidate, asked = ''): boolean {
  return host instanceof RegExp ? host.test(asked) : host === undefined || host === asked
}
