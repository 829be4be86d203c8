import type { Cause } from '../../lib/check/index.js'
import { remove, set, type Backend, type Fault, type Reply } from './backend.js'

export interface FaultCase {
  readonly about: string
  /** What is found of it, and nothing else. */
  readonly cause: Cause
  readonly fault: Fault
  readonly policy?: '*' | 'echo' | 'list'
  readonly version?: string
}

const ALLOW_ORIGIN = 'Access-Control-Allow-Origin'
const METHODS = 'Access-Control-Allow-Methods'
const HEADERS = 'Access-Control-Allow-Headers'
const EXPOSED = 'Access-Control-Expose-Headers'
const CREDENTIALS = 'Access-Control-Allow-Credentials'

/** Changes answers to OPTIONS, preflights or not. */
const onOptions = (change: (reply: Reply) => void): Fault => (reply, { method }) => { if (method === 'OPTIONS') change(reply) }
/** Changes answers to preflights. */
const onPreflights = (change: (reply: Reply) => void): Fault => (reply, { asks }) => { if (asks !== undefined) change(reply) }
/** Changes answers that pages read, if they are of some status. */
const onAnswers = (change: (reply: Reply) => void, first = 200, last = 599): Fault => (reply, { method }) => {
  if (method !== 'OPTIONS' && reply.status >= first && reply.status <= last) change(reply)
}
const become = (status: number, location?: string) => (reply: Reply): void => {
  reply.status = status
  if (location !== undefined) set(reply, 'Location', location)
}
const withOrigin = (change: (reply: Reply, origin: string) => void): Fault => (reply, { origin }) => { if (origin !== undefined) change(reply, origin) }

/** Back-ends with one fault each. */
export const FAULTS: readonly FaultCase[] = [
  { about: 'no CORS at all', cause: 'no-cors', fault: (reply) => { reply.fields = reply.fields.filter(([name]) => !name.startsWith('Access-')) } },
  { about: 'a list that lacks the page', cause: 'no-cors', policy: 'list', fault: (reply, { origin }) => { if (origin !== 'https://else.example') reply.fields = reply.fields.filter(([name]) => !name.startsWith('Access-')) } },
  { about: 'a login in front of preflights', cause: 'preflight-status', fault: onPreflights(become(401)) },
  { about: 'no route for preflights', cause: 'preflight-status', fault: onPreflights(become(404)) },
  { about: 'a redirect of preflights', cause: 'preflight-redirected', fault: onPreflights(become(308, '/elsewhere')) },
  { about: 'preflights without Allow-Origin, as of a proxy', cause: 'allow-origin-missing-on-preflight', fault: onPreflights((reply) => { remove(reply, ALLOW_ORIGIN) }) },
  { about: 'answers without Allow-Origin', cause: 'allow-origin-missing', fault: onAnswers((reply) => { remove(reply, ALLOW_ORIGIN) }, 200, 299) },
  { about: 'errors without Allow-Origin', cause: 'allow-origin-missing-on-error', fault: (reply, { path }) => { if (reply.status >= 400 && path !== '/%') remove(reply, ALLOW_ORIGIN) } },
  { about: 'a redirect without Allow-Origin', cause: 'allow-origin-missing-on-redirect', fault: (reply, { method, path }) => { if (method === 'GET' && path === '/processes') { become(301, '/processes/')(reply); remove(reply, ALLOW_ORIGIN) } } },
  { about: 'a redirect that does not end', cause: 'no-answer', fault: (reply, { method, path }) => { if (method === 'GET' && path === '/processes') become(302, '/processes')(reply) } },
  { about: 'two Allow-Origins', cause: 'allow-origin-several', fault: (reply) => { reply.fields.push([ALLOW_ORIGIN, '*']) } },
  { about: 'a list in Allow-Origin', cause: 'allow-origin-several', policy: 'list', fault: withOrigin((reply, origin) => { set(reply, ALLOW_ORIGIN, `${origin}, https://app.example`) }) },
  { about: 'the Allow-Origin of another', cause: 'allow-origin-other', fault: (reply) => { set(reply, ALLOW_ORIGIN, 'https://app.example') } },
  { about: 'an Allow-Origin with a slash', cause: 'allow-origin-other', policy: 'echo', fault: withOrigin((reply, origin) => { set(reply, ALLOW_ORIGIN, `${origin}/`) }) },
  { about: 'a pattern in Allow-Origin', cause: 'allow-origin-other', fault: (reply) => { set(reply, ALLOW_ORIGIN, 'https://*.openeo.org') } },
  { about: 'an empty Allow-Origin', cause: 'allow-origin-other', fault: (reply) => { set(reply, ALLOW_ORIGIN, '') } },
  { about: 'a method that is not listed', cause: 'method-not-listed', fault: onOptions((reply) => { set(reply, METHODS, 'OPTIONS, GET, POST, PUT, DELETE') }) },
  { about: 'a method in lower case', cause: 'method-not-listed', fault: onOptions((reply) => { set(reply, METHODS, 'OPTIONS, GET, POST, patch, PUT, DELETE') }) },
  { about: 'methods without commas', cause: 'methods-malformed', fault: onOptions((reply) => { set(reply, METHODS, 'OPTIONS GET POST PATCH PUT DELETE') }) },
  { about: 'headers in quotes', cause: 'headers-malformed', fault: onOptions((reply) => { set(reply, HEADERS, '"Authorization", "Content-Type"') }) },
  { about: '* as headers', cause: 'authorization-by-wildcard', fault: onOptions((reply) => { set(reply, HEADERS, '*') }) },
  { about: 'no Authorization', cause: 'authorization-not-listed', fault: onOptions((reply) => { set(reply, HEADERS, 'Content-Type') }) },
  { about: 'no Content-Type', cause: 'header-not-listed', fault: onOptions((reply) => { set(reply, HEADERS, 'Authorization') }) },
  { about: 'no list of headers that pages read', cause: 'identifier-not-exposed', fault: (reply) => { remove(reply, EXPOSED) } },
  { about: 'no OpenEO-Identifier that pages read', cause: 'identifier-not-exposed', fault: (reply) => { set(reply, EXPOSED, 'Link, Location, OpenEO-Costs') } },
  { about: 'no Link that pages read', cause: 'not-exposed', fault: (reply) => { set(reply, EXPOSED, 'Location, OpenEO-Identifier, OpenEO-Costs') } },
  { about: 'errors that expose nothing', cause: 'not-exposed', fault: onAnswers((reply) => { remove(reply, EXPOSED) }, 400) },
  { about: 'exposing what browsers do anyway', cause: 'safelisted-exposed', fault: (reply) => { set(reply, EXPOSED, 'Location, OpenEO-Identifier, OpenEO-Costs, Link, content-type') } },
  { about: 'OPTIONS without a method refused', cause: 'plain-options', fault: (reply, { method, asks }) => { if (method === 'OPTIONS' && asks === undefined) { reply.status = 400; reply.fields = [] } } },
  { about: 'OPTIONS with another status', cause: 'options-status', fault: onOptions(become(200)) },
  { about: 'no GET in the list', cause: 'methods-incomplete', fault: onOptions((reply) => { set(reply, METHODS, 'POST, PATCH, PUT, DELETE') }) },
  { about: 'no credentials in 1.0.0', cause: 'credentials-missing', version: '1.0.0', policy: 'list', fault: (reply) => { remove(reply, CREDENTIALS) } },
  { about: 'headers without Origin in 1.0.0', cause: 'headers-without-origin', version: '1.0.0', policy: 'list', fault: (reply, { origin }) => { if (origin === undefined) reply.fields.push([ALLOW_ORIGIN, 'https://app.example']) } },
  { about: 'a malformed URL without CORS', cause: 'malformed-url-unreadable', fault: (reply, { path }) => { if (path === '/%') remove(reply, ALLOW_ORIGIN) } },
  { about: 'no Max-Age', cause: 'max-age-missing', fault: (reply) => { remove(reply, 'Access-Control-Max-Age') } },
  { about: 'a Max-Age of 0', cause: 'max-age-missing', fault: onOptions((reply) => { set(reply, 'Access-Control-Max-Age', '0') }) },
  { about: 'no Vary', cause: 'vary-missing', policy: 'list', fault: (reply) => { remove(reply, 'Vary') } },
  { about: 'everybody with credentials', cause: 'echo-with-credentials', policy: 'echo', fault: withOrigin((reply) => { set(reply, CREDENTIALS, 'true') }) },
  { about: 'an echo of what is no origin', cause: 'nonsense-reflected', policy: 'echo', fault: (reply, { origin }) => { if (origin === 'nonsense') set(reply, ALLOW_ORIGIN, origin) } },
  { about: 'null beside a list', cause: 'null-allowed', policy: 'list', fault: (reply, { origin }) => { if (origin === 'null') set(reply, ALLOW_ORIGIN, origin) } },
  { about: 'a list that looks at beginnings', cause: 'extended-origin-allowed', policy: 'list', fault: (reply, { origin }) => { if (origin?.endsWith('.cors-check.example') === true) set(reply, ALLOW_ORIGIN, origin) } },
  { about: 'credentials beside *', cause: 'wildcard-with-credentials', fault: (reply) => { set(reply, CREDENTIALS, 'true') } },
  { about: "Python's True", cause: 'credentials-value', policy: 'list', fault: withOrigin((reply) => { set(reply, CREDENTIALS, 'True') }) },
  { about: 'OPTIONS without a content type', cause: 'options-content-type', fault: onOptions((reply) => { remove(reply, 'Content-Type') }) },
  { about: 'a cache that does not look at Vary', cause: 'cache-ignores-vary', policy: 'list', fault: cache() }
]

/** Gives the first answer for a URL to all that ask for it. */
function cache (): Fault {
  const kept = new Map<string, Reply['fields']>()
  return (reply, { method, path }) => {
    if (method !== 'GET' || !path.includes('cors-check=')) return
    if (kept.has(path)) reply.fields = kept.get(path)!
    kept.set(path, reply.fields)
  }
}

/** The back-end of a case, for pages of an origin. */
export function backendOf ({ policy = '*', version, fault }: FaultCase, origin: string): Backend {
  return { policy: policy === 'list' ? [origin] : policy, fault, ...version !== undefined && { version } }
}
