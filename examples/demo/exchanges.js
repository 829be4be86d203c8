// What the page sends, and what the browser lets it see of the reply.

/* global EventSource */

/**
 * @typedef {object} Exchange
 * @property {string} origin what the browser sends as Origin
 * @property {string} method
 * @property {string} url
 * @property {Array<[string, string]>} headers those that the script sets
 * @property {boolean} [credentials] whether cookies are sent
 * @property {Reply} [reply] none, if the browser kept it back
 * @property {ReturnType<import('./preflight.js').preflight>} [asked] what a preflight asks for
 * @property {import('./answers.js').Answer} [preflight] what the back-end has answered to the preflight
 * @property {import('./answers.js').Answer} [remembered] what it has answered before, if the browser did not ask again
 * @property {import('./answers.js').Answer[]} [answers] what it has answered: one, or more after a redirect
 */

/**
 * @typedef {object} Reply
 * @property {number} status
 * @property {string} statusText
 * @property {Array<[string, string]>} headers those that the page can read
 * @property {unknown} body a text, a Blob, an ArrayBuffer or parsed JSON, or a promise of one
 */

/** @type {Exchange[]} */
let recorded = []

/** Begins a new list of exchanges, to which they are added as they are sent. */
export function record () {
  recorded = []
  return recorded
}

function begin (method, url, headers = {}, origin = window.location.origin) {
  const exchange = { origin, method, url: String(new URL(url, window.location.href)), headers: Object.entries(headers) }
  recorded.push(exchange)
  return exchange
}

// The client sends with axios, and that with XMLHttpRequest. Seen from here, a
// request is what is sent in the end, whatever was configured where.
window.XMLHttpRequest = class extends window.XMLHttpRequest {
  #exchange

  open (method, url, ...rest) {
    const exchange = begin(method, url)
    this.#exchange = exchange
    // Before the listeners of axios, which are added later.
    this.addEventListener('load', () => {
      const { status, statusText, response: body } = this
      exchange.reply = { status, statusText, headers: parseHeaders(this.getAllResponseHeaders()), body }
    })
    super.open(method, url, ...rest)
  }

  setRequestHeader (name, value) {
    this.#exchange.headers.push([name, value])
    super.setRequestHeader(name, value)
  }
}

function parseHeaders (lines) {
  return lines.split('\r\n').filter(line => line !== '').map(line => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()]
  })
}

/** Sends a request by `fetch`, where the client has no function for it. */
export async function send (url, { method = 'GET', headers, credentials } = {}) {
  const exchange = begin(method, url, headers)
  exchange.credentials = credentials === 'include'
  const response = await fetch(url, { method, headers, credentials })
  const { status, statusText } = response
  exchange.reply = { status, statusText, headers: [...response.headers], body: response.clone().text() }
  return response
}

/** Sends a GET from a sandboxed frame. */
export async function sendFromFrame (url) {
  const exchange = begin('GET', url, {}, 'null')
  const frame = document.createElement('iframe')
  frame.sandbox.add('allow-scripts')
  frame.hidden = true
  frame.src = 'frame.html'
  document.body.append(frame)
  try {
    await new Promise(resolve => frame.addEventListener('load', resolve, { once: true }))
    const { error, ...reply } = await new Promise(resolve => {
      window.addEventListener('message', ({ data, source }) => { if (source === frame.contentWindow) resolve(data) })
      frame.contentWindow.postMessage(exchange.url, '*')
    })
    if (error !== undefined) throw new TypeError(error)
    exchange.reply = reply
    return reply
  } finally {
    frame.remove()
  }
}

/**
 * Reads server-sent events until one of them says that all is done. A page learns no
 * headers of such a reply, and its status only as it must be 200.
 *
 * @returns {Promise<Array<{ progress: number }>>}
 */
export function readEvents (url) {
  const exchange = begin('GET', url)
  const source = new EventSource(url)
  const texts = []
  source.addEventListener('open', () => { exchange.reply = { status: 200, statusText: '', headers: [], body: '' } })
  return new Promise((resolve, reject) => {
    source.addEventListener('message', ({ data }) => {
      texts.push(data)
      exchange.reply.body = texts.map(text => `data: ${text}`).join('\n\n')
      const events = texts.map(text => JSON.parse(text))
      if (events.at(-1).progress === 100) resolve(events)
    })
    source.addEventListener('error', reject)
  }).finally(() => source.close())
}

/** Whether anything answers at all. What it says stays hidden in this mode, but not that it came. */
export async function isRunning (url) {
  return await fetch(`${url}/.well-known/openeo`, { mode: 'no-cors' }).then(() => true, () => false)
}
