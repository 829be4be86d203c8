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

/**
 * What came of a preflight. No script is told, but it follows from the rest.
 *
 * @param {object} asked
 * @param {import('./exchanges.js').Exchange} asked.exchange
 * @param {boolean} asked.withPlugin whether the back-end has the plugin
 * @param {string[]} [asked.refusal] why it is right that nothing comes of it
 */
export function answerText ({ exchange, withPlugin, refusal }) {
  if (exchange.reply !== undefined) return 'Allowed: the request is sent.'
  return withPlugin && refusal === undefined ? 'No script learns whether it was allowed.' : 'Not allowed: nothing more is sent.'
}

/**
 * Why the page gets nothing.
 *
 * @param {object} blocked
 * @param {import('./exchanges.js').Exchange} blocked.exchange
 * @param {boolean} blocked.isPreflighted
 * @param {boolean} blocked.withPlugin whether the back-end has the plugin
 * @param {string[]} [blocked.refusal] why that is right
 * @returns {string[]} paragraphs
 */
export function blockedText ({ exchange: { method, origin }, isPreflighted, withPlugin, refusal }) {
  if (refusal !== undefined) return refusal
  if (withPlugin) {
    return ['The browser gives the page no reason. Its console may say more (F12 opens it in most browsers).']
  }
  if (isPreflighted) {
    return [
      `The browser asked by OPTIONS whether this page may send the request. This back-end answers that with an error, so the ${method} was never sent.`,
      'The plugin answers OPTIONS on every path, with the methods and headers that are allowed there.'
    ]
  }
  return [
    `The request reached the back-end, and it replied. But the reply does not say that ${origin} may read it, so the browser keeps it back: status, headers and body.`,
    'The plugin adds Access-Control-Allow-Origin to every reply, errors included.'
  ]
}

/**
 * How a run went.
 *
 * @param {string[]} states those of all steps
 * @param {boolean} withPlugin
 */
export function summaryText (states, withPlugin) {
  const count = state => states.filter(other => other === state).length
  const asTheyShould = states.filter(isAsItShould).length
  if (asTheyShould === states.length) return `Done. All ${states.length} steps went as they should.`
  if (!withPlugin && count('blocked') === states.length) return `Done. The browser blocked all ${states.length} steps.`
  const failed = count('failed') === 0 ? '' : `, ${count('failed')} failed`
  return `Done. ${asTheyShould} of ${states.length} steps went as they should, the browser blocked ${count('blocked')}${failed}.`
}

/** Whether a step went as it should. */
export function isAsItShould (state) {
  return state === 'works' || state === 'rightly'
}

/** The command that shows what the browser's preflight gets, an argument on each line. */
export function curlText ({ origin, url }, { method, headers }) {
  const fields = [
    `Origin: ${origin}`,
    `Access-Control-Request-Method: ${method}`,
    ...(headers.length === 0 ? [] : [`Access-Control-Request-Headers: ${headers.join(',')}`])
  ]
  return ['curl -i -X OPTIONS', ...fields.map(field => `-H '${field}'`), `'${url}'`].join(' \\\n  ')
}

/** A name as people write it: browsers show names in lower case. */
export function headerName (name) {
  return name.replace(/(^|-)([a-z])/g, start => start.toUpperCase()).replace(/^Openeo/, 'OpenEO').replace(/^Etag$/, 'ETag')
}
