interface Node<T> {
  /** The next segment, by name. */
  names: Map<string, Node<T>> | undefined
  /** The next segment, whatever its name. */
  parameter: Node<T> | undefined
  /** What stands at the pattern that ends here. */
  value: T | undefined
  /** What stands at the pattern that ends here with a wildcard. */
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
  readonly #root: Node<T> = createNode()
  readonly #maxParamLength: number

  constructor (maxParamLength: number) {
    this.#maxParamLength = maxParamLength
  }

  /** Whether a pattern is of the simple kind. */
  static accepts (pattern: string): boolean {
    return SIMPLE.test(pattern)
  }

  /** The value at a pattern, created if there is none. The names of parameters do not distinguish patterns. */
  at (pattern: string, create: () => T): T {
    let node = this.#root
    for (const segment of pattern.slice(1).split('/')) {
      if (segment === '*') {
        node.wildcard ??= create()
        return node.wildcard
      }
      node = segment.charCodeAt(0) === COLON ? (node.parameter ??= createNode()) : childNamed(node, segment)
    }
    node.value ??= create()
    return node.value
  }

  /** The values at all patterns that match a path, in the order in which the router would try them. */
  match (path: string): T[] {
    const found: T[] = []
    this.#walk(this.#root, path, 1, found)
    return found
  }

  #walk (node: Node<T>, path: string, start: number, found: T[]): void {
    if (start > path.length) {
      if (node.value !== undefined) found.push(node.value)
      return
    }
    const slash = path.indexOf('/', start)
    const end = slash === -1 ? path.length : slash
    const named = node.names?.get(path.slice(start, end))
    if (named !== undefined) this.#walk(named, path, end + 1, found)
    if (node.parameter !== undefined && this.#fits(path, start, end)) this.#walk(node.parameter, path, end + 1, found)
    if (node.wildcard !== undefined) found.push(node.wildcard)
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
