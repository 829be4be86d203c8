// The order in which openEO's documents list methods. Others follow by name, so that the value does not depend on declaration order.
const ORDER = ['OPTIONS', 'GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE']

/** Methods without repetition, OPTIONS among them, in the order in which header values list them. */
export function orderMethods (methods: Iterable<string>): string[] {
  return [...new Set(['OPTIONS', ...methods])].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
}

function rank (method: string): number {
  const index = ORDER.indexOf(method)
  return index === -1 ? ORDER.length : index
}
