import type { FastifyInstance, HTTPMethods } from 'fastify'

/**
 * The routes that were declared before the package was imported, so that no `onRoute` hook of the plugin was called for them.
 * Fastify can say whether a URL has such a route. It cannot say which one, nor what its `config.openeoCors` is.
 */
export class EarlyRoutes {
  readonly #fastify: FastifyInstance
  /** The methods of these routes. */
  readonly methods: ReadonlySet<string>
  /** The routes as Fastify prints them. */
  readonly printed: string

  constructor (fastify: FastifyInstance) {
    this.#fastify = fastify
    this.methods = new Set(fastify.supportedMethods.filter((method) => fastify.printRoutes({ method }) !== '(empty tree)'))
    this.printed = this.methods.size === 0 ? '' : fastify.printRoutes({ commonPrefix: false })
  }

  /** Whether a route, early or later, answers a method of a request target. */
  serve (method: string, target: string): boolean {
    const asked = { method: method as HTTPMethods, url: target }
    const found = this.#fastify.findRoute(asked)
    // If a parameter is too long, the router returns a handler for the error. That handler is a new function in each call.
    return found !== null && found.handler === this.#fastify.findRoute(asked)!.handler
  }
}
