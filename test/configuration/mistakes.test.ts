import t from 'tap'
import { OpeneoCorsError } from '../../lib/errors.js'
import { checkOptions } from '../../lib/options/check.js'
import { OPTIONS } from './option-names.js'

const EXPRESSION = "regular expressions are not supported. 'https://*.example.org' stands for sub-domains, and a function can decide on anything else"
const IN_STRING = "no regular expression: 'https://*.example.org' stands for sub-domains, and a function can decide on anything else"
const ORIGIN = "true, '*', an origin, a list of at least one origin, or a function"
const NAMES = "a list of header names, or 'all'"
const WILDCARD = "a wildcard only as the first label, as in 'https://*.example.org'"
const STRING = 'this is a string, as the value of an environment variable is'
const SEVERAL = "expected one origin, or a list of several: [ 'https://a.example', 'https://b.example' ]"
const KNOWN = `the options are ${OPTIONS.join(', ')}`

// Options that people have published for this or another library, and the message for each.
const MISTAKES: Array<[mistake: string, options: unknown, message: string]> = [
  ['several origins in a string', { origin: 'https://a.example,https://b.example' },
    `origin is 'https://a.example,https://b.example', ${SEVERAL}`],
  ['the same with a space', { origin: 'https://a.example, https://b.example' },
    `origin is 'https://a.example, https://b.example', ${SEVERAL}`],
  ['the same with spaces only, as in a header', { origin: 'https://a.example https://b.example' },
    `origin is 'https://a.example https://b.example', ${SEVERAL}`],
  ['the same within a list', { origin: ['https://a.example,https://b.example'] },
    `origin[0] is 'https://a.example,https://b.example', ${SEVERAL}`],
  ['a list as JSON in a variable', { origin: '["https://a.example"]' },
    'origin is \'["https://a.example"]\', expected a list, not a string that holds one: JSON.parse makes a list of it'],
  ['the address from the browser, with its slash', { origin: 'http://localhost:3000/' },
    "origin is 'http://localhost:3000/', expected no path, not even a closing slash: 'http://localhost:3000'"],
  ['a host only', { origin: 'editor.openeo.org' },
    "origin is 'editor.openeo.org', expected a scheme: 'https://editor.openeo.org'"],
  ['sub-domains without a scheme', { origin: '*.openeo.org' },
    "origin is '*.openeo.org', expected a scheme: 'https://*.openeo.org'"],
  ['the port that https has anyway', { origin: 'https://editor.openeo.org:443' },
    "origin is 'https://editor.openeo.org:443', expected no default port, as browsers leave it out: 'https://editor.openeo.org'"],
  ['a regular expression', { origin: /\.openeo\.org$/ },
    `origin is /\\.openeo\\.org$/, expected ${ORIGIN}: ${EXPRESSION}`],
  ['a regular expression in a list', { origin: ['https://editor.openeo.org', /\.openeo\.org$/] },
    `origin[1] is /\\.openeo\\.org$/, expected an origin: ${EXPRESSION}`],
  ['a regular expression in a string', { origin: '^https://.*\\.openeo\\.org$' },
    `origin is '^https://.*\\\\.openeo\\\\.org$', expected ${IN_STRING}`],
  ['part of a label', { origin: 'https://proj-*-team.example' },
    `origin is 'https://proj-*-team.example', expected ${WILDCARD}: a function can decide on parts of a name`],
  ['every host', { origin: 'https://*' },
    `origin is 'https://*', expected ${WILDCARD}, or origin: true for every origin`],
  ['every host in a list', { origin: ['*'] },
    "origin[0] is '*', expected origin: '*' alone, not in a list"],
  ['either scheme', { origin: '*://example.org' },
    "origin is '*://example.org', expected http or https: each is an origin of its own: 'https://example.org'"],
  ['any port of another host', { origin: 'http://example.org:*' },
    "origin is 'http://example.org:*', expected a port number: only loopback hosts can have a wildcard as the port, as in 'http://localhost:*'"],
  ['any port, without a colon', { origin: 'http://localhost*' },
    "origin is 'http://localhost*', expected a wildcard for the whole port, as in 'http://localhost:*'"],
  ['letters that are not ASCII', { origin: 'https://*.münchen.de' },
    "origin is 'https://*.münchen.de', expected the form that browsers send: 'https://*.xn--mnchen-3ya.de'"],
  ['every extension of Firefox', { origin: 'moz-extension://*' },
    "origin is 'moz-extension://*', expected the extension's own id, or a function for all extensions: (origin) => origin.startsWith('moz-extension://')"],
  ['every extension of Chromium', { origin: ['chrome-extension://*'] },
    "origin[0] is 'chrome-extension://*', expected the extension's own id, or a function for all extensions: (origin) => origin.startsWith('chrome-extension://')"],
  ['all previews of a host for everybody', { origin: 'https://*.vercel.app' },
    "origin is 'https://*.vercel.app', expected a domain that has one owner after the wildcard: anybody can register a name below the public suffix 'vercel.app'"],
  ['pages that are files', { origin: ['null'] },
    "origin[0] is 'null', expected an origin: 'null' is shared by sandboxed frames, files and redirects of any site"],
  ['a socket', { origin: 'wss://example.org' },
    "origin is 'wss://example.org', expected the scheme of the page: 'https://example.org'"],
  ['a variable that is not set', { origin: undefined },
    'origin is undefined, expected a value: an environment variable is probably not set (true allows every origin)'],
  ['one of several variables that is not set', { origin: ['https://a.example', undefined] },
    'origin[1] is undefined, expected an origin: an environment variable is probably not set'],
  ['a variable that is not set, in a template', { origin: `${undefined}` },
    "origin is 'undefined', expected an origin: the string 'undefined' comes from an environment variable that is not set"],
  ['a variable that is empty', { origin: '' },
    "origin is '', expected an origin, as in 'https://example.org': the string is empty, like an environment variable without a value"],
  ['a word from a variable', { origin: 'true' }, "origin is 'true', expected true without quotes, which allows every origin"],
  ['another word from a variable', { origin: 'false' },
    "origin is 'false', expected an origin: to do without CORS, do not register the plugin"],
  ['a word for every origin', { origin: 'all' }, "origin is 'all', expected true, which allows every origin"],
  ['quotes from a file of variables', { origin: '"https://example.org"' },
    "origin is '\"https://example.org\"', expected no quotes within the string: 'https://example.org'"],
  ['no CORS', { origin: false },
    `origin is false, expected ${ORIGIN}: to do without CORS, do not register the plugin, or take routes out by config: { openeoCors: false }`],
  ['a URL', { origin: new URL('https://example.org') },
    `origin is URL 'https://example.org/', expected ${ORIGIN}: write it as the string 'https://example.org'`],
  ['a URL in a list', { origin: [new URL('https://example.org')] },
    "origin[0] is URL 'https://example.org/', expected the string 'https://example.org'"],
  ['a function in a list', { origin: ['https://a.example', () => true] },
    'origin[1] is [Function (anonymous)], expected an origin: a function cannot be in a list, as it decides on every origin'],
  ['true in a list', { origin: [true] }, 'origin[0] is true, expected an origin: true cannot be in a list'],
  ['a list in a list', { origin: [['https://a.example']] },
    "origin[0] is [ 'https://a.example' ], expected an origin, not a list: write ...list to add its origins"],

  ['the word of fetch', { credentials: 'include' }, "credentials is 'include', expected true or false"],
  ['a flag from a variable', { auth: 'true' }, `auth is 'true', expected true or false: ${STRING}`],
  ['credentials for everybody by a wildcard', { origin: '*', credentials: true },
    "credentials is true with origin '*', expected origins to be named, or credentials: false: browsers refuse a wildcard with credentials"],

  ['a header value', { allowedHeaders: 'Content-Type, X-Request-Id' },
    `allowedHeaders is 'Content-Type, X-Request-Id', expected ${NAMES}: write the list as [ 'Content-Type', 'X-Request-Id' ]`],
  ['one name without a list', { exposedHeaders: 'X-Rate' }, `exposedHeaders is 'X-Rate', expected ${NAMES}: write the list as [ 'X-Rate' ]`],
  ['a wildcard', { allowedHeaders: '*' }, `allowedHeaders is '*', expected ${NAMES}: write 'all' for any header`],
  ['a wildcard in a list', { allowedHeaders: ['*'] }, "allowedHeaders[0] is '*', expected header names, or allowedHeaders: 'all'"],
  ['true for any header', { exposedHeaders: true }, `exposedHeaders is true, expected ${NAMES}: write 'all' for any header`],
  ['a header of the reply, sent by the client', { allowedHeaders: ['Access-Control-Allow-Origin'] },
    "allowedHeaders[0] is 'Access-Control-Allow-Origin', expected a request header: " +
    'this is a response header, and a client sends it only by mistake'],
  ['a header that the plugin sends', { exposedHeaders: ['Access-Control-Allow-Origin'] },
    "exposedHeaders[0] is 'Access-Control-Allow-Origin', expected a header that scripts read: only the browser reads this one"],
  ['a header of the request', { exposedHeaders: ['Authorization'] },
    "exposedHeaders[0] is 'Authorization', expected a response header: this is a request header"],
  ['a cookie to be read', { exposedHeaders: ['Set-Cookie'] },
    "exposedHeaders[0] is 'Set-Cookie', expected a header that can be exposed: browsers never expose this one"],
  ['seconds from a variable', { maxAge: '600' }, `maxAge is '600', expected a whole number of seconds from 0 to 86400: ${STRING}`],
  ['none to be kept', { maxAge: -1 },
    'maxAge is -1, expected a whole number of seconds from 0 to 86400: with 0, browsers do not keep answers'],
  ['no value', { maxAge: null }, 'maxAge is null, expected a whole number of seconds from 0 to 86400: with 0, browsers do not keep answers'],
  ['a week', { maxAge: 604800 }, 'maxAge is 604800, expected a whole number of seconds from 0 to 86400'],

  ["@fastify/cors' methods", { methods: ['GET'] }, `methods is unknown, as the methods of a path come from its routes; ${KNOWN}`],
  ["@fastify/cors' other options", {
    preflight: true, preflightContinue: true, optionsSuccessStatus: 200, strictPreflight: false, cacheControl: 60, delegator: 1, hook: 'onRequest'
  }, [
    'preflight is unknown, as the plugin answers all preflights',
    'preflightContinue is unknown, as the plugin answers all preflights: a route for OPTIONS with config: { openeoCors: false } answers its own',
    'optionsSuccessStatus is unknown, as OPTIONS is answered with 204',
    'strictPreflight is unknown, as OPTIONS without Access-Control-Request-Method is answered too',
    'cacheControl is unknown, as maxAge says how long browsers keep the answer to a preflight',
    "delegator is unknown, as a route's config.openeoCors says what differs, and a function as origin decides by request",
    'hook is unknown, as the plugin has to run first, in onRequest',
    KNOWN
  ].join('; ')],
  ['names in other words', { origins: [], allowHeaders: [], exposeHeaders: [], headers: [], supportsCredentials: true, 'max-age': 1, authentication: true }, [
    'origins is unknown, origin is probably meant',
    'allowHeaders is unknown, allowedHeaders is probably meant',
    'exposeHeaders is unknown, exposedHeaders is probably meant',
    'headers is unknown, allowedHeaders is probably meant',
    'supportsCredentials is unknown, credentials is probably meant',
    'max-age is unknown, maxAge is probably meant',
    'authentication is unknown, auth is probably meant',
    KNOWN
  ].join('; ')],
  ["headers' names", { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Methods': 'GET' },
    'Access-Control-Allow-Origin is unknown, origin is probably meant; ' +
    `Access-Control-Allow-Methods is unknown, as the methods of a path come from its routes; ${KNOWN}`],
  ['what it has no like of', { path: '/api', enabled: true, version: 1 }, `path is unknown; enabled is unknown; version is unknown; ${KNOWN}`],
  ['letters that are missing, swapped, added or others', { atuh: 1, autth: 1, oigin: 1, orogin: 1, exposdeHaeders: 1, maxAgge: 1, lgoLevel: 1 }, [
    ...Object.entries({ atuh: 'auth', autth: 'auth', oigin: 'origin', orogin: 'origin', exposdeHaeders: 'exposedHeaders', maxAgge: 'maxAge', lgoLevel: 'logLevel' })
      .map(([wrong, right]) => `${wrong} is unknown, ${right} is probably meant`),
    KNOWN
  ].join('; ')]
]

function messageOf (options: unknown): string {
  try {
    checkOptions(options)
  } catch (error) {
    if (error instanceof OpeneoCorsError && error.code === 'FST_OPENEO_CORS_INVALID_OPTIONS') return error.message
    throw error
  }
  return 'none'
}

t.test('C5: a message says what was probably meant', async (t) => {
  for (const [mistake, options, message] of MISTAKES) {
    t.equal(messageOf(options), `Invalid CORS options: ${message}`, mistake)
  }
})

t.test('C5: of many unknown options the first ten are named', async (t) => {
  const options = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`variable${index}`, 1]))
  t.match(messageOf(options), `variable9 is unknown; 2 more are unknown; ${KNOWN}`)
  t.notMatch(messageOf(options), 'variable10')
})
