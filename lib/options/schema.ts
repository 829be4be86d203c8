import { inspect } from 'node:util'
import { Type, type Static, type TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { FastifyRequest, LogLevel } from 'fastify'
import { OpeneoCorsError } from '../errors.js'
import { allowedHeaderProblem, exposedHeaderProblem } from '../standards/headers.js'
import { originProblem } from '../standards/origin.js'

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

const exposedHeaders = Type.Union([Type.Array(Type.String()), Type.Literal('all')], {
  description: "a list of header names, or 'all'"
})

/**
 * The TypeBox schema of the options. {@link OpeneoCorsOptions} is its type. It describes the shape; which origins and
 * header names are right is checked at registration as well.
 */
export const OptionsSchema = Type.Object({
  /**
   * Whether the back-end implements authorization: credentials are allowed, and `Authorization` is an allowed request
   * header (openEO API, "Cross-Origin Resource Sharing").
   * @default false
   */
  auth: Type.Optional(Type.Boolean({ description: 'true or false' })),
  /**
   * Who may read. `true` echoes every valid Origin; `'*'` sends a static `*` (openEO 1.0.1 and later); an origin or a list
   * of origins allows those, exact (`https://editor.openeo.org`) or by sub-domain (`https://*.example.org`, one or more
   * labels, never the apex); a function decides by request ({@link OriginFunction}). Fetch, 3.2 and 3.3.3.
   * @default true
   */
  origin: Type.Optional(Type.Union([
    Type.Literal(true),
    Type.String(),
    Type.Array(Type.String(), { minItems: 1 }),
    Type.Unsafe<OriginFunction>(Type.Function([], Type.Unknown()))
  ], { description: "true, '*', an origin, a list of at least one origin, or a function" })),
  /**
   * Whether `Access-Control-Allow-Credentials: true` is sent (Fetch, 3.3.3). Refused with `origin: '*'`.
   * @default the value of `auth`, but `false` with `origin: '*'`
   */
  credentials: Type.Optional(Type.Boolean({ description: 'true or false' })),
  /**
   * Names of request headers allowed beside `Content-Type` and, with `auth`, `Authorization`
   * (Access-Control-Allow-Headers; Fetch, 3.3.3). Names that browsers forbid scripts to set are refused.
   * @default []
   */
  allowedHeaders: Type.Optional(Type.Array(Type.String(), { description: 'a list of header names' })),
  /**
   * Names of response headers exposed beside `Location`, `OpenEO-Identifier`, `OpenEO-Costs` and `Link`, or `'all'` for
   * whatever a reply carries (Access-Control-Expose-Headers; Fetch, 3.3.3). Names that browsers expose anyway are refused.
   * @default []
   */
  exposedHeaders: Type.Optional(exposedHeaders),
  /**
   * Whether the request header `Range` is allowed, and `Accept-Ranges`, `Content-Range` and `Content-Encoding` are
   * exposed: what web viewers of cloud-optimised GeoTIFF need (RFC 9110, 14).
   * @default false
   */
  rangeRequests: Type.Optional(Type.Boolean({ description: 'true or false' })),
  /**
   * Seconds for which a browser may keep a preflight's answer, from 0 to 86400 (Access-Control-Max-Age; Fetch, 3.3.3).
   * @default `undefined`: it is not sent, and browsers keep the answer for 5 seconds
   */
  maxAge: Type.Optional(Type.Integer({
    minimum: 0, maximum: 86400, description: 'a whole number of seconds from 0 to 86400'
  })),
  /**
   * Whether the OPTIONS route is left out of OpenAPI documents (`schema.hide` of @fastify/swagger).
   * @default true
   */
  hideOptionsRoute: Type.Optional(Type.Boolean({ description: 'true or false' })),
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
export type OpeneoCorsOptions = Static<typeof OptionsSchema>

const RouteCorsSchema = Type.Object({
  /** Names of response headers that this route exposes beside the plugin's, or `'all'` (Fetch, 3.3.3). */
  exposedHeaders: Type.Optional(exposedHeaders)
}, { additionalProperties: false })

/**
 * What a route says of CORS in its `config.openeoCors`: `false` takes it out, so that it has no CORS headers and preflights
 * do not list its method. An object adds to the plugin's options: `exposedHeaders` has names of response headers that this
 * route exposes beside the plugin's, or is `'all'` (Access-Control-Expose-Headers; Fetch, 3.3.3).
 *
 * Anything else is an error `FST_OPENEO_CORS_INVALID_OPTIONS` that names the route.
 */
export type RouteCors = false | Static<typeof RouteCorsSchema>

// Fastify hands what `register` itself understands to the plugin too.
const REGISTER_OPTIONS = new Set(['prefix', 'logLevel', 'logSerializers'])

/** The options, checked. Throws `FST_OPENEO_CORS_INVALID_OPTIONS` with every problem in one message. */
export function checkOptions (options: unknown): OpeneoCorsOptions {
  const problems = shapeProblems(options, OptionsSchema, '', REGISTER_OPTIONS)
  if (isObject(options)) problems.push(...contentProblems(options))
  if (problems.length !== 0) throw invalid('', problems)
  return options as OpeneoCorsOptions
}

/** A route's `config.openeoCors`, checked. `where` names the route in the message of `FST_OPENEO_CORS_INVALID_OPTIONS`. */
export function checkRouteCors (config: unknown, where: string): RouteCors {
  if (config === false) return false
  const problems = shapeProblems(config, RouteCorsSchema, 'config.openeoCors')
  if (isObject(config)) problems.push(...namedProblems('config.openeoCors.exposedHeaders', config.exposedHeaders, exposedHeaderProblem))
  if (problems.length !== 0) throw invalid(` of ${where}`, problems)
  return config as RouteCors
}

function invalid (where: string, problems: string[]): OpeneoCorsError {
  return new OpeneoCorsError('FST_OPENEO_CORS_INVALID_OPTIONS', `Invalid CORS options${where}: ${problems.join('; ')}`)
}

function problem (option: string, got: unknown, expected: string): string {
  return `${option} is ${inspect(got, { depth: 1, maxArrayLength: 5, maxStringLength: 100, breakLength: Infinity })}, expected ${expected}`
}

function shapeProblems (
  options: unknown, schema: ReturnType<typeof Type.Object>, name: string, ignored: ReadonlySet<string> = new Set()
): string[] {
  if (!isObject(options)) {
    return [problem(name || 'options', options, name === '' ? 'an object' : 'false or an object')]
  }
  const expected = schema.properties as Record<string, TSchema>
  const problems: string[] = []
  for (const [key, value] of Object.entries(options)) {
    const option = name === '' ? key : `${name}.${key}`
    if (Object.hasOwn(expected, key)) {
      if (value !== undefined && !Value.Check(expected[key]!, value)) problems.push(problem(option, value, expected[key]!.description!))
    } else if (!ignored.has(key)) {
      problems.push(`${option} is unknown, expected one of ${Object.keys(expected).join(', ')}`)
    }
  }
  return problems
}

// Lists of the wrong shape are named above already.
function contentProblems ({ origin, credentials, allowedHeaders, exposedHeaders }: Readonly<Record<string, unknown>>): string[] {
  const problems: string[] = []
  if (typeof origin === 'string' && origin !== '*') {
    const expected = originProblem(origin)
    if (expected !== undefined) problems.push(problem('origin', origin, expected))
  }
  if (origin === '*' && credentials === true) {
    problems.push("credentials is true with origin '*', expected origins to be named: browsers refuse a wildcard with credentials")
  }
  return [
    ...problems,
    ...namedProblems('origin', origin, originProblem),
    ...namedProblems('allowedHeaders', allowedHeaders, allowedHeaderProblem),
    ...namedProblems('exposedHeaders', exposedHeaders, exposedHeaderProblem)
  ]
}

const MAX_ENTRIES_NAMED = 5

function namedProblems (option: string, entries: unknown, check: (entry: string) => string | undefined): string[] {
  if (!Array.isArray(entries)) return []
  const problems = entries.flatMap((entry, index) => {
    const expected = typeof entry === 'string' ? check(entry) : undefined
    return expected === undefined ? [] : [problem(`${option}[${index}]`, entry, expected)]
  })
  const more = problems.length - MAX_ENTRIES_NAMED
  return more > 0 ? [...problems.slice(0, MAX_ENTRIES_NAMED), `${option} has ${more} more such entries`] : problems
}

function isObject (value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
