/** A route as it is printed. The names of its parameters can be those of another route at the same place. */
export interface PrintedRoute {
  readonly pattern: string
  readonly constraints: Readonly<Record<string, unknown>>
}

const INDENT = 4
const LINE = /^((?:│ {3}| {4})*)([├└]── )?(.*)$/s

/**
 * Reads the routes of a method out of what `fastify.printRoutes({ method })` prints, which is Fastify's only list of its
 * routes: a tree of the texts in which their patterns differ, with the method in brackets where a route ends, followed by
 * its constraints as JSON. It is made for people, so whoever uses this asks the router whether it is right.
 */
export function readPrintedRoutes (printed: string, method: string): PrintedRoute[] {
  const ending = new RegExp(`^(.*) \\(${method}\\)(?: (\\{.*\\}))?$`, 's')
  const texts: string[] = []
  const routes: PrintedRoute[] = []
  for (const line of printed.split('\n')) {
    const [, indent, branch, text] = LINE.exec(line) as unknown as [string, string, string | undefined, string]
    const [, end, constraints = '{}'] = ending.exec(text) ?? []
    // A node with several routes goes on in lines of their own, without a branch and one level deeper.
    texts.length = Math.max(indent.length / INDENT - (branch === undefined ? 1 : 0), 0)
    texts.push((end ?? text).replace('(empty root node)', ''))
    if (end !== undefined) routes.push({ pattern: toPattern(texts.join('')), constraints: JSON.parse(constraints) })
  }
  return routes
}

function toPattern (texts: string): string {
  return texts === '*' ? '/*' : texts.replace(/(:[^/|]*)(?:\|:[^/]*)/g, '$1').replaceAll('%25', '%')
}
