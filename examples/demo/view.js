import { breakable, commandView, element, payload, wire } from './elements.js'
import { preflight } from './preflight.js'
import { answerText, blockedText, curlText, isAsItShould, reasonText } from './words.js'

// Fetch, 2.2.2: CORS-safelisted response-header names
const ALWAYS_READABLE = [
  'cache-control', 'content-language', 'content-length', 'content-type', 'expires', 'last-modified', 'pragma'
]

const STATES = {
  waiting: 'Waiting',
  running: 'Running',
  works: 'Works',
  blocked: 'Blocked',
  rightly: 'Rightly blocked',
  failed: 'Failed'
}

/** A step of the list, before and after it was run. */
export class StepView {
  #state = element('span', { class: 'state' })
  #tags = element('span', { class: 'tags' })
  #outcome = element('p', { class: 'outcome' })
  #exchanges = element('div', { class: 'exchanges' })
  #refusal

  constructor ({ title, about, refusal }, number) {
    this.#refusal = refusal
    this.details = element('details', { class: 'step' },
      element('summary', {},
        element('span', { class: 'number' }, String(number)),
        element('span', { class: 'title' }, title),
        this.#tags,
        this.#state),
      element('div', { class: 'body' }, element('p', { class: 'about' }, about), this.#outcome, this.#exchanges))
    this.wait()
  }

  /** Before a run. What an earlier one has left stays until then, so that nothing moves. */
  wait () {
    this.#show('waiting', 'Not run yet.')
  }

  running () {
    this.#show('running', 'Running.')
  }

  clear () {
    this.#tags.replaceChildren()
    this.#exchanges.replaceChildren()
  }

  /**
   * @param {object} outcome
   * @param {string} outcome.state
   * @param {string} outcome.text what came of it
   * @param {import('./exchanges.js').Exchange[]} outcome.exchanges with bodies that are settled
   * @param {boolean} outcome.withPlugin
   */
  finish ({ state, text, exchanges, withPlugin }) {
    this.#show(state, text)
    const asked = exchanges.map(exchange => ({ exchange, asked: preflight(exchange) }))
    this.#tags.replaceChildren(
      ...Array.from(new Set(exchanges.map(({ method }) => method)), method => element('span', { class: 'method' }, method)),
      asked.some(({ asked }) => asked.reasons.length > 0) ? element('span', { class: 'tag' }, 'preflight') : ''
    )
    const about = { withPlugin, refusal: state === 'rightly' ? this.#refusal : undefined }
    this.#exchanges.replaceChildren(...asked.map(({ exchange, asked }) => exchangeView(exchange, asked, about)))
  }

  #show (state, outcome) {
    this.details.dataset.state = state
    this.#state.textContent = STATES[state]
    this.#outcome.textContent = outcome
  }
}

/** How the steps of a run went, at a glance. */
export class ResultView {
  #count
  #marks

  constructor (node, steps) {
    this.#count = node.querySelector('.count')
    this.#marks = Array.from({ length: steps }, () => element('i', {}))
    node.querySelector('.strip').append(...this.#marks)
  }

  show (states) {
    for (const [index, mark] of this.#marks.entries()) mark.dataset.state = states[index] ?? 'waiting'
    this.#count.textContent = `${states.filter(isAsItShould).length} of ${this.#marks.length}`
  }
}

function exchangeView (exchange, asked, about) {
  const isPreflighted = asked.reasons.length > 0
  return element('section', { class: 'exchange' },
    element('h4', {}, element('span', { class: 'method' }, exchange.method), ' ', ...breakable(new URL(exchange.url).pathname)),
    element('div', { class: 'parts' },
      part('1 · The page wants to send', ...requestView(exchange)),
      part('2 · Preflight', ...(isPreflighted ? preflightView(exchange, asked, about) : noPreflightView(exchange))),
      part('3 · The page gets', ...(exchange.reply === undefined
        ? nothingView(blockedText({ exchange, isPreflighted, ...about }))
        : replyView(exchange.reply)))))
}

function part (title, ...children) {
  return element('div', { class: 'part' }, element('h5', {}, title), ...children)
}

function requestView ({ method, url, headers, origin, credentials }) {
  return [
    wire([method, url], headers),
    element('p', { class: 'note' }, 'The browser adds:'),
    wire(undefined, [['Origin', origin], ...(credentials ? [['Cookie', 'those of the back-end, if any']] : [])])
  ]
}

function noPreflightView ({ method }) {
  return [element('p', {}, `None. A ${method} with these headers needs no permission, so the browser sends it at once.`)]
}

function preflightView (exchange, asked, about) {
  const { pathname } = new URL(exchange.url)
  return [
    element('p', {}, 'The browser asks the back-end first:'),
    element('ul', { class: 'reasons' }, ...asked.reasons.map(reason => element('li', {}, reasonText(reason)))),
    wire(['OPTIONS', pathname], [
      ['Origin', exchange.origin],
      ['Access-Control-Request-Method', asked.method],
      ...(asked.headers.length === 0 ? [] : [['Access-Control-Request-Headers', asked.headers.join(',')]])
    ]),
    element('p', { class: 'answer' }, answerText({ exchange, ...about })),
    element('p', { class: 'note' }, 'No script can see the preflight. To see its answer, ask yourself:'),
    commandView(curlText(exchange, asked))
  ]
}

function nothingView (paragraphs) {
  return [element('div', { class: 'nothing' }, element('strong', {}, 'Nothing.'), ...paragraphs.map(text => element('p', {}, text)))]
}

function replyView ({ status, statusText, headers, body }) {
  const isExposed = ([name]) => !ALWAYS_READABLE.includes(name.toLowerCase())
  const exposed = headers.filter(isExposed)
  return [
    element('p', { class: 'status' }, `${status} ${statusText}`.trim()),
    exposed.length === 0 ? '' : element('p', { class: 'note' }, 'Headers that the plugin exposes:'),
    exposed.length === 0 ? '' : wire(undefined, exposed, 'exposed'),
    headers.length === exposed.length ? '' : element('p', { class: 'note' }, 'Headers that pages always read:'),
    headers.length === exposed.length ? '' : wire(undefined, headers.filter(field => !isExposed(field))),
    body === '' ? '' : payload(body)
  ]
}
