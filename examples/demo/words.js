// What happened, in plain words.

/**
 * Why the browser sends a preflight.
 *
 * @param {import('./preflight.js').Reason} reason
 */
export function reasonText ({ kind, name, value }) {
  switch (kind) {
    case 'method': return `The method ${name} needs permission. Only GET, HEAD and POST do not.`
    case 'header': return `The header ${headerName(name)} needs permission.`
    case 'content-type': return `The content type ${value} needs permission, as no HTML form can send it.`
    default: return `The header ${headerName(name)} needs permission with the value ${value}`
  }
}

/** Where answers of the back-end differ from what the browser wants. */
function problemText ({ kind, name, value }, { origin }, status) {
  switch (kind) {
    case 'no-origin': return `the answer, with status ${status}, has no Access-Control-Allow-Origin`
    case 'other-origin': return `the answer allows ${value}, and not ${origin}`
    case 'no-credentials': return 'the answer has no Access-Control-Allow-Credentials'
    case 'status': return `the answer has the status ${status}, and not one of 2xx`
    case 'method': return value === '' ? `the answer allows no ${name}` : `the answer allows the methods ${value}, and no ${name}`
    default: return `the answer does not allow the header ${headerName(name)}`
  }
}

const REMEDIES = {
  'no-origin': 'The plugin adds it to every reply, errors included.',
  'other-origin': 'The plugin replaces what somebody else has written there.',
  'no-credentials': 'The plugin adds it where the option auth is on.',
  status: 'The plugin answers preflights with 204, on every path.',
  method: 'The plugin lists the methods that this very path has.',
  header: 'The plugin allows the headers that openEO clients send.'
}

/**
 * What came of a preflight.
 *
 * @param {import('./exchanges.js').Exchange} exchange
 * @param {import('./access-check.js').Problem} [problem] what is wrong with the answer
 * @returns {{ kind: 'allowed' | 'refused', text: string }}
 */
export function verdict ({ preflight, remembered, answers }, problem) {
  if (problem !== undefined) return { kind: 'refused', text: 'Not allowed: nothing more is sent.' }
  const isAllowed = preflight !== undefined || remembered !== undefined || answers.length > 0
  return isAllowed ? { kind: 'allowed', text: 'Allowed: the request is sent.' } : { kind: 'refused', text: 'No answer.' }
}

/**
 * Why the page gets nothing.
 *
 * @param {object} blocked
 * @param {import('./exchanges.js').Exchange} blocked.exchange
 * @param {import('./access-check.js').Problem} [blocked.asking] what is wrong with the answer to the preflight
 * @param {import('./access-check.js').Problem} [blocked.replying] what is wrong with the reply
 * @param {boolean} blocked.withPlugin whether the back-end has the plugin
 * @param {string[]} [blocked.refusal] why it is right
 * @param {string} [blocked.remedy] what the plugin does about it, if it is something special
 * @returns {string[]} paragraphs
 */
export function blockedText ({ exchange, asking, replying, withPlugin, refusal, remedy }) {
  if (refusal !== undefined) return refusal
  const problem = asking ?? replying
  if (problem === undefined) return ['The browser gives the page no reason. Its console may say more (F12 opens it in most browsers).']
  const why = asking === undefined ? keptBackText(exchange, replying) : notSentText(exchange, asking)
  return withPlugin ? [why] : [why, remedy ?? (asking?.kind === 'no-origin' ? REMEDIES.status : REMEDIES[problem.kind])]
}

function notSentText (exchange, problem) {
  const why = problemText(problem, exchange, exchange.preflight.status)
  return `The browser asked whether this page may send the request. But ${why}, so the ${exchange.method} was never sent.`
}

function keptBackText (exchange, problem) {
  const why = problemText(problem, exchange, exchange.answers.at(-1).status)
  return `The request reached the back-end, and it replied. But ${why}, so the browser keeps it back: status, headers and body.`
}

/**
 * How a run went, and what to do next.
 *
 * @param {string[]} states those of all steps
 * @param {string} [next] the label of the back-end to try next
 */
export function summaryText (states, next) {
  const { scored, passed, blocked, failed } = score(states)
  const advice = next === undefined
    ? 'Next: open a step, compare the three, and see the end of the page.'
    : `Next: choose “${next}” above.`
  if (passed === scored) return `Done. All ${scored} steps passed. ${advice}`
  if (blocked === scored) return `Done. The browser blocked all ${scored} steps. ${advice}`
  const others = [blocked > 0 ? `${blocked} blocked` : '', failed > 0 ? `${failed} failed` : ''].filter(text => text !== '')
  return `Done. ${passed} of ${scored} steps passed, ${others.join(', ')}. ${advice}`
}

/** Counts the steps of a run by what came of them. Those that were left out do not count. */
export function score (states) {
  const count = (...wanted) => states.filter(state => wanted.includes(state)).length
  return { scored: states.length - count('left-out'), passed: count('works', 'rightly'), blocked: count('blocked'), failed: count('failed') }
}

/** The command that shows what the browser's preflight gets, an argument on each line. Without a preflight: the reply. */
export function curlText ({ origin, url, asked: { method, headers, reasons } }) {
  const preflight = [
    `Access-Control-Request-Method: ${method}`,
    ...(headers.length === 0 ? [] : [`Access-Control-Request-Headers: ${headers.join(',')}`])
  ]
  const isPreflighted = reasons.length > 0
  const fields = [`Origin: ${origin}`, ...(isPreflighted ? preflight : [])]
  const command = isPreflighted ? 'curl -i -X OPTIONS' : method === 'GET' ? 'curl -i' : `curl -i -X ${method}`
  return [command, ...fields.map(field => `-H '${field}'`), `'${url}'`].join(' \\\n  ')
}

/** A name as people write it: browsers show names in lower case. */
export function headerName (name) {
  return name.replace(/(^|-)([a-z])/g, start => start.toUpperCase()).replace(/^Openeo/, 'OpenEO').replace(/^Etag$/, 'ETag').replace(/^Www-/, 'WWW-')
}
