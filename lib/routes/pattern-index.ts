import type { FastifyInstance } from 'fastify'
import type { HTTPMethod, HTTPVersion, Instance } from 'find-my-way'
import findMyWay from './find-my-way.cjs'

/** The options of Fastify's router that change which URLs match a route. */
export interface RouterOptions {
  readonly caseSensitive: boolean
  readonly ignoreDuplicateSlashes: boolean
  readonly ignoreTrailingSlash: boolean
  readonly maxParamLength: number
  readonly useSemicolonDelimiter: boolean
}

const DEFAULTS: RouterOptions = {
  caseSensitive: true,
  ignoreDuplicateSlashes: false,
  ignoreTrailingSlash: false,
  maxParamLength: 100,
  useSemicolonDelimiter: false
}

/**
 * The options of a server's router. Fastify 5 accepts them in two places: in `routerOptions`, which has priority, and beside
 * it. In `initialConfig`, Fastify adds the defaults to `routerOptions`. So a default value there may not be the user's, and the
 * other place is read too (Fastify, lib/initial-config-validation.js).
 */
export function routerOptions ({ initialConfig }: FastifyInstance): RouterOptions {
  const places = [initialConfig.routerOptions ?? {}, initialConfig] as ReadonlyArray<Readonly<Record<string, unknown>>>
  const options = Object.entries(DEFAULTS).map(([name, usual]) => {
    const given = places.map((place) => place[name]).find((value) => value !== undefined && value !== usual)
    return [name, given ?? usual]
  })
  return Object.fromEntries(options)
}

/**
 * Stores values by method and pattern, and finds them with Fastify's own router. The router stops at the first route that
 * matches a request. This class finds all that could match: each route here has a constraint that never holds. When the router
 * checks the constraint, the value is noted, and the router goes on.
 */
export class PatternIndex<T> {
  readonly #values: T[] = []
  readonly #router: Instance<HTTPVersion.V1>

  constructor (options: RouterOptions) {
    const values = this.#values
    const note = {
      name: NOTE,
      storage () {
        const here: T[] = []
        return {
          // The router also calls `get` with a number when a value is added, to find duplicates.
          get: (asked: T[][] | number) => { if (typeof asked !== 'number') asked.push(here) },
          set: (index: number) => { here.push(values[index]!) }
        }
      },
      deriveConstraint: NOT_CALLED
    }
    // Fastify's own router has already refused the regular expressions that are unsafe.
    this.#router = findMyWay({ ...options, allowUnsafeRegex: true, constraints: { note: note as never } })
  }

  /** Adds a value at a method and a pattern. Returns the pattern as the router stores it. Throws if the router refuses the pattern. */
  add (method: string, pattern: string, value: T): string {
    // The router compares the values of constraints deeply. Numbers keep that cheap and every value distinct.
    const note = this.#values.push(value) - 1
    this.#router.on(method as HTTPMethod, pattern, { constraints: { note } }, NOT_CALLED)
    return (this.#router as unknown as { readonly routes: ReadonlyArray<{ readonly path: string }> }).routes.at(-1)!.path
  }

  /**
   * The values whose pattern matches a request target, grouped by pattern. The groups are in the order in which the router
   * tries the patterns.
   */
  match (method: string, target: string): T[][] {
    const noted: T[][] = []
    this.#router.find(method as HTTPMethod, target, { note: noted as never })
    return noted
  }
}

const NOTE = 'note'

// The router needs functions, but never calls them here: only its `find` is used.
const NOT_CALLED = Function.prototype as () => never
