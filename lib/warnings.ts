import type { FastifyInstance } from 'fastify'

/** Warns of what is no error, but seldom meant. */
export function warn (fastify: FastifyInstance, insecureOrigins: readonly string[]): void {
  if (fastify.hasPlugin('@fastify/cors')) {
    fastify.log.warn('@fastify/cors and fastify-openeo-cors are registered in the same scope: expected one of them, ' +
      'as each overwrites what the other does')
  }
  for (const origin of insecureOrigins) {
    fastify.log.warn(`${origin} is allowed with credentials: expected https, ` +
      'as whoever is on the way can change what a page does that comes by http')
  }
}
