import type { FastifyInstance } from 'fastify'
import type { HTTPMethod, HTTPVersion, Instance } from 'find-my-way'
import findMyWay from './find-my-way.cjs'

/** The options of Fastify's router that decide which URLs it gives to which routes. */
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
 * The options of a server's router. Fastify 5 takes them in two places, of which `routerOptions` goes first. Before it shows
 * that one, it fills it up with defaults, so a default there says nothing (Fastify, lib/initial-config-validation.js).
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
 * Values at methods and patterns of routes, matched by Fastify's own router. The router stops at the first route that
 * takes a request; this finds all that could. Each value has a constraint for that which never holds: the router asks it,
 * which notes the value, and goes on.
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
          // When a value is added, too, the router asks: whether it is there already.
          get: (asked: T[][] | number) => { if (typeof asked !== 'number') asked.push(here) },
          set: (index: number) => { here.push(values[index]!) }
        }
      },
      deriveConstraint: NOT_CALLED
    }
    // Fastify has decided already whether a regular expression is safe.
    this.#router = findMyWay({ ...options, allowUnsafeRegex: true, constraints: { note: note as never } })
  }

  /** Adds a value at a method and a pattern. Returns the pattern as the router stores it, and throws what that throws at one that it refuses. */
  add (method: string, pattern: string, value: T): string {
    // The router compares constraints deeply, so they are numbers.
    const note = this.#values.push(value) - 1
    this.#router.on(method as HTTPMethod, pattern, { constraints: { note } }, NOT_CALLED)
    return (this.#router as unknown as { readonly routes: ReadonlyArray<{ readonly path: string }> }).routes.at(-1)!.path
  }

  /**
   * The values whose pattern matches a request target: those of each pattern together, in the order in which the router
   * tries the patterns.
   */
  match (method: string, target: string): T[][] {
    const noted: T[][] = []
    this.#router.find(method as HTTPMethod, target, { note: noted as never })
    return noted
  }
}

const NOTE = 'note'

// The router is asked for routes, not made to follow them.
const NOT_CALLED = Function.prototype as () => never
