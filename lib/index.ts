/**
 * The plugin, which is also the default export. The package adds two things to Fastify's own types:
 *
 * - `fastify.openeoEndpoints({ prefix })` lists the routes for openEO's capabilities document: {@link OpeneoEndpoints}.
 * - A route can have `config.openeoCors`: {@link RouteCors}.
 *
 * @packageDocumentation
 */

import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { OpeneoCorsError, type OpeneoCorsErrorCode } from './errors.js'
import type { OpeneoEndpoints } from './fastify-types.js'
import { frameworkErrors } from './framework-errors.js'
import { checkOptions } from './options/check.js'
import { OptionsSchema, type OpeneoCorsOptions, type OriginFunction, type RouteCors } from './options/schema.js'
import type { OpeneoEndpoint } from './routes/endpoints.js'
import { serverOf } from './server.js'
import { warnOfPrefix } from './operator-log.js'

async function register (fastify: FastifyInstance, given: OpeneoCorsOptions): Promise<void> {
  const options = checkOptions(given)
  const server = serverOf(fastify)
  server.register(fastify, options)
  warnOfPrefix(fastify, given)
  fastify.decorate('openeoEndpoints', function (this: FastifyInstance, { prefix = this.prefix } = {}) {
    return server.endpoints(prefix)
  })
}

/**
 * Makes an openEO back-end work in browsers. The plugin answers preflights for every path, with the methods of that path.
 * It adds the headers of the CORS protocol to the responses (openEO API, "Cross-Origin Resource Sharing"; Fetch, 3.3).
 *
 * Register it once in a scope, with {@link OpeneoCorsOptions}. Await the registration before you add hooks.
 *
 * The registration rejects with `FST_OPENEO_CORS_INVALID_OPTIONS`, `FST_OPENEO_CORS_ALREADY_REGISTERED` or
 * `FST_OPENEO_CORS_SEVERAL_COPIES`.
 */
const openeoCors = fp(register, { name: 'fastify-openeo-cors', fastify: '^5.7.1 || ^6.0.0-alpha.4' })

export default openeoCors
export { openeoCors, frameworkErrors, OptionsSchema, OpeneoCorsError }
export type { OpeneoCorsErrorCode, OpeneoCorsOptions, OpeneoEndpoint, OpeneoEndpoints, OriginFunction, RouteCors }
