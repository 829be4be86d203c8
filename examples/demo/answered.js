// Finds, for what the page has sent, what the back-ends have answered.

import { preflightProblem } from './access-check.js'
import { preflight } from './preflight.js'

let latest = 0
// Those that a browser may remember, by origin and URL.
const remembered = new Map()

/**
 * Reads what came since the last call, and adds it to the exchanges.
 *
 * @param {import('./exchanges.js').Exchange[]} exchanges in the order in which they were sent
 * @param {Record<string, string>} backends
 */
export async function addAnswers (exchanges, backends) {
  const response = await fetch(`answers.json?since=${latest}`)
  const news = await response.json()
  latest = news.latest
  for (const exchange of exchanges) Object.assign(exchange, { asked: preflight(exchange), answers: [] })
  let current
  for (const answer of news.answers) {
    const url = backends[answer.backend] + answer.path
    current = exchanges.find(exchange => isAnswer(exchange, answer, url)) ?? current
    if (isPreflight(answer)) remember(url, answer)
    // What belongs to no exchange is where a redirect has led to.
    if (current === undefined) continue
    if (isPreflight(answer)) current.preflight ??= answer
    else current.answers.push(answer)
  }
  for (const exchange of exchanges) {
    if (exchange.asked.reasons.length > 0 && exchange.preflight === undefined) exchange.remembered = recall(exchange)
  }
}

function isAnswer (exchange, answer, url) {
  const method = asks(answer, 'access-control-request-method') ?? answer.method
  const isNew = isPreflight(answer) ? exchange.preflight === undefined : exchange.answers.length === 0
  return isNew && exchange.url === url && exchange.asked.method === method && exchange.origin === asks(answer, 'origin')
}

function remember (url, answer) {
  const key = `${asks(answer, 'origin')} ${url}`
  remembered.set(key, [answer, ...remembered.get(key) ?? []])
}

function recall (exchange) {
  const answers = remembered.get(`${exchange.origin} ${exchange.url}`) ?? []
  return answers.find(answer => preflightProblem(exchange, exchange.asked, answer) === undefined)
}

function isPreflight (answer) {
  return answer.method === 'OPTIONS' && asks(answer, 'access-control-request-method') !== undefined
}

/** A header of the request that an answer is for. */
export function asks ({ asked }, name) {
  return asked.find(([other]) => other === name)?.[1]
}
