import type { RouteOptions } from 'fastify'

export interface PrintedRoute {
  readonly pattern: string
  readonly constraints: NonNullable<RouteOptions['constraints']>
}

/**
 * Reads the routes of a method out of what `fastify.printRoutes({ method })` prints, which is Fastify's only list of its
 * routes: a tree of the texts in which their patterns differ, with the method in brackets where a route ends, and its
 * constraints as JSON. It is made for people, so whoever uses this asks the router whether it is right.
 */
export function readPrintedRoutes (printed: string, method: string): PrintedRoute[] {
  const ending = new RegExp(`^(.*) \\(${method}\\)(?: (\\{.*\\}))?$`, 's')
  const texts: string[] = []
  const routes: PrintedRoute[] = []
  for (const line of printed.split('\n')) {
    const [, indent = '', branch, text = ''] = LINE.exec(line) ?? []
    // A node with several routes goes on in lines of their own, without a branch, one level deeper.
    const depth = indent.length / INDENT - (branch === undefined ? 1 : 0)
    const [, ended = text, constraints = '{}'] = ending.exec(text) ?? []
    texts.length = Math.max(depth, 0)
    texts.push(ended.replace('(empty root node)', ''))
    if (ended !== text) routes.push({ pattern: toPattern(texts.join('')), constraints: JSON.parse(constraints) })
  }
  return routes
}

const INDENT = 4
const LINE = /^((?:│ {3}| {4})*)([├└]── )?(.*)$/s

// Parameters of the same place are printed together.
function toPattern (texts: string): string {
  return texts === '*' ? '/*' : texts.replace(/(:[^/|]*)(?:\|:[^/]*)/g, '$1').replaceAll('%25', '%')
}
