// Whether a browser sends a preflight before a request to another origin, and
// why, by the rules of the Fetch standard. Uploads that are watched for progress
// or streamed need one too; that cannot be told from method and headers.

// Fetch, 2.2.1: CORS-safelisted methods
const SAFELISTED_METHODS = ['GET', 'HEAD', 'POST']

// Fetch, 2.2.1: methods that are normalized. `patch` is not: it stays lower case.
const NORMALIZED_METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']

// What an HTML form can send.
const FORM_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']

// Fetch, 2.2.2: CORS-unsafe request-header bytes
const UNSAFE_BYTE = /[^\t\x20-\x7e\x80-\xff]|["():<>?@[\\\]{}]/
const LANGUAGES = /^[\dA-Za-z *,\-.;=]*$/

const MAX_LENGTH = 128

/**
 * @typedef {object} Reason
 * @property {'method' | 'header' | 'value' | 'content-type'} kind
 *   A method or a header that needs a preflight, a header that does with this value, or the content type.
 * @property {string} name the method, or the name of the header
 * @property {string} [value] the header's value
 */

/**
 * @param {object} request
 * @param {string} request.method
 * @param {Iterable<[string, string]> | Record<string, string>} [request.headers] those that the script sets
 * @returns {{ method: string, headers: string[], reasons: Reason[] }} what the preflight asks for in
 *   Access-Control-Request-Method and Access-Control-Request-Headers, and why it is needed. Without reasons it is not.
 */
export function preflight ({ method: given, headers = {} }) {
  const method = normalize(given)
  const methodReasons = SAFELISTED_METHODS.includes(method) ? [] : [{ kind: 'method', name: method }]
  // In the order and the lower case in which a preflight lists them.
  const headerReasons = Array.from(new Headers(headers), ([name, value]) => ({ kind: problem(name, value), name, value }))
    .filter(({ kind }) => kind !== undefined)
  return { method, headers: headerReasons.map(({ name }) => name), reasons: [...methodReasons, ...headerReasons] }
}

function normalize (method) {
  const upper = method.toUpperCase()
  return NORMALIZED_METHODS.includes(upper) ? upper : method
}

// Fetch, 2.2.2: CORS-safelisted request-headers, and the values that they may have
const SAFELISTED_HEADERS = new Map([
  ['accept', value => !UNSAFE_BYTE.test(value)],
  ['accept-language', value => LANGUAGES.test(value)],
  ['content-language', value => LANGUAGES.test(value)],
  ['content-type', value => !UNSAFE_BYTE.test(value) && FORM_TYPES.includes(essence(value))],
  ['range', isSimpleRange]
])

/** Why a header is not CORS-safelisted, or undefined if it is. */
function problem (name, value) {
  const isSafe = SAFELISTED_HEADERS.get(name)
  if (isSafe === undefined) return 'header'
  if (value.length <= MAX_LENGTH && isSafe(value)) return undefined
  return name === 'content-type' ? 'content-type' : 'value'
}

function essence (type) {
  return type.split(';', 1)[0].trim().toLowerCase()
}

// One range that begins somewhere, without spaces (Fetch, 2.2.2, "simple range header value").
function isSimpleRange (value) {
  const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(value) ?? []
  return start !== undefined && (end === '' || BigInt(start) <= BigInt(end))
}
