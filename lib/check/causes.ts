import type { Question } from './ask.js'
import type { RefusalCause } from './fetch-standard.js'

/**
 * How bad a fault is. `browser`: a browser blocks something. `openeo`: it breaks a rule of openEO, and browsers still work.
 * `risk`: it is slow or dangerous.
 */
export type Grade = 'browser' | 'openeo' | 'risk'

/** The kinds of fault: the reasons of a browser to block, and others. */
export type Cause = RefusalCause | 'no-cors' | 'no-answer' | 'mixed-content' | 'allow-origin-missing-on-preflight' |
  'allow-origin-missing-on-error' | 'allow-origin-missing-on-redirect' | 'cache-ignores-vary' | 'identifier-not-exposed' |
  'plain-options' | 'options-status' | 'not-exposed' | 'safelisted-exposed' | 'credentials-missing' | 'methods-incomplete' |
  'malformed-url-unreadable' | 'max-age-missing' | 'vary-missing' | 'echo-with-credentials' | 'nonsense-reflected' | 'null-allowed' |
  'extended-origin-allowed' | 'wildcard-with-credentials' | 'credentials-value' | 'options-content-type' | 'headers-without-origin'

/** A fault that one request has shown. The detail is the method, the header or the value in question. */
export interface Observation { readonly cause: Cause, readonly detail: string, readonly question: Question }

const NEVER_SENT = '"Network Error". The browser does not send the request itself.'
const WITHHELD = '"Network Error". The back-end answers, but the page does not get it.'
const NOTHING = 'Nothing. Browsers still work.'
const COOKIES = '"Network Error" on pages that send cookies.'
const ORIGIN = 'Access-Control-Allow-Origin: the origin of the request, or *'
const CREDENTIALS = 'Access-Control-Allow-Credentials: true'
const NO_HEADER = 'none'
const ITSELF = 'none: the plugin does it by itself'
const FIRST = 'register the plugin first, in a scope that has all routes'
const METHODS = 'none: declare the route, in a scope that has the plugin'
const CHECK = 'Fetch, 4.10, step 2'

/** The texts of a fault. `%` stands for the detail. */
type Words = readonly [grade: Grade, says: string, sees: string, header: string, option: string, rule: string]

export const CAUSES: Readonly<Record<Cause, Words>> = {
  'no-cors': ['browser', 'no Access-Control-Allow-Origin anywhere', '"Network Error", whatever the user does.',
    ORIGIN, 'origin, if the plugin is there: its list lacks this one', CHECK],
  'no-answer': ['browser', '%', '"Network Error".', NO_HEADER, 'none: look at the server, and at the proxy in front', 'Fetch, 4.7'],
  'mixed-content': ['browser', 'the page is on https, and the API on http', '"Network Error". The browser sends nothing.',
    NO_HEADER, 'none: serve the API by https', 'Mixed Content, 4.4'],
  'allow-origin-missing': ['browser', 'no Access-Control-Allow-Origin', WITHHELD, ORIGIN, FIRST, CHECK],
  'allow-origin-missing-on-preflight': ['browser', 'no Access-Control-Allow-Origin', NEVER_SENT,
    ORIGIN, `${FIRST}, and let no proxy answer OPTIONS`, CHECK],
  'allow-origin-missing-on-error': ['browser', 'no Access-Control-Allow-Origin', '"Network Error" in place of the reason, such as a wrong password.',
    `${ORIGIN}, on errors too`, `${FIRST}; frameworkErrors; for errors of nginx, examples/behind-nginx`, CHECK],
  'allow-origin-missing-on-redirect': ['browser', 'no Access-Control-Allow-Origin on the redirect', WITHHELD,
    ORIGIN, 'none, if a proxy redirects: let it not, or add the header there', CHECK],
  'allow-origin-several': ['browser', 'Access-Control-Allow-Origin has more than one value: %', WITHHELD,
    'Access-Control-Allow-Origin: one value, once', 'none: take CORS out of the proxy, or of the other plugin', 'Fetch, 4.10, step 4'],
  'allow-origin-other': ['browser', 'Access-Control-Allow-Origin is for another origin: %', WITHHELD, ORIGIN, 'origin', 'Fetch, 4.10, step 4'],
  'credentials-not-allowed': ['browser', 'no Access-Control-Allow-Credentials', WITHHELD, CREDENTIALS, 'credentials: true', 'Fetch, 4.10, step 8'],
  'preflight-status': ['browser', 'the status is %, and not 204', NEVER_SENT,
    NO_HEADER, `${FIRST}, in front of login and rate limits`, 'Fetch, 4.8, step 7'],
  'preflight-redirected': ['browser', 'a redirect (%), which browsers do not follow here', NEVER_SENT,
    NO_HEADER, 'none, if a proxy redirects: let it hand OPTIONS on', 'Fetch, 4.8, step 7'],
  'methods-malformed': ['browser', 'Access-Control-Allow-Methods is no list: %', NEVER_SENT,
    'Access-Control-Allow-Methods: GET, POST, …', ITSELF, 'Fetch, 4.8, step 7.3'],
  'headers-malformed': ['browser', 'Access-Control-Allow-Headers is no list: %', NEVER_SENT,
    'Access-Control-Allow-Headers: Authorization, Content-Type', ITSELF, 'Fetch, 4.8, step 7.3'],
  'method-not-listed': ['browser', '% is not listed', NEVER_SENT, 'Access-Control-Allow-Methods: %', METHODS, 'Fetch, 4.8, step 7.5'],
  'authorization-not-listed': ['browser', 'Authorization is not listed', `${NEVER_SENT} Nobody can log in.`,
    'Access-Control-Allow-Headers: Authorization', 'auth: true', 'Fetch, 4.8, step 7.6'],
  'authorization-by-wildcard': ['browser', 'Authorization is not listed, and * does not stand for it',
    'Nobody can log in, in browsers that heed the standard. Chromium still lets it through, with a warning.',
    'Access-Control-Allow-Headers: Authorization', 'auth: true', 'Fetch, 4.8, step 7.6'],
  'header-not-listed': ['browser', '% is not listed', NEVER_SENT, 'Access-Control-Allow-Headers: %', 'allowedHeaders', 'Fetch, 4.8, step 7.7'],
  'cache-ignores-vary': ['browser', 'a cache gives one origin the answer for another', '"Network Error" now and then, until the cache forgets.',
    'Vary: Origin, and a cache that heeds it', "origin: '*', if the cache cannot be mended", 'Fetch, "CORS protocol and HTTP caches"'],
  'identifier-not-exposed': ['browser', '% not exposed', 'A job that was created is reported as failed, as the page cannot read its id.',
    'Access-Control-Expose-Headers: %', ITSELF, 'openEO API: "at least the following headers"'],

  'plain-options': ['openeo', 'OPTIONS without Access-Control-Request-Method has no CORS headers (status %)', NOTHING,
    ORIGIN, ITSELF, 'openEO API: "with every response to an `OPTIONS` request"'],
  'options-status': ['openeo', 'OPTIONS is answered with %, and not 204', NOTHING,
    NO_HEADER, ITSELF, 'openEO API: "It needs to respond with a status code of `204`"'],
  'not-exposed': ['openeo', '% not exposed', 'Costs, further pages or places of what was created are missing.',
    'Access-Control-Expose-Headers: %', ITSELF, 'openEO API: "at least the following headers"'],
  'safelisted-exposed': ['openeo', '% exposed, which browsers do anyway', NOTHING, 'Access-Control-Expose-Headers, without %',
    'exposedHeaders', 'openEO API: "are white-listed by browsers and MUST NOT be included"'],
  'credentials-missing': ['openeo', 'no Access-Control-Allow-Credentials', '"Network Error" in clients of that time, which send cookies.',
    CREDENTIALS, 'auth: true', 'openEO API 1.0.0: "If authorization is implemented by the back-end the value MUST be `true`."'],
  'methods-incomplete': ['openeo', '% is not listed, though browsers let it through', NOTHING, 'Access-Control-Allow-Methods: %',
    ITSELF, 'openEO API: "Back-ends MUST list all implemented HTTP methods for the endpoint"'],

  'malformed-url-unreadable': ['risk', 'no Access-Control-Allow-Origin on the 400 for a malformed URL', '"Network Error" in place of the 400.',
    ORIGIN, 'frameworkErrors', CHECK],
  'max-age-missing': ['risk', 'no Access-Control-Max-Age', 'It is slow: browsers ask again after 5 seconds.',
    'Access-Control-Max-Age: 600', 'maxAge, 600 by default', 'Fetch, 4.8, step 7.9'],
  'vary-missing': ['risk', 'no Vary: Origin, though the answer depends on it', '"Network Error", when a cache keeps the answer for another origin.',
    'Vary: Origin', ITSELF, 'Fetch, "CORS protocol and HTTP caches"'],
  'echo-with-credentials': ['risk', 'any origin is allowed, with credentials',
    'Nothing. But if the back-end looks at cookies, any page can read what the user can.',
    'Access-Control-Allow-Origin for listed origins only; or since 1.0.1 *, without Access-Control-Allow-Credentials', "a list as origin; since 1.0.1 also '*'",
    'openEO API 1.0.1: "RECOMMENDED to return the value `*`"'],
  'nonsense-reflected': ['risk', 'what is no origin is repeated in Access-Control-Allow-Origin', 'Nothing.',
    'none for what is no origin', ITSELF, 'Fetch, 3.2'],
  'null-allowed': ['risk', 'null is allowed, though not every origin is', 'Nothing. But any page can have the origin null, by a sandboxed frame.',
    'none for null', 'origin: a list', 'Fetch, 3.2'],
  'extended-origin-allowed': ['risk', '% is allowed, though not every origin is', 'Nothing. But whoever owns that name gets in.',
    'Access-Control-Allow-Origin: whole names only', 'origin: a list', 'Fetch, 3.2'],
  'wildcard-with-credentials': ['risk', 'Access-Control-Allow-Credentials means nothing beside *', COOKIES,
    'none of Access-Control-Allow-Credentials', 'credentials: false, or a list as origin', 'Fetch, 4.10, step 4'],
  'credentials-value': ['risk', 'Access-Control-Allow-Credentials is %, which means nothing', COOKIES, CREDENTIALS, ITSELF, 'Fetch, 3.3.4'],
  'options-content-type': ['risk', 'OPTIONS is answered without Content-Type', NOTHING, 'Content-Type: that of the answer to the request',
    ITSELF, 'openEO API: "SHOULD return the content type delivered by the request"'],
  'headers-without-origin': ['risk', 'CORS headers without an Origin', 'Nothing.', 'none without Origin', 'origin: true, or a list',
    'openEO API 1.0.0: "CORS headers SHOULD NOT be sent at all"']
}
