import type { FastifyInstance } from 'fastify'
import { OpeneoCorsError } from './errors.js'
import { checkRouteCors } from './options/check.js'
import type { RouteCors } from './options/schema.js'
import { PatternIndex, type RouterOptions } from './routes/pattern-index.js'
import { extendPolicy, type Policy } from './options/policy.js'

/** What one registration of the plugin rules: the routes of an instance and of those below it, and the paths under its prefix. */
export class Scope {
  readonly #extended = new WeakMap<object, Policy>()

  constructor (readonly instance: FastifyInstance, readonly policy: Policy) {}

  /** The prefix, without a slash at the end. */
  get prefix (): string {
    return this.instance.prefix.replace(/\/+$/, '')
  }

  /**
   * The policy of a route with this `config.openeoCors`: null if that takes it out of CORS. Throws
   * `FST_OPENEO_CORS_INVALID_OPTIONS`, with `url`, if it is wrong and could not be checked when the route was declared.
   */
  policyOf (cors: RouteCors | undefined, url: string | undefined): Policy | null {
    if (cors === undefined) return this.policy
    if (cors === false) return null
    let policy = this.#extended.get(cors)
    if (policy === undefined) {
      checkRouteCors(cors, `the route ${url}, declared before the plugin`)
      this.#extended.set(cors, policy = extendPolicy(this.policy, cors))
    }
    return policy
  }
}

// Instances inherit what decorates their parents, so that each finds the scope that it is in.
const kScope = Symbol('openeo-cors.scope')
type Scoped = FastifyInstance & { readonly [kScope]?: Scope }

/** The scopes of one server. */
export class Scopes {
  readonly #scopes: Scope[] = []
  readonly #prefixes: PatternIndex<Scope>

  constructor (options: RouterOptions) {
    this.#prefixes = new PatternIndex(options)
  }

  /** Makes an instance a scope. Throws `FST_OPENEO_CORS_ALREADY_REGISTERED` where that would give a route two policies. */
  claim (instance: FastifyInstance, policy: Policy): void {
    const scope = new Scope(instance, policy)
    const { prefix } = scope
    const rival = this.of(instance) ?? this.#scopes.find((other) =>
      Object.prototype.isPrototypeOf.call(instance, other.instance) || other.prefix === prefix)
    if (rival !== undefined) {
      throw new OpeneoCorsError('FST_OPENEO_CORS_ALREADY_REGISTERED',
        `The plugin is registered already ${place(rival.prefix)}, and ${place(prefix)} again: expected one registration for a ` +
        'route, so either one for all or several in scopes beside each other, each with a prefix of its own')
    }
    instance.decorate(kScope, scope)
    this.#scopes.push(scope)
    for (const pattern of [prefix || '/', `${prefix}/*`]) this.#prefixes.update(pattern, () => scope)
  }

  /** The scope that an instance is in. */
  of (instance: FastifyInstance): Scope | undefined {
    return (instance as Scoped)[kScope]
  }

  /** The scope under whose prefix the path of a request target is: the narrowest, if one is under another. */
  at (target: string): Scope | undefined {
    return this.#prefixes.match(target)[0]
  }
}

function place (prefix: string): string {
  return prefix === '' ? 'without a prefix' : `with the prefix '${prefix}'`
}
