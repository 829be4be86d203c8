// Why a browser refuses: the checks of the Fetch standard, on what a back-end has answered.

// Fetch, 2.2.1: CORS-safelisted methods. These need not be listed.
const SAFELISTED_METHODS = ['GET', 'HEAD', 'POST']

/**
 * @typedef {object} Problem
 * @property {'no-origin' | 'other-origin' | 'no-credentials' | 'status' | 'method' | 'header'} kind
 * @property {string} [name] the method or the header that is not allowed
 * @property {string} [value] what the back-end says in its place
 */

/**
 * Fetch, 4.9: the CORS check. Every reply has to pass it, those to preflights too.
 *
 * @param {import('./exchanges.js').Exchange} exchange
 * @param {import('./answers.js').Answer} answer
 * @returns {Problem | undefined}
 */
export function replyProblem ({ origin, credentials }, answer) {
  const allowed = header(answer, 'access-control-allow-origin')
  if (allowed === undefined) return { kind: 'no-origin' }
  if (allowed === '*' && !credentials) return undefined
  if (allowed !== origin) return { kind: 'other-origin', value: allowed }
  if (credentials && header(answer, 'access-control-allow-credentials') !== 'true') return { kind: 'no-credentials' }
  return undefined
}

/**
 * Fetch, 4.8: CORS-preflight fetch.
 *
 * @param {import('./exchanges.js').Exchange} exchange
 * @param {{ method: string, headers: string[] }} asked what the preflight asks for
 * @param {import('./answers.js').Answer} answer
 * @returns {Problem | undefined}
 */
export function preflightProblem (exchange, asked, answer) {
  const problem = replyProblem(exchange, answer)
  if (problem !== undefined) return problem
  if (answer.status < 200 || answer.status > 299) return { kind: 'status' }

  const methods = header(answer, 'access-control-allow-methods') ?? ''
  const isListed = list(methods).some(method => method === asked.method || isAny(method, exchange))
  if (!isListed && !SAFELISTED_METHODS.includes(asked.method)) return { kind: 'method', name: asked.method, value: methods }

  const headers = header(answer, 'access-control-allow-headers') ?? ''
  const allowed = list(headers).map(name => name.toLowerCase())
  const refused = asked.headers.find(name =>
    !allowed.includes(name) && !(name !== 'authorization' && allowed.some(other => isAny(other, exchange))))
  return refused === undefined ? undefined : { kind: 'header', name: refused, value: headers }
}

/** The value of a header of an answer. */
export function header ({ headers }, name) {
  return headers.find(([other]) => other === name)?.[1]
}

// With credentials, a * is the name of a method or a header.
function isAny (value, { credentials }) {
  return value === '*' && !credentials
}

function list (value) {
  return value.split(',').map(item => item.trim()).filter(item => item !== '')
}
