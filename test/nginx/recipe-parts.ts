import { readFileSync } from 'node:fs'

const CONFIGURATION = readFileSync(new URL('../../examples/behind-nginx/nginx.conf', import.meta.url), 'utf8')

/** Parts of the recipe's nginx.conf, to be tried in other surroundings. */
export const PARTS = {
  /** In `http`: who may read, for a list of origins. */
  originsList: part(/^map \$http_origin [^]*?^\}/m),
  /** In `http`, in place of that: who may read, for all origins. It is in a comment. */
  originsAll: part(/^# map \$http_origin [^]*?^# \}/m).replaceAll(/^# /gm, ''),
  /** In `http`: the other headers. */
  headers: part(/^map \$cors_origin [^]*?(?=^upstream )/m),
  /** In `server`: the errors that nginx writes itself. */
  errors: part(/^ {4}error_page [^]*?^ {4}\}/m),
  /** In `location`: what makes preflights succeed. */
  preflights: part(/^ {8}if [^]*?^ {8}\}/m)
}

/** The recipe's nginx.conf as a whole, with ports of the test's. */
export function configuration (port: number, upstream: number): string {
  return CONFIGURATION
    .replace(part(/(?<=^ +)listen .+;/m), `listen 127.0.0.1:${port};`)
    .replace(part(/(?<=^ +)server .+;/m), `server 127.0.0.1:${upstream};`)
}

function part (pattern: RegExp): string {
  const [found] = pattern.exec(CONFIGURATION) ?? []
  if (found === undefined) throw new Error(`nginx.conf has nothing like ${pattern}`)
  return found
}
