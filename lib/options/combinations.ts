import { ANY_HEADER } from '../standards/headers.js'
import { namesOf } from './header-names.js'
import type { OpeneoCorsOptions } from './schema.js'

/** Whether Access-Control-Allow-Credentials is sent. The option `credentials` decides. Without it, `auth` does, but not with `'*'`. */
export function allowsCredentials ({ auth = false, credentials, origin }: OpeneoCorsOptions): boolean {
  return credentials ?? (auth && origin !== '*')
}

/** Messages about options that are valid alone but not together. `prefix` is put before the names of options in messages. */
export function combinationProblems (options: OpeneoCorsOptions, prefix = ''): string[] {
  const { auth, allowedHeaders, credentials, origin } = options
  const problems: string[] = []
  if (origin === '*' && credentials === true) {
    problems.push(`${prefix}credentials is true with origin '*', expected origins to be named, or credentials: false: ` +
      'browsers refuse a wildcard with credentials')
  }
  if (namesOf(allowedHeaders).includes(ANY_HEADER) && allowsCredentials(options)) {
    problems.push(`${prefix}allowedHeaders is 'all' with credentials${auth === true && credentials === undefined ? ', which auth turns on' : ''}, ` +
      "expected a list of header names, credentials: false or origin: '*': with credentials, browsers take * as the name of a header")
  }
  return problems
}
