import { askForDocument, type Exchange, type Question, type Step } from './ask.js'
import { CheckError, type Client } from './client.js'

export interface Endpoint { readonly path: string, readonly method: string }

/** An openEO API. */
export interface Api {
  /** Without a slash at the end. */
  readonly url: string
  readonly version: string
  readonly endpoints: readonly Endpoint[]
  /** How many endpoints are left out. */
  readonly omitted: number
  readonly exchanges: readonly Exchange[]
  readonly hasLogin: boolean
  /** Whether the token may be sent: no redirect to another origin, and no step from https to http, led to this API. */
  readonly isTrusted: boolean
}

const MAX_ENDPOINTS = 200

export const ACCEPT = ['Accept', 'application/json, text/plain, */*'] as const

export function page (label: string, url: URL, origin: string | undefined, step: Step = 'discover'): Question {
  return { kind: 'answer', step, label, url, origin, method: 'GET', headers: [ACCEPT] }
}

/** Finds the API as openEO's clients do: at the URL itself, or where `/.well-known/openeo` says (openEO, "API Versioning"). */
export async function discover (client: Client, given: URL, origin: string): Promise<Api> {
  const start = withoutSlash(given.href.replace(/[?#].*/, '').replace(/\/\.well-known\/openeo\/?$/, ''))
  const direct = await capabilitiesAt(client, start, origin)
  const wellKnown = new URL('/.well-known/openeo', start)
  const { exchanges, answer, url, document } = await askForDocument(client, page('GET /.well-known/openeo', wellKnown, origin))
  // Clients work without this document.
  const known = answer?.status === 200 ? exchanges : []
  if (typeof direct === 'object') return { ...direct, exchanges: [...direct.exchanges, ...known] }

  const newest = newestVersion(document?.versions)
  if (newest === undefined) {
    throw new CheckError('not-openeo', `${given.href} is not an openEO API: it gives ${direct} and no api_version, and ${wellKnown.href} names no version`)
  }
  const named = await capabilitiesAt(client, withoutSlash(newest), origin)
  if (typeof named === 'number') {
    throw new CheckError('not-openeo', `${newest} is not an openEO API: it gives ${named} and no api_version, though ${wellKnown.href} names it`)
  }
  const isPlainer = wellKnown.protocol === 'https:' && named.url.startsWith('http:')
  return { ...named, exchanges: [...known, ...named.exchanges], isTrusted: named.isTrusted && url.origin === wellKnown.origin && !isPlainer }
}

/** The API at a URL, or the status of the answer if it is not an openEO API. */
async function capabilitiesAt (client: Client, base: string, origin: string): Promise<Api | number> {
  const root = new URL(`${base}/`)
  const { exchanges, answer, problem, url, document } = await askForDocument(client, page('GET /', root, origin))
  if (answer === undefined) throw problem
  if (typeof document?.api_version !== 'string') return answer.status
  const all = listOf(document.endpoints).flatMap(endpointsOf)
  const unique = new Map(all.slice(0, MAX_ENDPOINTS).map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint]))
  return {
    url: base,
    version: document.api_version,
    endpoints: [...unique.values()],
    omitted: Math.max(0, all.length - MAX_ENDPOINTS),
    exchanges,
    hasLogin: all.some(({ path }) => path.startsWith('/credentials/')),
    isTrusted: url.origin === root.origin
  }
}

function endpointsOf ({ path, methods }: Record<string, unknown>): Endpoint[] {
  if (typeof path !== 'string' || !/^\/(?!\/).{0,300}$/s.test(path)) return []
  // Pages cannot send CONNECT, TRACE and TRACK (Fetch, 2.2.1, "forbidden method"). OPTIONS needs no preflight of its own here.
  const names = (Array.isArray(methods) ? methods : []).filter((method): method is string => typeof method === 'string' &&
    /^(?!(?:OPTIONS|CONNECT|TRACE|TRACK)$)[A-Z]{1,20}$/i.test(method))
  return names.map((method) => ({ path, method: method.toUpperCase() }))
}

/** The URL of the newest version. Versions in production have priority. Browsers do not fetch URLs with a user name. */
function newestVersion (versions: unknown): string | undefined {
  const named = listOf(versions).slice(0, 100).filter(({ url }) => typeof url === 'string' && /^https?:\/\/[^@]{1,2000}$/.test(url) && URL.canParse(url))
  const production = named.filter((entry) => entry.production === true)
  const [newest] = (production.length === 0 ? named : production).sort((a, b) => compareVersions(b.api_version, a.api_version))
  return newest && new URL(newest.url as string).href
}

const NUMERIC = new Intl.Collator('en', { numeric: true })

/** Positive if `a` is later. A value that is not a version counts as the earliest. */
export function compareVersions (a: unknown, b: unknown): number {
  const [first, second] = [a, b].map((version) => typeof version === 'string' && /^\d/.test(version) ? version.slice(0, 20) : '')
  return NUMERIC.compare(first!, second!)
}

/** The entries of a list, as objects. Any other value is an empty list. */
export function listOf (value: unknown): Array<Record<string, unknown>> {
  return Array.isArray(value) ? value.map((entry) => Object(entry) as Record<string, unknown>) : []
}

function withoutSlash (url: string): string { return url.replace(/\/+$/, '') }
