interface Node<T> {
  /** The next segment, by name. */
  names: Map<string, Node<T>> | undefined
  /** The next segment, whatever its name. */
  parameter: Node<T> | undefined
  /** The value at the pattern that ends here. */
  value: T | undefined
  /** The value at the pattern that ends here with a wildcard. */
  wildcard: T | undefined
}

// Segments that are a name or a parameter as a whole, and perhaps a wildcard as the last.
const SIMPLE = /^(?:\/(?::[\w$]+|[^/:*%]*))*(?:\/\*)?$/

const COLON = 58

/**
 * Values at patterns of routes, of the simple kind that nearly all are, in a tree of segments. Unlike the router, which
 * stops at the first pattern that matches a path, it finds all of them. A pattern costs little time and memory here,
 * which is why this is not another instance of the router.
 */
export class PatternTree<T> {
  #root: Node<T> = createNode()
  readonly #maxParamLength: number

  constructor (maxParamLength: number) {
    this.#maxParamLength = maxParamLength
  }

  /** Whether a pattern is of the simple kind. */
  static accepts (pattern: string): boolean {
    return SIMPLE.test(pattern)
  }

  /** Sets the value at a pattern to what becomes of the present one. The names of parameters do not distinguish patterns. */
  update (pattern: string, change: (value: T | undefined) => T): void {
    let node = this.#root
    let start = 1
    while (start <= pattern.length) {
      const slash = pattern.indexOf('/', start)
      const end = slash === -1 ? pattern.length : slash
      const segment = pattern.slice(start, end)
      if (segment === '*') {
        node.wildcard = change(node.wildcard)
        return
      }
      node = segment.charCodeAt(0) === COLON ? (node.parameter ??= createNode()) : childNamed(node, segment)
      start = end + 1
    }
    node.value = change(node.value)
  }

  /** Makes equal branches one, to save memory. Nothing can be updated afterwards. */
  compact (): void {
    this.#root = new Compaction<T>().shared(this.#root)
  }

  /**
   * The values at all patterns that match a path, in the order in which the router would try them.
   *
   * @param patterns Is given their patterns, parameters without names.
   */
  match (path: string, patterns?: string[]): T[] {
    const found: T[] = []
    this.#walk(this.#root, path, 1, found, patterns, patterns && '')
    return found
  }

  #walk (node: Node<T>, path: string, start: number, found: T[], patterns: string[] | undefined, pattern: string | undefined): void {
    if (start > path.length) {
      if (node.value === undefined) return
      found.push(node.value)
      patterns?.push(pattern!)
      return
    }
    const slash = path.indexOf('/', start)
    const end = slash === -1 ? path.length : slash
    const name = path.slice(start, end)
    const named = node.names?.get(name)
    if (named !== undefined) this.#walk(named, path, end + 1, found, patterns, patterns && `${pattern}/${name}`)
    if (node.parameter !== undefined && this.#fits(path, start, end)) {
      this.#walk(node.parameter, path, end + 1, found, patterns, patterns && `${pattern}/:`)
    }
    if (node.wildcard !== undefined) {
      found.push(node.wildcard)
      patterns?.push(`${pattern}/*`)
    }
  }

  // The router measures parameters decoded: each percent sign that a path still has stands for one character.
  #fits (path: string, start: number, end: number): boolean {
    let length = end - start
    if (length <= this.#maxParamLength) return true
    for (let i = path.indexOf('%', start); i !== -1 && i < end; i = path.indexOf('%', i + 1)) length -= 2
    return length <= this.#maxParamLength
  }
}

function createNode<T> (): Node<T> {
  return { names: undefined, parameter: undefined, value: undefined, wildcard: undefined }
}

function childNamed<T> (node: Node<T>, name: string): Node<T> {
  node.names ??= new Map()
  let child = node.names.get(name)
  if (child === undefined) node.names.set(name, child = createNode())
  return child
}

/** Finds, for nodes without named children, which nearly all are, the first that is equal. */
class Compaction<T> {
  readonly #numbers = new Map<unknown, number>()
  readonly #nodes = new Map<string, Node<T>>()

  shared (node: Node<T>): Node<T> {
    if (node.parameter !== undefined) node.parameter = this.shared(node.parameter)
    if (node.names !== undefined) {
      for (const [name, child] of node.names) node.names.set(name, this.shared(child))
      return node
    }
    const key = `${this.#number(node.parameter)} ${this.#number(node.value)} ${this.#number(node.wildcard)}`
    const equal = this.#nodes.get(key)
    if (equal === undefined) this.#nodes.set(key, node)
    return equal ?? node
  }

  #number (part: unknown): number {
    const number = this.#numbers.get(part) ?? this.#numbers.size
    this.#numbers.set(part, number)
    return number
  }
}
