import { isLoopback } from '../standards/origin.js'
import isPublicSuffix from '../standards/public-suffix.cjs'
import { originMistake } from './origin-mistakes.js'
import { parseOriginPattern } from './origin-pattern.js'

/** Why an entry of a list of origins is wrong, in terms of what is expected, or undefined if it is right. */
export function originProblem (entry: string): string | undefined {
  const pattern = parseOriginPattern(entry)
  if (pattern === undefined) return originMistake(entry)
  const { scheme, wildcard, host, port } = pattern
  // The URL standard allows it, the domain name system does not.
  if (/^\.|\.\./.test(host)) return 'no empty label, with nothing in front of a dot'
  if (port === '*' && !(isLoopback(host) && /^https?$/.test(scheme))) {
    return "a port: a wildcard is for those of loopback hosts only, as in 'http://localhost:*'"
  }
  return wildcard && !isLoopback(host) ? wildcardProblem(host.replace(/\.$/, '')) : undefined
}

/** Why not all names below a domain can be allowed. */
function wildcardProblem (domain: string): string | undefined {
  if (!domain.includes('.')) return "at least two labels after the wildcard, as in 'https://*.example.org'"
  if (!isPublicSuffix(domain)) return undefined
  return `a domain with one owner after the wildcard: anybody can get a name below the public suffix '${domain}'`
}
