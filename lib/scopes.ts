import type { FastifyInstance } from 'fastify'
import { OpeneoCorsError } from './errors.js'
import { extendPolicy, type Policy } from './options/policy.js'
import type { RouteCors } from './options/schema.js'
import { PatternIndex, type RouterOptions } from './routes/pattern-index.js'

/** What one registration rules: the routes of an instance and of those below it, and the paths under its prefix. */
export class Scope {
  readonly #ofRoutes = new Map<object, Policy>()

  constructor (readonly instance: FastifyInstance, readonly policy: Policy) {}

  /** Resolves what a route says of CORS to its policy, when the server starts: null if that takes it out. */
  resolve (cors: RouteCors | undefined): Policy | null {
    if (cors !== undefined && cors !== false && !this.#ofRoutes.has(cors)) this.#ofRoutes.set(cors, extendPolicy(this.policy, cors))
    return this.policyOf(cors)
  }

  /** The policy of a route that says this of CORS. It is out, too, if nobody told of that when the server started. */
  policyOf (cors: RouteCors | undefined): Policy | null {
    if (cors === undefined) return this.policy
    return cors === false ? null : this.#ofRoutes.get(cors) ?? null
  }
}

// Instances inherit what decorates their parents, so that each finds the nearest scope that it is in.
const kScope = Symbol('fastify-openeo-cors.scope')

/** Makes an instance a scope. Throws `FST_OPENEO_CORS_ALREADY_REGISTERED` if it is one already. */
export function addScope (instance: FastifyInstance, policy: Policy): Scope {
  if (Object.hasOwn(instance, kScope)) {
    const prefix = instance.prefix === '' ? 'without a prefix' : `with the prefix '${instance.prefix}'`
    throw new OpeneoCorsError('FST_OPENEO_CORS_ALREADY_REGISTERED',
      `The plugin is registered twice in the same scope, ${prefix}, expected once: other options for some routes take a scope ` +
      'of their own, as in fastify.register(async (scope) => { await scope.register(openeoCors, options) })')
  }
  const scope = new Scope(instance, policy)
  instance.decorate(kScope, scope)
  return scope
}

/** The nearest scope that an instance is in. */
export function scopeOf (instance: FastifyInstance): Scope | undefined {
  return (instance as { readonly [kScope]?: Scope })[kScope]
}

/**
 * Which scope a path belongs to that no route has: that with the narrowest prefix. Of several with the same prefix, it is
 * the outermost, and then the one that was registered first.
 */
export class ScopeIndex {
  readonly #prefixes: PatternIndex<Scope>

  /** @param scopes In the order in which they were registered. */
  constructor (options: RouterOptions, scopes: readonly Scope[]) {
    this.#prefixes = new PatternIndex(options)
    for (const scope of scopes.toSorted((a, b) => depth(a.instance) - depth(b.instance))) {
      const prefix = scope.instance.prefix.replace(/\/+$/, '')
      for (const pattern of [prefix || '/', `${prefix}/*`]) this.#prefixes.add('GET', pattern, scope)
    }
  }

  /** The scope of the path of a request target. */
  at (target: string): Scope | undefined {
    return this.#prefixes.match('GET', target)[0]?.[0]
  }
}

function depth (instance: object): number {
  const parent = Object.getPrototypeOf(instance)
  return parent === null ? 0 : depth(parent) + 1
}
