import { PatternCollector } from './pattern-collector.js'
import { PatternTree } from './pattern-tree.js'
import { comparablePath, requestPath, type PathOptions } from './request-path.js'

/** What decides, beside a route's pattern, which URLs Fastify's router gives to the route. */
export interface RouterOptions extends PathOptions {
  readonly maxParamLength: number
}

interface Entry<T> {
  readonly pattern: string
  value: T | undefined
}

/** Values at patterns of routes, found by URL: all whose pattern matches, in the order in which the router would try them. */
export class PatternIndex<T> {
  readonly #options: RouterOptions
  readonly #simple: PatternTree<T>
  #others: PatternCollector<Entry<T>> | undefined

  constructor (options: RouterOptions) {
    this.#options = options
    this.#simple = new PatternTree(options.maxParamLength)
  }

  /** Sets the value at a pattern to what becomes of the present one. */
  update (pattern: string, change: (value: T | undefined) => T): void {
    const comparable = pattern === '*' ? '/*' : comparablePath(pattern, this.#options)
    if (PatternTree.accepts(comparable)) {
      this.#simple.update(comparable, change)
    } else {
      this.#others ??= new PatternCollector(this.#options)
      const entry = this.#others.at(pattern, () => ({ pattern: comparable, value: undefined }))
      entry.value = change(entry.value)
    }
  }

  /** Saves memory, when nothing is updated any more. */
  compact (): void {
    this.#simple.compact()
  }

  /** The values at the patterns that match a request target. */
  match (target: string): T[] {
    const path = requestPath(target, this.#options)
    if (this.#others === undefined) return this.#simple.match(path)
    const patterns: string[] = []
    const simple = this.#simple.match(path, patterns).map((value, i) => ({ pattern: patterns[i]!, value }))
    return merge(simple, this.#others.match(target)).map(({ value }) => value!)
  }
}

// Each list is in order already.
function merge<T> (simple: ReadonlyArray<Entry<T>>, others: ReadonlyArray<Entry<T>>): Array<Entry<T>> {
  const merged: Array<Entry<T>> = []
  let next = 0
  for (const other of others) {
    while (next < simple.length && precedence(simple[next]!.pattern) < precedence(other.pattern)) merged.push(simple[next++]!)
    merged.push(other)
  }
  return [...merged, ...simple.slice(next)]
}

/**
 * Of two patterns that match the same path, the one with the lesser precedence is the one that the router tries first: at
 * the first character where they differ, it prefers text to a parameter with text or a regular expression beside it in
 * the segment, that to one alone, and that to a wildcard.
 */
function precedence (pattern: string): string {
  return pattern.replace(PATTERN_PART, (part) => {
    if (part === '*') return 'd'
    if (part === '::' || (part.length === 1 && part !== ':')) return 'a'
    return /[-.(]/.test(part) ? 'b' : 'c'
  })
}

const PATTERN_PART = /::|:(?:\([^)]*\)|[^/(])*|./gs
