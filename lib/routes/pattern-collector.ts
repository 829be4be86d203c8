import FindMyWay from 'find-my-way'

/** find-my-way's options that Fastify passes on to it. */
type Options = Pick<FindMyWay.Config<FindMyWay.HTTPVersion.V1>,
  'caseSensitive' | 'ignoreTrailingSlash' | 'ignoreDuplicateSlashes' | 'maxParamLength'>

/**
 * Values at patterns of any kind, matched by the router's own code. Each pattern has one route, with a constraint that
 * never holds: being asked whether it does, it collects the value, and the router goes on to the next pattern.
 */
export class PatternCollector<T> {
  readonly #values = new Map<string, T>()
  readonly #router: FindMyWay.Instance<FindMyWay.HTTPVersion.V1>

  constructor (options: Options) {
    // Fastify has accepted the regular expressions already.
    this.#router = FindMyWay({ ...options, allowUnsafeRegex: true, constraints: { collect: COLLECT } })
  }

  /** The value at a pattern, created if there is none. */
  at (pattern: string, create: () => T): T {
    let value = this.#values.get(pattern)
    if (value === undefined) {
      this.#values.set(pattern, value = create())
      this.#router.on('GET', pattern, { constraints: { collect: value } }, NOT_CALLED)
    }
    return value
  }

  /** The values at all patterns that match a request target, in the order in which the router tries them. */
  match (target: string): T[] {
    const collect: T[] = []
    this.#router.find('GET', target, { collect } as never)
    return collect
  }
}

// The router is asked for routes, not made to follow them.
const NOT_CALLED = Function.prototype as () => never

const COLLECT = {
  name: 'collect',
  storage () {
    const values: unknown[] = []
    return {
      // Also called with a value, to find out whether it is stored already. It never is: see `at`.
      get (asked: unknown) {
        if (Array.isArray(asked)) asked.push(...values)
        return null
      },
      set (value: unknown) {
        values.push(value)
      }
    }
  },
  deriveConstraint: NOT_CALLED
}
