import type { OpeneoEndpoint } from './routes/endpoints.js'
import type { RouteCors } from './options/schema.js'

/**
 * What registering the plugin adds to Fastify's instances as `openeoEndpoints`: the routes below a prefix, as `endpoints` of
 * openEO's capabilities document (`GET /`) lists them. Paths are relative to the prefix, with parameters as `{name}` and a
 * wildcard as `{path}`; methods are those that openEO knows; the list is sorted, and leaves out `GET /` itself and the
 * plugin's own route.
 *
 * Call it when the server is ready: in a handler, or in an `onReady` hook, where an error stops the start.
 *
 * ```js
 * fastify.register(async (api) => {
 *   let endpoints
 *   api.addHook('onReady', async () => { endpoints = api.openeoEndpoints() })
 *   api.get('/', async () => ({ api_version: '1.3.0', endpoints }))
 * }, { prefix: '/api/v1' })
 * ```
 *
 * `options.prefix` is by default that of the instance on which it is called. It throws `FST_OPENEO_CORS_ENDPOINTS_UNKNOWN`
 * before the server is ready, and if the path of a route that was declared before the package was imported cannot be told for
 * sure.
 */
export type OpeneoEndpoints = (options?: { prefix?: string }) => OpeneoEndpoint[]

// What the plugin adds to Fastify's types.
declare module 'fastify' {
  interface FastifyInstance {
    /** The routes below a prefix, for openEO's capabilities document. Throws `FST_OPENEO_CORS_ENDPOINTS_UNKNOWN` if it is called too early. */
    openeoEndpoints: OpeneoEndpoints
  }
  interface FastifyContextConfig {
    /**
     * What `fastify-openeo-cors` does on this route: `false` takes it out of CORS, an object changes the plugin's options for it.
     * A wrong value is an error `FST_OPENEO_CORS_INVALID_OPTIONS` that names the route.
     */
    openeoCors?: RouteCors
  }
}
