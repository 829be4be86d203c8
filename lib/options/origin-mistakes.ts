import { inspect } from 'node:util'
import { parseOriginPattern } from './origin-pattern.js'

/**
 * What is expected instead of an entry whose form is wrong, and what was probably meant. The first known mistake that fits is
 * named. Mistakes about the whole entry are tried before mistakes about its parts.
 */
export function originMistake (entry: string): string {
  for (const mistake of MISTAKES) {
    const expected = mistake(entry)
    if (expected !== undefined) return expected
  }
  return 'scheme, host and optional port'
}

const WORDS = new Map([
  ['', "an origin, as in 'https://example.org': the string is empty, like an environment variable without a value"],
  ['undefined', "an origin: the string 'undefined' comes from an environment variable that is not set"],
  ['null', "an origin: 'null' is shared by sandboxed frames, files and redirects of any site"],
  ['true', 'true without quotes, which allows every origin'],
  ['false', 'an origin: to do without CORS, do not register the plugin'],
  ['all', 'true, which allows every origin'],
  ['*', "origin: '*' alone, not in a list"]
])

const SCHEME = /^[a-z][a-z\d+.-]*:\/\//i
const WILDCARD = "a wildcard only as the first label, as in 'https://*.example.org'"

type Mistake = (entry: string) => string | undefined

/** A mistake in entries that match a pattern. The message says what to write instead, if that is known. */
function wherever (pattern: RegExp, expected: string, instead: (entry: string) => string = (entry) => entry): Mistake {
  return (entry) => pattern.test(entry) ? expected + suggestion(instead(entry)) : undefined
}

const MISTAKES: readonly Mistake[] = [
  (entry) => WORDS.get(entry),
  wherever(/^\[\s*["']/, 'a list, not a string that holds one: JSON.parse makes a list of it'),
  wherever(/^(['"`]).*\1$/, 'no quotes within the string', (entry) => entry.slice(1, -1)),
  wherever(/^\^|\$$|\\[.\w]|\/\/\.\*|\(|^\/[^/].*\/[a-z]*$/,
    "no regular expression: 'https://*.example.org' stands for sub-domains, and a function can decide on anything else"),
  several,
  wherever(/^[\s,;]|[\s,;]$/, 'no other characters before or after the origin', (entry) => entry.replace(/^[\s,;]+|[\s,;]+$/g, '')),
  wherever(/^[a-z]*\*:\/\//i, 'http or https: each is an origin of its own', (entry) => entry.replace(/^[^:]*/, 'https')),
  (entry) => SCHEME.test(entry) ? undefined : withoutScheme(entry),
  wherever(/^file:/i, "no file URL: a page that is a file has the origin 'null', which no list allows"),
  wherever(/^(?:wss?|ftp):/i, 'the scheme of the page', (entry) => entry.replace(/^ws|^ftp/i, 'http')),
  wherever(/^[^/]*\/\/\*\.[\d.]+(?::\d+)?$/, 'no wildcard in front of an IP address'),
  misplacedWildcard,
  (entry) => Number(/:(\d+)$/.exec(entry)?.[1] ?? 0) > 65535 ? 'a port up to 65535' : undefined,
  wherever(/^[^/]*\/\/[^/?#]*@/, 'no user or password'),
  wherever(/^[^#]*\?/, 'no query'),
  wherever(/#/, 'no fragment'),
  wherever(/^[^/]*\/\/[^/\\]*[/\\]/, 'no path, not even a closing slash'),
  (entry) => /:\d+$/.test(entry) && parse(entry)?.port === '' ? `no default port, as browsers leave it out${suggestion(entry)}` : undefined,
  wherever(/[A-Z]/, 'lower case, as browsers send it', (entry) => entry.toLowerCase()),
  (entry) => suggestion(entry) === '' ? undefined : `the form that browsers send${suggestion(entry)}`
]

function several (entry: string): string | undefined {
  const parts = entry.split(/[\s,;|]+/).filter((part) => part !== '')
  if (parts.length < 2 || !parts.every((part) => SCHEME.test(part) || /\w\.\w|^localhost\b|^\*$/.test(part))) return undefined
  return `one origin, or a list of several: ${inspect(parts, { maxArrayLength: 2, maxStringLength: 60, breakLength: Infinity })}`
}

function withoutScheme (entry: string): string {
  const host = entry.replace(/^(?:https?)?:?\/*/i, '')
  const scheme = /^(?:localhost|[\d.]+(?::|$)|\[)/.test(host) ? 'http' : 'https'
  const instead = /[.:]|^localhost$/.test(host) ? suggestion(`${scheme}://${host}`) : ''
  return `a scheme${instead === '' ? ", as in 'https://example.org'" : instead}`
}

function misplacedWildcard (entry: string): string | undefined {
  const scheme = entry.slice(0, entry.indexOf('://'))
  const host = entry.slice(scheme.length + 3).replace(/[/?#].*$/s, '')
  // The entry has no misplaced wildcard, so it has another mistake.
  if (!withoutWildcards(host).includes('*')) return undefined
  if (scheme.endsWith('extension')) {
    return `the extension's own id, or a function for all extensions: (origin) => origin.startsWith('${scheme}://')`
  }
  if (/^\*(?::\d+)?$/.test(host)) return `${WILDCARD}, or origin: true for every origin`
  if (/^(?:localhost|127\.)/.test(host)) return "a wildcard for the whole port, as in 'http://localhost:*'"
  if (/^\*\.\*\./.test(host)) return `${WILDCARD}, where it stands for one label or more`
  return `${WILDCARD}: a function can decide on parts of a name`
}

/** What to write instead, such as `: 'https://example.org'`. An empty string if that is unknown. */
function suggestion (entry: string): string {
  const url = parse(entry)
  if (url === undefined) return ''
  const origin = url.origin === 'null' ? `${url.protocol}//${url.host}` : url.origin
  const form = `${origin.replace(`//${LABEL}.`, '//*.')}${ANY_PORT.test(entry) ? ':*' : ''}`
  return form.length <= 100 && parseOriginPattern(form) !== undefined ? `: '${form}'` : ''
}

const LABEL = 'any-label'
const ANY_PORT = /(?<=^[^/]*\/\/[^/?#]*):\*(?=$|[/?#])/

function parse (entry: string): URL | undefined {
  const url = entry.replace('://*.', `://${LABEL}.`).replace(ANY_PORT, '')
  return URL.canParse(url) ? new URL(url) : undefined
}

function withoutWildcards (host: string): string {
  return host.replace(/^\*\./, '').replace(/:\*$/, '')
}
