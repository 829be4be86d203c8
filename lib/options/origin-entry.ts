import { isLoopback } from '../standards/origin.js'
import isPublicSuffix from '../standards/public-suffix.cjs'
import { originMistake } from './origin-mistakes.js'
import { parseOriginPattern } from './origin-pattern.js'

/** What is expected instead of a wrong entry of a list of origins, or undefined if the entry is right. */
export function originProblem (entry: string): string | undefined {
  const pattern = parseOriginPattern(entry)
  if (pattern === undefined) return originMistake(entry)
  const { scheme, wildcard, host, port } = pattern
  // The URL standard allows empty labels. The domain name system does not.
  if (/^\.|\.\./.test(host)) return 'no empty label: each dot needs a name before it'
  if (port === '*' && !(isLoopback(host) && /^https?$/.test(scheme))) {
    return "a port number: only loopback hosts can have a wildcard as the port, as in 'http://localhost:*'"
  }
  return wildcard && !isLoopback(host) ? wildcardProblem(host.replace(/\.$/, '')) : undefined
}

/** What is expected instead of a wildcard below a domain, or undefined if the wildcard is right. */
function wildcardProblem (domain: string): string | undefined {
  if (!domain.includes('.')) return "at least two labels after the wildcard, as in 'https://*.example.org'"
  if (!isPublicSuffix(domain)) return undefined
  return `a domain that has one owner after the wildcard: anybody can register a name below the public suffix '${domain}'`
}
