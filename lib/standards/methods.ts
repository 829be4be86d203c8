// The order in which openEO's documents list methods. Other methods follow, sorted by name. So the order of declarations does
// not change the value.
const ORDER = ['OPTIONS', 'GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE']

/** The given methods and OPTIONS, each once, in the order for header values. */
export function orderMethods (methods: Iterable<string>): string[] {
  return [...new Set(['OPTIONS', ...methods])].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
}

function rank (method: string): number {
  const index = ORDER.indexOf(method)
  return index === -1 ? ORDER.length : index
}
