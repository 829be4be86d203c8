import { Type, type Static } from '@sinclair/typebox'
import type { FastifyRequest, LogLevel } from 'fastify'

/**
 * Decides whether an origin may read the replies to a request. Called with the request's serialized Origin, at most once
 * a request; not without Origin, nor with one that is none (Fetch, 3.2). Only `true` allows. If it throws or rejects, the
 * reply is a 500 without CORS headers (`FST_OPENEO_CORS_ORIGIN_FUNCTION_FAILED`, with the thrown value as `cause`).
 *
 * @param origin The Origin, which is serialized: `https://editor.openeo.org`, or `null`.
 * @param request The request, before its body is read. On a preflight it has no token.
 * @returns Whether the origin is allowed.
 */
export type OriginFunction = (origin: string, request: FastifyRequest) => boolean | Promise<boolean>

const Flag = Type.Boolean({ description: 'true or false' })

const Names = Type.Unsafe<readonly string[]>(Type.Array(Type.String()))

const HeaderNames = Type.Union([Names, Type.Literal('all')], { description: "a list of header names, or 'all'" })

// JSON Schema has no functions. It can say what they are not, so that Ajv takes the schema too.
const AnyFunction = Type.Unsafe<OriginFunction>(Type.Not(Type.Union([
  Type.Boolean(), Type.Null(), Type.Number(), Type.String(), Type.Array(Type.Unknown()), Type.Object({})
])))

const Options = Type.Object({
  /**
   * Whether the back-end implements authorization: credentials are allowed, and `Authorization` is an allowed request
   * header (openEO API, "Cross-Origin Resource Sharing").
   * @default false
   */
  auth: Type.Optional(Flag),
  /**
   * Who may read. `true` echoes every valid Origin; `'*'` sends a static `*` (openEO 1.0.1 and later); an origin or a list
   * of origins allows those; a function decides by request ({@link OriginFunction}). Fetch, 3.2 and 3.3.3. An origin is
   *
   * - exact: `https://editor.openeo.org`,
   * - or has a wildcard for one or more labels in front, and never stands for the apex: `https://*.example.org`. Below a
   *   public suffix, such as `co.uk` or `github.io`, that is refused,
   * - or, for loopback hosts (`localhost`, names below it, 127.0.0.0/8 and `[::1]`), has a wildcard for any port or none:
   *   `http://localhost:*`.
   *
   * `undefined`, written out, is refused: that is what an environment variable is which is not set.
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
   * Names of request headers allowed beside `Content-Type`, `Accept`, `Accept-Language` and, with `auth`, `Authorization`
   * (Access-Control-Allow-Headers; Fetch, 3.3.3). Names that browsers forbid scripts to set are refused. `'all'` allows any
   * header by `*`, which is refused with credentials, as browsers take it for the name of a header then (Fetch, 3.3.5). It
   * does not cover `Authorization`, which `auth` allows.
   * @default []
   */
  allowedHeaders: Type.Optional(HeaderNames),
  /**
   * Names of response headers exposed beside `Location`, `OpenEO-Identifier`, `OpenEO-Costs` and `Link`, or `'all'` for
   * whatever a reply carries (Access-Control-Expose-Headers; Fetch, 3.3.3). Names that browsers expose anyway are refused.
   * @default []
   */
  exposedHeaders: Type.Optional(HeaderNames),
  /**
   * Whether the request headers `Range`, `If-Match`, `If-None-Match` and `If-Range` are allowed, and `Accept-Ranges`,
   * `Content-Range`, `Content-Encoding` and `ETag` are exposed: what web viewers of cloud-optimised GeoTIFF and PMTiles
   * need (RFC 9110, 13 and 14).
   * @default false
   */
  rangeRequests: Type.Optional(Flag),
  /**
   * Seconds for which a browser may keep a preflight's answer, from 0 to 86400 (Access-Control-Max-Age; Fetch, 3.3.3). For
   * as long it may send what it was allowed to, though not read the reply, when the origin is allowed no more. 0 has it ask
   * each time.
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
   * Log level of the OPTIONS route, `logLevel` of Fastify's routes.
   * @default `undefined`: the server's
   */
  logLevel: Type.Optional(Type.Unsafe<LogLevel>(Type.String({ description: 'the name of a log level' })))
}, { additionalProperties: false })

/**
 * Options of the plugin: what {@link OptionsSchema} describes. Wrong ones reject the registration with
 * `FST_OPENEO_CORS_INVALID_OPTIONS`, and a message that names each of them, what it is and what is expected.
 *
 * @interface
 */
export type OpeneoCorsOptions = Static<typeof Options>

/**
 * A schema of @sinclair/typebox for `typebox` 1.x as well. Its `Static` reads `~unsafe`, as the former's reads `static`: both
 * are there for TypeScript only. Its `Optional` needs a type without an index signature.
 *
 * @inline
 */
export type ForBoth<Schema extends { readonly static: unknown }> =
  { [Key in keyof Schema as string extends Key ? never : number extends Key ? never : Key]: Schema[Key] } &
  {
    /** What the schema describes, for `Static` of `typebox` 1.x. Not there at run time. */
    '~unsafe': Schema['static']
  }

/**
 * The schema of the options, to be part of a schema of an application's configuration: for @sinclair/typebox 0.34, for
 * `typebox` 1.x, and for Ajv and what is made with it, as it is JSON Schema without keywords of its own.
 * {@link OpeneoCorsOptions} is its type. It describes the shape; which origins and header names are right is checked at
 * registration as well.
 */
export const OptionsSchema = Options as ForBoth<typeof Options>

/**
 * What a route says of CORS in its `config.openeoCors`: `false` takes it out, so that it has no CORS headers and preflights
 * do not list its method. An object changes the plugin's options for this route:
 *
 * - `allowedHeaders` and `exposedHeaders` add to the plugin's. So does `rangeRequests`: `true` adds its headers, `false` adds
 *   nothing, and takes nothing away.
 * - `auth`, `origin`, `credentials` and `maxAge` replace the plugin's.
 *
 * What comes of it is checked as the plugin's options are. So `origin: '*'` takes away credentials that come from `auth`,
 * and is refused below an explicit `credentials: true` of the plugin, unless the route says `credentials: false`.
 *
 * Anything else is an error `FST_OPENEO_CORS_INVALID_OPTIONS` that names the route.
 */
export type RouteCors = false | Omit<OpeneoCorsOptions, 'hideOptionsRoute' | 'logLevel'>
