import { Type, type Static } from '@sinclair/typebox'
import type { FastifyRequest, LogLevel } from 'fastify'

/**
 * Decides whether an origin may read the reply to a request. The plugin calls it at most once for a request. It does not call
 * it if the request has no Origin, or an Origin that is not a serialized origin (Fetch, 3.2).
 *
 * It has to return `true` or `false`, or a promise of one. If it throws, rejects or returns anything else, the reply is a 500
 * without CORS headers. The error is `FST_OPENEO_CORS_ORIGIN_FUNCTION_FAILED`, with the thrown value as its `cause`.
 *
 * @param origin The serialized origin: `https://editor.openeo.org`, or `null`.
 * @param request The request, before its body is read. A preflight has no token.
 * @returns Whether the origin is allowed.
 */
export type OriginFunction = (origin: string, request: FastifyRequest) => boolean | Promise<boolean>

const Flag = Type.Boolean({ description: 'true or false' })

const Names = Type.Unsafe<readonly string[]>(Type.Array(Type.String()))

const HeaderNames = Type.Union([Names, Type.Literal('all')], { description: "a list of header names, or 'all'" })

// JSON Schema has no type for functions. It can exclude all other types, so Ajv accepts the schema too.
const AnyFunction = Type.Unsafe<OriginFunction>(Type.Not(Type.Union([
  Type.Boolean(), Type.Null(), Type.Number(), Type.String(), Type.Array(Type.Unknown()), Type.Object({})
])))

const Options = Type.Object({
  /**
   * Whether the back-end has a login. `true` allows credentials and the request header `Authorization` (openEO API,
   * "Cross-Origin Resource Sharing").
   * @default false
   */
  auth: Type.Optional(Flag),
  /**
   * Who may read replies (Fetch, 3.2 and 3.3.3):
   *
   * - `true`: every origin. The plugin echoes the request's Origin.
   * - `'*'`: every origin, without credentials. The plugin sends a static `*`, as openEO 1.0.1 and later recommend.
   * - An origin, or a list of origins.
   * - A function, which decides for each request: {@link OriginFunction}.
   *
   * An origin has one of three forms:
   *
   * - `https://editor.openeo.org` matches exactly.
   * - `https://*.example.org` matches sub-domains at any depth, but not `https://example.org`. A wildcard directly below a public
   *   suffix, such as `co.uk` or `github.io`, is refused.
   * - `http://localhost:*` matches any port or none. Only loopback hosts can have it: `localhost`, names below it, 127.0.0.0/8
   *   and `[::1]`.
   *
   * An explicit `undefined` is refused, because an environment variable that is not set has that value.
   * @default true
   */
  origin: Type.Optional(Type.Union([
    Type.Literal(true),
    Type.String(),
    Type.Unsafe<readonly string[]>(Type.Array(Type.String(), { minItems: 1 })),
    AnyFunction
  ], { description: "true, '*', an origin, a list of at least one origin, or a function" })),
  /**
   * Whether `Access-Control-Allow-Credentials: true` is sent (Fetch, 3.3.3). Refused with `origin: '*'`.
   * @default the value of `auth`, but `false` with `origin: '*'`
   */
  credentials: Type.Optional(Flag),
  /**
   * Names of request headers that are allowed in addition to `Content-Type`, `Accept`, `Accept-Language` and, with `auth`,
   * `Authorization` (Access-Control-Allow-Headers; Fetch, 3.3.3). Names that browsers do not let scripts set are refused.
   *
   * `'all'` sends `*`, which allows any header but `Authorization`. It is refused with credentials, because browsers then take
   * `*` as the name of a header (Fetch, 3.3.5).
   * @default []
   */
  allowedHeaders: Type.Optional(HeaderNames),
  /**
   * Names of response headers that are exposed in addition to `Location`, `OpenEO-Identifier`, `OpenEO-Costs` and `Link`
   * (Access-Control-Expose-Headers; Fetch, 3.3.3). `'all'` exposes every header that a reply has. Names that browsers always
   * expose are refused.
   * @default []
   */
  exposedHeaders: Type.Optional(HeaderNames),
  /**
   * Whether pages can request parts of files, as web viewers of cloud-optimised GeoTIFF and PMTiles do (RFC 9110, 13 and 14).
   * `true` allows the request headers `Range`, `If-Match`, `If-None-Match` and `If-Range`. It exposes the response headers
   * `Accept-Ranges`, `Content-Range`, `Content-Encoding` and `ETag`.
   * @default false
   */
  rangeRequests: Type.Optional(Flag),
  /**
   * Seconds for which a browser may keep a preflight's answer, from 0 to 86400 (Access-Control-Max-Age; Fetch, 3.3.3). With 0
   * the browser sends a preflight each time. An origin that is no longer allowed can send requests until that time is over,
   * but it cannot read the replies.
   * @default 600
   */
  maxAge: Type.Optional(Type.Integer({
    minimum: 0, maximum: 86400, description: 'a whole number of seconds from 0 to 86400'
  })),
  /**
   * Whether the OPTIONS route is left out of OpenAPI documents (`schema.hide` of @fastify/swagger).
   * @default true
   */
  hideOptionsRoute: Type.Optional(Flag),
  /**
   * Log level of the OPTIONS route, like `logLevel` of any route in Fastify.
   * @default `undefined`: the log level of the server
   */
  logLevel: Type.Optional(Type.Unsafe<LogLevel>(Type.String({ description: 'the name of a log level' })))
}, { additionalProperties: false })

/**
 * The options of the plugin. {@link OptionsSchema} is their schema. If any is wrong, the registration rejects with
 * `FST_OPENEO_CORS_INVALID_OPTIONS`. The message names each wrong option, its value and what is expected.
 *
 * @interface
 */
export type OpeneoCorsOptions = Static<typeof Options>

/**
 * The type of a schema of @sinclair/typebox that `typebox` 1.x accepts too. `Static` of @sinclair/typebox reads the property
 * `static`. `Static` of `typebox` 1.x reads `~unsafe`. Both properties exist for TypeScript only. `Optional` of `typebox` 1.x
 * needs a type without an index signature, so that is left out.
 *
 * @inline
 */
export type ForBoth<Schema extends { readonly static: unknown }> =
  { [Key in keyof Schema as string extends Key ? never : number extends Key ? never : Key]: Schema[Key] } &
  {
    /** The type that the schema describes, for `Static` of `typebox` 1.x. The property does not exist at run time. */
    '~unsafe': Schema['static']
  }

/**
 * The schema of the options. An application can use it in the schema of its own configuration, with @sinclair/typebox 0.34,
 * `typebox` 1.x, or Ajv and tools based on it: it is JSON Schema without keywords of its own. {@link OpeneoCorsOptions} is its
 * type.
 *
 * The schema describes the types of the options. The registration also checks origins and header names.
 */
export const OptionsSchema = Options as ForBoth<typeof Options>

/**
 * The value of `config.openeoCors` of a route. `false` takes the route out of CORS: it has no CORS headers, and preflights do
 * not list its method. An object changes the plugin's options for this route:
 *
 * - `allowedHeaders` and `exposedHeaders` add names to the plugin's lists.
 * - `rangeRequests: true` adds its headers. `false` changes nothing.
 * - `auth`, `origin`, `credentials` and `maxAge` replace the plugin's options.
 *
 * The resulting options are checked like the plugin's options. So `origin: '*'` turns credentials off if `auth` has turned them
 * on. If the plugin has `credentials: true`, `origin: '*'` is refused unless the route has `credentials: false`.
 *
 * A wrong value throws `FST_OPENEO_CORS_INVALID_OPTIONS`, and the message names the route.
 */
export type RouteCors = false | Omit<OpeneoCorsOptions, 'hideOptionsRoute' | 'logLevel'>
