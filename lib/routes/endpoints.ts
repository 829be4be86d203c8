/** An entry of `endpoints` in openEO's capabilities document (openEO API, `GET /`). `fastify.openeoEndpoints()` returns a list of them. */
export interface OpeneoEndpoint {
  /** The path, relative to the API's URL. A parameter is written `{name}`, and a wildcard `{path}`. */
  path: string
  /** The methods of the path that openEO knows, in openEO's order. */
  methods: string[]
}

/** The patterns of routes, by method. */
export type Patterns = ReadonlyMap<string, readonly string[]>

// The enumeration in the schema of the capabilities document (openEO API 1.2.0, `GET /`).
const METHODS = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS']

/** The patterns of routes, grouped by method. */
export function patternsByMethod (routes: Iterable<{ readonly method: string, readonly pattern: string }>): Patterns {
  const patterns = new Map<string, string[]>()
  for (const { method, pattern } of routes) {
    const ofMethod = patterns.get(method)
    if (ofMethod === undefined) patterns.set(method, [pattern])
    else ofMethod.push(pattern)
  }
  return patterns
}

/** The routes below a prefix, as openEO's capabilities document lists them. The list is sorted, and does not have that document itself. */
export function listEndpoints (patterns: Patterns, prefix: string): OpeneoEndpoint[] {
  const methodsOf = new Map<string, Set<string>>()
  for (const [method, ofMethod] of patterns) {
    for (const pattern of ofMethod.flatMap(withoutOptional)) {
      if (!isBelow(pattern, prefix)) continue
      const path = openeoPath(pattern.slice(prefix.length))
      methodsOf.set(path, (methodsOf.get(path) ?? new Set()).add(method))
    }
  }
  // Fastify declares the index of a prefix twice, with a slash and without. It is listed once, without the slash.
  for (const [path, methods] of methodsOf) {
    const unslashed = methodsOf.get(path.slice(0, -1))
    if (path.endsWith('/')) unslashed?.forEach((method) => methods.delete(method))
  }
  // "An entry for this endpoint (path `/` with method `GET`) SHOULD NOT be listed."
  methodsOf.get('/')?.delete('GET')
  return Array.from(methodsOf, ([path, methods]) => ({ path, methods: METHODS.filter((method) => methods.has(method)) }))
    .filter(({ methods }) => methods.length !== 0)
    .sort((a, b) => a.path < b.path ? -1 : 1)
}

// find-my-way stores a pattern with an optional last parameter as two patterns. It stores `*` as `/*`.
const OPTIONAL = /^(.*)(\/:[^/()]*)\?(\/?)$/s

function withoutOptional (pattern: string): string[] {
  const [, start, parameter, slash] = OPTIONAL.exec(pattern) ?? []
  if (parameter !== undefined) return [`${start}${parameter}${slash}`, `${start}${slash}` || '/']
  return [pattern === '*' ? '/*' : pattern]
}

function isBelow (pattern: string, prefix: string): boolean {
  return pattern.startsWith(prefix) && ['', '/'].includes(pattern.charAt(prefix.length))
}

// A regular expression, with up to two levels of groups.
const REGEXP = String.raw`\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)`

// An escaped colon, a parameter, a wildcard.
const PATTERN_PART = new RegExp(String.raw`::|:([^/:(.-]+)(?:${REGEXP})?|\*$`, 'g')

function openeoPath (pattern: string): string {
  return pattern.replace(PATTERN_PART, (part, name) => {
    if (part === '::') return ':'
    return part === '*' ? '{path}' : `{${name}}`
  }) || '/'
}
