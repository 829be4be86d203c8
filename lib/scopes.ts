import type { FastifyInstance } from 'fastify'
import { OpeneoCorsError } from './errors.js'
import { resolvePolicy, type Policy } from './options/policy.js'
import { extendOptions } from './options/route-options.js'
import type { OpeneoCorsOptions, OriginFunction, RouteCors } from './options/schema.js'
import { PatternIndex, type RouterOptions } from './routes/pattern-index.js'
import type { Route } from './routes/registry.js'

/** A registration of the plugin. It applies to the routes of its instance and of nested instances, and to the paths below its prefix. */
export class Scope {
  readonly policy: Policy
  readonly #ofRoutes = new Map<object, Policy>()
  readonly #alike = new Map<string, Policy>()
  readonly #functions: OriginFunction[] = []

  constructor (readonly instance: FastifyInstance, readonly options: OpeneoCorsOptions) {
    this.policy = resolvePolicy(options)
  }

  /**
   * The policy of a route in this scope, or null if its config takes it out of CORS. Called when the server starts. Throws
   * `FST_OPENEO_CORS_INVALID_OPTIONS`, with the route, if its config is wrong or contradicts the plugin's options.
   */
  resolve ({ config, method, pattern }: Route): Policy | null {
    const cors = config?.openeoCors
    if (cors !== undefined && cors !== false && !this.#ofRoutes.has(cors)) {
      const options = extendOptions(this.options, cors, `${method} ${pattern}`)
      const key = JSON.stringify({ ...options, origin: typeof options.origin === 'function' ? this.#number(options.origin) : options.origin })
      if (!this.#alike.has(key)) this.#alike.set(key, resolvePolicy(options))
      this.#ofRoutes.set(cors, this.#alike.get(key)!)
    }
    return this.policyOf(cors)
  }

  #number (ask: OriginFunction): number {
    if (!this.#functions.includes(ask)) this.#functions.push(ask)
    return this.#functions.indexOf(ask)
  }

  /** The policy for a value of `config.openeoCors`. It is null for `false`, and for an object that was unknown when the server started. */
  policyOf (cors: RouteCors | undefined): Policy | null {
    if (cors === undefined) return this.policy
    return cors === false ? null : this.#ofRoutes.get(cors) ?? null
  }
}

// Instances inherit the decorators of their parents. So each instance finds the scope of its nearest ancestor.
const kScope = Symbol('fastify-openeo-cors.scope')

/** Makes an instance a scope, with checked options. Throws `FST_OPENEO_CORS_ALREADY_REGISTERED` if it is a scope already. */
export function addScope (instance: FastifyInstance, options: OpeneoCorsOptions): Scope {
  if (Object.hasOwn(instance, kScope)) {
    const prefix = instance.prefix === '' ? 'without a prefix' : `with the prefix '${instance.prefix}'`
    throw new OpeneoCorsError('FST_OPENEO_CORS_ALREADY_REGISTERED',
      `The plugin is registered twice in the same scope, ${prefix}, expected once. Routes with other options need a scope ` +
      'of their own, as in fastify.register(async (scope) => { await scope.register(openeoCors, options) })')
  }
  const scope = new Scope(instance, options)
  instance.decorate(kScope, scope)
  return scope
}

/** The nearest scope that contains an instance. */
export function scopeOf (instance: FastifyInstance): Scope | undefined {
  return (instance as { readonly [kScope]?: Scope })[kScope]
}

/**
 * Finds the scope of a path that has no route: the scope with the narrowest prefix that matches. If several scopes have
 * that prefix, the outermost is taken, and among these the one that was registered first.
 */
export class ScopeIndex {
  readonly #prefixes: PatternIndex<Scope>

  /** @param scopes In the order in which they were registered. */
  constructor (options: RouterOptions, scopes: readonly Scope[]) {
    this.#prefixes = new PatternIndex(options)
    const known = new Set<string>()
    for (const scope of scopes.toSorted((a, b) => depth(a.instance) - depth(b.instance))) {
      const prefix = scope.instance.prefix.replace(/\/+$/, '')
      // A later scope with the same prefix is never chosen. The router allows only 31 values for one pattern.
      if (known.has(prefix)) continue
      known.add(prefix)
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
