import type { OpeneoEndpoint } from './routes/endpoints.js'
import type { RouteCors } from './options/schema.js'

/**
 * `fastify.openeoEndpoints()`, which the plugin adds to Fastify's instances. It lists the routes below a prefix, in the form
 * of `endpoints` in openEO's capabilities document (`GET /`).
 *
 * - Paths are relative to the prefix. A parameter is written `{name}`, and a wildcard `{path}`.
 * - Only the methods that openEO knows are listed.
 * - The list is sorted by path. It does not have `GET /` itself, nor the plugin's own OPTIONS route.
 *
 * Call it when the server is ready: in a handler, or in an `onReady` hook. An error in an `onReady` hook stops the start.
 *
 * ```js
 * fastify.register(async (api) => {
 *   let endpoints
 *   api.addHook('onReady', async () => { endpoints = api.openeoEndpoints() })
 *   api.get('/', async () => ({ api_version: '1.3.0', endpoints }))
 * }, { prefix: '/api/v1' })
 * ```
 *
 * The default of `options.prefix` is the prefix of the instance on which the function is called. The function throws
 * `FST_OPENEO_CORS_ENDPOINTS_UNKNOWN` before the server is ready. It throws the same error if routes were declared before the
 * package could record them: import the package before you make the server.
 */
export type OpeneoEndpoints = (options?: { prefix?: string }) => OpeneoEndpoint[]

// What the plugin adds to Fastify's types.
declare module 'fastify' {
  interface FastifyInstance {
    /** Lists the routes below a prefix, for openEO's capabilities document. Throws `FST_OPENEO_CORS_ENDPOINTS_UNKNOWN` if it is called too early. */
    openeoEndpoints: OpeneoEndpoints
  }
  interface FastifyContextConfig {
    /**
     * What `fastify-openeo-cors` does on this route. `false` takes the route out of CORS. An object changes the plugin's options
     * for it. A wrong value throws `FST_OPENEO_CORS_INVALID_OPTIONS`, and the message names the route.
     */
    openeoCors?: RouteCors
  }
}
