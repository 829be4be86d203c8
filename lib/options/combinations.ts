import { ANY_HEADER } from '../standards/headers.js'
import { namesOf } from './header-names.js'
import type { OpeneoCorsOptions } from './schema.js'

/** Whether Access-Control-Allow-Credentials is sent: what `credentials` says, else `auth`, but not by that with `'*'`. */
export function allowsCredentials ({ auth = false, credentials, origin }: OpeneoCorsOptions): boolean {
  return credentials ?? (auth && origin !== '*')
}

/** What is wrong with options that are right by themselves. `prefix` is in front of their names in messages. */
export function combinationProblems (options: OpeneoCorsOptions, prefix = ''): string[] {
  const { auth, allowedHeaders, credentials, origin } = options
  const problems: string[] = []
  if (origin === '*' && credentials === true) {
    problems.push(`${prefix}credentials is true with origin '*', expected origins to be named, or credentials: false: ` +
      'browsers refuse a wildcard with credentials')
  }
  if (namesOf(allowedHeaders).includes(ANY_HEADER) && allowsCredentials(options)) {
    problems.push(`${prefix}allowedHeaders is 'all' with credentials${auth === true && credentials === undefined ? ', which auth turns on' : ''}, ` +
      "expected a list of header names, credentials: false or origin: '*': browsers take * for the name of a header with credentials")
  }
  return problems
}
