import type { FastifyInstance, HTTPMethods } from 'fastify'
import type { RouterOptions } from './pattern-index.js'

/** The options of an application's router. Fastify 5 takes them in two places. */
export function routerOptions ({ initialConfig }: FastifyInstance): RouterOptions {
  const options = { ...initialConfig, ...initialConfig.routerOptions }
  return {
    caseSensitive: options.caseSensitive ?? true,
    ignoreTrailingSlash: options.ignoreTrailingSlash ?? false,
    ignoreDuplicateSlashes: options.ignoreDuplicateSlashes ?? false,
    useSemicolonDelimiter: options.useSemicolonDelimiter ?? false,
    maxParamLength: options.maxParamLength ?? 100
  }
}

/** Whether the router has a route for a request target, without constraints or with ones of Fastify's own that a request can meet. */
export function hasRoute (fastify: FastifyInstance, method: string, target: string, host?: string): boolean {
  const url = target.replace(/[?#].*$/s, '')
  return constraintsToTry(fastify, host).some((constraints) => findsRoute(fastify, { method, url, constraints }))
}

function constraintsToTry (fastify: FastifyInstance, host: string | undefined): Array<Record<string, string>> {
  const versions = fastify.hasConstraintStrategy('version') ? [{}, { version: '*' }] : [{}]
  const hosts = host !== undefined && fastify.hasConstraintStrategy('host') ? [{}, { host }] : [{}]
  return versions.flatMap((version) => hosts.map((of) => ({ ...version, ...of })))
}

// For a parameter that is too long the router finds something to answer with an error: something new each time.
function findsRoute (fastify: FastifyInstance, query: { method: HTTPMethods, url: string, constraints: Record<string, string> }): boolean {
  const found = fastify.findRoute(query)
  return found !== null && found.handler === fastify.findRoute(query).handler
}
