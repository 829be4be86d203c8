import type { FastifyInstance, HTTPMethods } from 'fastify'

/**
 * The routes that were there before anybody could tell the plugin of them, as the package was imported after the server
 * was made. Fastify can be asked whether one of them answers a URL, but not which, nor what it says of CORS.
 */
export class EarlyRoutes {
  readonly #fastify: FastifyInstance
  /** Their methods. */
  readonly methods: ReadonlySet<string>
  /** What Fastify prints of them, for people. */
  readonly printed: string

  constructor (fastify: FastifyInstance) {
    this.#fastify = fastify
    this.methods = new Set(fastify.supportedMethods.filter((method) => fastify.printRoutes({ method }) !== '(empty tree)'))
    this.printed = this.methods.size === 0 ? '' : fastify.printRoutes({ commonPrefix: false })
  }

  /** Whether one of them, or a later route, answers a method of a request target. */
  serve (method: string, target: string): boolean {
    const asked = { method: method as HTTPMethods, url: target }
    const found = this.#fastify.findRoute(asked)
    // For a parameter that is too long the router finds something that answers with an error: something new each time.
    return found !== null && found.handler === this.#fastify.findRoute(asked)!.handler
  }
}
