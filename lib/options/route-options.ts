import { checkRouteCors, invalid } from './check.js'
import { combinationProblems } from './combinations.js'
import { joinNames } from './header-names.js'
import type { OpeneoCorsOptions, RouteCors } from './schema.js'

/**
 * The options for a route: the plugin's options, changed by the route's `config.openeoCors` as {@link RouteCors} says. Returns
 * a frozen copy, which is checked like the plugin's options.
 *
 * @param options The plugin's options, from `checkOptions`.
 * @param cors The route's `config.openeoCors`. It is checked again, because it can have changed since the route was declared.
 * @param where The route, for the message: `GET /jobs`.
 * @throws `FST_OPENEO_CORS_INVALID_OPTIONS` with the route and every problem in one message.
 */
export function extendOptions (options: OpeneoCorsOptions, cors: Exclude<RouteCors, false>, where: string): OpeneoCorsOptions {
  const own = checkRouteCors(cors, where) as Exclude<RouteCors, false>
  const extended: OpeneoCorsOptions = {
    ...options,
    ...own,
    ...(own.allowedHeaders !== undefined && { allowedHeaders: joinNames(options.allowedHeaders, own.allowedHeaders) }),
    ...(own.exposedHeaders !== undefined && { exposedHeaders: joinNames(options.exposedHeaders, own.exposedHeaders) }),
    ...(options.rangeRequests === true && { rangeRequests: true })
  }
  const problems = combinationProblems(extended)
  if (problems.length !== 0) throw invalid(` of ${where}, with the plugin's`, problems)
  return Object.freeze(extended)
}
