import type { OpeneoEndpoint } from './routes/endpoints.js'
import type { RouteCors } from './options/schema.js'

// What the plugin adds to Fastify's types.
declare module 'fastify' {
  interface FastifyInstance {
    /**
     * The routes below a prefix, as `endpoints` of openEO's capabilities document (`GET /`) lists them: paths relative to
     * the prefix with parameters as `{name}` and a wildcard as `{path}`; methods that openEO knows; sorted; without
     * `GET /` itself and the plugin's own route. To be called when the server is ready: in a handler, or, for errors to
     * stop the start, in an `onReady` hook.
     *
     * @param options.prefix By default that of the instance on which it is called.
     * @throws `FST_OPENEO_CORS_ENDPOINTS_UNKNOWN` before the server is ready, and if the path of a route that was declared
     * before the plugin was loaded cannot be told for sure.
     */
    openeoEndpoints (options?: { prefix?: string }): OpeneoEndpoint[]
  }
  interface FastifyContextConfig {
    /**
     * What `fastify-openeo-cors` does on this route: `false` takes it out of CORS, an object changes the plugin's options for it.
     * A wrong value is an error `FST_OPENEO_CORS_INVALID_OPTIONS` that names the route.
     */
    openeoCors?: RouteCors
  }
}
