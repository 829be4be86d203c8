import type { Policy } from '../options/policy.js'
import type { Scope } from '../scopes.js'
import { DEFAULT_CONTENT_TYPE } from '../standards/content-type.js'
import { orderMethods } from '../standards/methods.js'
import type { EarlyRoutes } from './early-routes.js'
import { PatternIndex, type RouterOptions } from './pattern-index.js'
import type { Route } from './registry.js'
import { OPTIONS_BY_PLUGIN, Resource, type Endpoint } from './resource.js'

/** A route with its nearest scope and its policy. The policy is null if the route is out of CORS. */
export interface RouteInScope extends Route {
  readonly scope: Scope | undefined
  readonly policy: Policy | null
}

/** A route that may answer a request. */
interface Candidate {
  readonly endpoint: Endpoint
  /** The host in the route's constraints, if any. */
  readonly host: string | RegExp | undefined
  /** Whether the route has other constraints. They may depend on headers that a preflight does not have, so it cannot be known whether they hold. */
  readonly conditional: boolean
}

/** Finds the resource of a request target among the routes of a server. */
export class RouteIndex {
  readonly #candidates: PatternIndex<Candidate>
  readonly #methods: readonly string[]
  readonly #early: EarlyRoutes | undefined
  readonly #earlyPolicy: Policy | null

  /**
   * @param routes The routes, in the order in which they were declared, each with its policy.
   * @param early Routes that were declared before the import, which are not among `routes`.
   * @param earlyPolicy The policy of the early routes, or null if it is unknown.
   */
  constructor (
    options: RouterOptions, routes: readonly RouteInScope[], early?: EarlyRoutes, earlyPolicy: Policy | null = null
  ) {
    this.#candidates = new PatternIndex(options)
    // The router allows only 31 routes for one pattern. The same route can have been declared more often, if the application caught
    // the errors. So a repeated route is added once.
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

  /** Corrects the endpoint for a method of early routes. An early route may answer in its place, or may be the only one that answers. */
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
    // find-my-way does not support these flags. They make an expression keep state between calls.
    host: host instanceof RegExp ? new RegExp(host, host.flags.replace(/[gy]/g, '')) : host,
    conditional: Object.values(others).some((value) => value !== undefined)
  }
}

type Candidates = ReadonlyArray<readonly Candidate[]>

/** The endpoint that the router would choose. The candidates are grouped by pattern, in the order in which the router tries the patterns. */
function choose (candidates: Candidates, host: string | undefined): Endpoint {
  // If a pattern has several candidates without constraints, the router has refused all but one. It is unknown which one.
  const isUsual = candidates.every((ofPattern) => ofPattern.every(isUnconstrained))
  const possible = isUsual ? candidates[0]! : possibleOf(candidates, host)
  if (possible.length === 1) return possible[0]!.endpoint
  const [{ endpoint }, ...others] = possible as [Candidate, ...Candidate[]]
  // If the policies differ, it is unknown which one applies. Then the method is not allowed.
  return others.every((other) => other.endpoint.policy === endpoint.policy) ? endpoint : { ...endpoint, policy: null }
}

function isUnconstrained ({ host, conditional }: Candidate): boolean {
  return host === undefined && !conditional
}

/**
 * The candidates that the router may choose for a host: the first one without other constraints, and every one with other
 * constraints, because the router skips a route whose constraints do not hold. If no candidate is for the host, the result has
 * all of them.
 */
function possibleOf (candidates: Candidates, host: string | undefined): readonly Candidate[] {
  const possible: Candidate[] = []
  let isDecided = false
  for (const ofPattern of candidates) {
    const fitting = ofPattern.filter((candidate) => isFor(candidate, host))
    possible.push(...fitting.filter(({ conditional }) => conditional))
    if (isDecided) continue
    // The router prefers a route for this host to a route for all hosts. If several routes are for this host, any of them may be
    // skipped.
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
