import { preflightProblem, replyProblem } from './access-check.js'
import { asks } from './answered.js'
import { breakable, commandView, element, fold, payload, wire } from './elements.js'
import { blockedText, curlText, headerName, reasonText, verdict } from './words.js'

// Fetch, 2.2.2: CORS-safelisted response-header names
const ALWAYS_READABLE = [
  'cache-control', 'content-language', 'content-length', 'content-type', 'expires', 'last-modified', 'pragma'
]

// What is shown as the back-end's answer, or what no page ever reads.
const NOT_FOR_PAGES = /^(?:access-control-.*|allow|vary|set-cookie|connection|keep-alive|transfer-encoding|date)$/

/**
 * A request of a step: what the page wants to send, the preflight, and the reply.
 *
 * @param {import('./exchanges.js').Exchange} exchange
 * @param {object} about
 * @param {boolean} about.withPlugin whether the back-end has the plugin
 * @param {string[]} [about.refusal] why it is right that the page gets nothing
 * @param {string} [about.remedy]
 */
export function exchangeView (exchange, about) {
  const { preflight, asked, answers } = exchange
  const asking = preflight === undefined ? undefined : preflightProblem(exchange, asked, preflight)
  const replying = answers.length === 0 ? undefined : replyProblem(exchange, answers.at(-1))
  const { pathname } = new URL(exchange.url)
  return element('section', { class: 'exchange' },
    element('h4', {}, element('span', { class: 'method' }, exchange.method), ' ', ...breakable(pathname)),
    element('div', { class: 'parts' },
      part('1 · The page wants to send', ...requestView(exchange)),
      part('2 · Preflight', ...(asked.reasons.length > 0 ? preflightView(exchange, asking) : noPreflightView(exchange))),
      part('3 · Reply', ...answersView(answers), ...(exchange.reply === undefined
        ? nothingView(blockedText({ exchange, asking, replying, ...about }))
        : replyView(exchange.reply, answers.at(-1))))))
}

function part (title, ...children) {
  return element('div', { class: 'part' }, element('h5', {}, title), ...children)
}

function note (text) {
  return element('p', { class: 'note' }, text)
}

function requestView (exchange) {
  const { method, url, headers, origin, credentials } = exchange
  return [
    wire([method, url], headers),
    note('The browser adds:'),
    wire(undefined, [['Origin', origin], ...(credentials ? [['Cookie', 'those of the back-end, if any']] : [])])
  ]
}

function noPreflightView (exchange) {
  return [
    element('p', {}, `None. A ${exchange.method} with these headers needs no permission, so the browser sends it at once.`),
    curlView(exchange)
  ]
}

function preflightView (exchange, problem) {
  const { asked, preflight, remembered, url, origin } = exchange
  const reasons = element('ul', { class: 'reasons' }, ...asked.reasons.map(reason => element('li', {}, reasonText(reason))))
  const { kind, text } = verdict(exchange, problem)
  const end = element('p', { class: `verdict ${kind}` }, text)
  if (remembered !== undefined) {
    const former = asks(remembered, 'access-control-request-method')
    const also = former === asked.method ? 'It still holds:' : `It holds for ${asked.method} too:`
    return [
      reasons,
      element('p', {}, `The browser does not ask now. It remembers the answer that it got when it asked for ${former}. ${also}`),
      answerView(remembered), end, curlView(exchange)
    ]
  }
  return [
    element('p', {}, 'The browser asks the back-end first:'),
    reasons,
    wire(['OPTIONS', new URL(url).pathname], [
      ['Origin', origin],
      ['Access-Control-Request-Method', asked.method],
      ...(asked.headers.length === 0 ? [] : [['Access-Control-Request-Headers', asked.headers.join(',')]])
    ]),
    ...(preflight === undefined ? [] : [note('The back-end answers:'), answerView(preflight)]),
    end,
    curlView(exchange)
  ]
}

function curlView (exchange) {
  return fold('Ask it yourself, by curl', commandView(curlText(exchange)))
}

function answersView (answers) {
  if (answers.length === 0) return []
  const isRedirect = answers.length > 1
  return answers.flatMap((answer, index) => [
    note(isRedirect ? `The back-end answers the ${index === 0 ? 'request' : 'redirect'}, ${answer.path}:` : 'The back-end answers:'),
    answerView(answer)
  ])
}

/** What of an answer is about CORS. */
function answerView ({ status, headers }) {
  const hasCors = headers.some(([name]) => name.startsWith('access-control-'))
  const view = wire([String(status), ''], headers)
  if (!hasCors) view.append(element('span', { class: 'line missing' }, 'No Access-Control-* header'))
  return view
}

function nothingView (paragraphs) {
  return [element('div', { class: 'nothing' }, element('strong', {}, 'The page gets nothing.'), ...paragraphs.map(text => element('p', {}, text)))]
}

function replyView ({ status, statusText, headers, body }, answer) {
  const isExposed = ([name]) => !ALWAYS_READABLE.includes(name.toLowerCase())
  const exposed = headers.filter(isExposed)
  const plain = headers.filter(field => !isExposed(field))
  const hidden = hiddenNames(headers, answer)
  return [
    note('The page gets:'),
    element('p', { class: 'status' }, `${status} ${statusText}`.trim()),
    ...(exposed.length === 0 ? [] : [note('Headers that are exposed to it:'), wire(undefined, exposed, 'exposed')]),
    ...(plain.length === 0 ? [] : [note('Headers that pages always read:'), wire(undefined, plain)]),
    ...(hidden.length === 0 ? [] : [note('Headers that are hidden from it:'), wire(undefined, hidden.map(name => [name, 'not exposed']), 'hidden')]),
    ...(body === '' ? [] : [payload(body)])
  ]
}

function hiddenNames (headers, { names } = { names: [] }) {
  const readable = headers.map(([name]) => name.toLowerCase())
  const isHidden = name => !readable.includes(name) && !ALWAYS_READABLE.includes(name) && !NOT_FOR_PAGES.test(name)
  return names.filter(isHidden).map(headerName)
}
