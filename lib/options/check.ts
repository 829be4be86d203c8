import { Value } from '@sinclair/typebox/value'
import { OpeneoCorsError } from '../errors.js'
import { allowedHeaderProblem, exposedHeaderProblem } from '../standards/headers.js'
import { combinationProblems } from './combinations.js'
import { originProblem } from './origin-entry.js'
import { entryProblems, problem } from './problems.js'
import { OptionsSchema, type OpeneoCorsOptions, type RouteCors } from './schema.js'
import { unknownProblems } from './unknown-options.js'
import { NO_ORIGIN, entryMistake, valueMistake } from './value-mistakes.js'

type Name = keyof OpeneoCorsOptions

const OPTIONS = Object.keys(OptionsSchema.properties) as Name[]
const ROUTE_OPTIONS = OPTIONS.filter((name) => name !== 'hideOptionsRoute' && name !== 'logLevel')

// Fastify passes the options of `register` itself to the plugin too. Here are those that are not options of the plugin.
const REGISTER_OPTIONS = ['prefix', 'logSerializers']

/**
 * Checks the plugin's options. Returns a frozen copy, with copies of lists and without options that are `undefined`. Inherited
 * options and getters count too. Each option is read once, so the value that is checked is the value that is used.
 *
 * @throws `FST_OPENEO_CORS_INVALID_OPTIONS` with every problem in one message.
 */
export function checkOptions (given: unknown): OpeneoCorsOptions {
  if (!isObject(given)) throw invalid('', [problem('options', given, 'an object')])
  // An async function in place of the options gives one. It has no options of its own, so every origin would be allowed.
  if ('then' in given) throw invalid('', ['options is a promise, expected an object: Fastify does not wait for it'])
  const { options, wrong } = read(given, OPTIONS, '')
  const problems = [
    ...wrong, ...combinationProblems(options), ...unknownProblems(otherNames(given, [...OPTIONS, ...REGISTER_OPTIONS]), OPTIONS, '')
  ]
  if (problems.length !== 0) throw invalid('', problems)
  return options
}

/**
 * Checks a route's `config.openeoCors`. Returns `false`, or a frozen copy like {@link checkOptions}. The plugin's options may
 * be unknown when a route is declared, so `extendOptions` checks the combination later.
 *
 * @param where The route, for the message: `GET /jobs`.
 * @throws `FST_OPENEO_CORS_INVALID_OPTIONS` with the route and every problem in one message.
 */
export function checkRouteCors (config: unknown, where: string): RouteCors {
  if (config === false) return false
  if (!isObject(config)) throw invalid(` of ${where}`, [problem('config.openeoCors', config, 'false or an object')])
  const prefix = 'config.openeoCors.'
  const { options, wrong } = read(config, ROUTE_OPTIONS, prefix)
  const problems = [
    ...wrong,
    // Whether `auth` turns credentials on depends on the plugin's `origin`, which may be unknown here.
    ...combinationProblems({ ...options, auth: false }, prefix),
    ...unknownProblems(otherNames(config, ROUTE_OPTIONS), ROUTE_OPTIONS, prefix)
  ]
  if (problems.length !== 0) throw invalid(` of ${where}`, problems)
  return options
}

/** The error for wrong options. `where` names the route if they are a route's. */
export function invalid (where: string, problems: readonly string[]): OpeneoCorsError {
  return new OpeneoCorsError('FST_OPENEO_CORS_INVALID_OPTIONS', `Invalid CORS options${where}: ${problems.join('; ')}`)
}

/** A copy of the valid options, and messages about the others. */
function read (given: object, names: readonly Name[], prefix: string): { options: OpeneoCorsOptions, wrong: string[] } {
  const options: Record<string, unknown> = {}
  const wrong: string[] = []
  for (const name of names) {
    if (!(name in given)) continue
    const value = copyOf(Reflect.get(given, name))
    const problems = valueProblems(name, value, prefix + name)
    wrong.push(...problems)
    if (value !== undefined && problems.length === 0) options[name] = value
  }
  return { options: Object.freeze(options), wrong }
}

function otherNames (given: object, known: readonly string[]): string[] {
  const names: string[] = []
  // A for-in loop finds inherited names too. `Object.keys` does not.
  for (const name in given) {
    if (!known.includes(name)) names.push(name)
  }
  return names
}

function copyOf (value: unknown): unknown {
  return Array.isArray(value) ? Object.freeze([...value]) : value
}

function valueProblems (name: Name, value: unknown, path: string): string[] {
  // An option that is `undefined` counts as left out. `origin` does not: a misspelt variable would allow every origin.
  if (value === undefined && name !== 'origin') return []
  const checkEntry = ENTRY_CHECKS[name]
  if (Array.isArray(value) && value.length !== 0 && checkEntry !== undefined) return entryProblems(path, value, checkEntry)
  if (value === undefined) return [problem(path, value, NO_ORIGIN)]
  const schema = OptionsSchema.properties[name]
  if (!Value.Check(schema, value)) return [problem(path, value, schema.description + valueMistake(name, value))]
  if (name !== 'origin' || typeof value !== 'string' || value === '*') return []
  const expected = originProblem(value)
  return expected === undefined ? [] : [problem(path, value, expected)]
}

const ENTRY_CHECKS: Partial<Record<Name, (entry: unknown) => string | undefined>> = {
  origin: (entry) => typeof entry === 'string' ? originProblem(entry) : entryMistake(entry),
  allowedHeaders: (entry) => typeof entry === 'string' ? allowedHeaderProblem(entry) : 'a header name',
  exposedHeaders: (entry) => typeof entry === 'string' ? exposedHeaderProblem(entry) : 'a header name'
}

function isObject (value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
