import { corsRequest, isRead, isReadable, originOfPage, type Exchange } from './ask.js'
import type { Cause, Observation } from './causes.js'
import type { Answer } from './client.js'
import type { Api } from './discovery.js'
import { corsCheck, isExposed, isMixedContent, listNames, preflightFetch } from './fetch-standard.js'
import { judgeByOpenEO } from './openeo.js'

/** What is wrong with all answers. `differs` says whether they depend on the origin. */
export function judgeAll (exchanges: readonly Exchange[], api: Api, differs: boolean): Observation[] {
  // A server without CORS, or whose list lacks the origin, does everything wrong for one reason.
  const allowed = new Set(exchanges.filter(({ answer }) => allowOrigin(answer) !== null).map(({ question }) => originOfPage(question)))
  // Creating a job is not tried. But what no answer exposes, its answer will not.
  const read = exchanges.filter((exchange) => isRead(exchange.question) && isReadable(exchange))
  const isHidden = read.every(({ answer }) =>
    !isExposed('OpenEO-Identifier', answer!.headers.get('Access-Control-Allow-Credentials') === 'true' ? 'include' : 'same-origin', answer!))

  const observations: Observation[] = []
  for (const exchange of exchanges) {
    const { question, answer } = exchange
    const observe = (cause: Cause, detail = '') => {
      observations.push({ cause: cause === 'not-exposed' && isHidden ? 'identifier-not-exposed' : cause, detail, question })
    }
    if (isMixedContent(originOfPage(question)!, question.url)) observe('mixed-content')
    if (answer !== undefined && !allowed.has(originOfPage(question))) observe('no-cors')
    else judge(exchange, api, differs, observe)
  }
  return observations
}

function judge ({ question, answer, problem }: Exchange, api: Api, differs: boolean, observe: (cause: Cause, detail?: string) => void): void {
  const { kind, url } = question
  if (answer === undefined) return observe('no-answer', problem!.message)
  const { status, headers } = answer
  const refusal = kind === 'preflight' ? preflightFetch(corsRequest(question), answer) : corsCheck(corsRequest(question), answer)
  if (refusal !== undefined) {
    if (refusal.cause !== 'allow-origin-missing') return observe(refusal.cause, refusal.detail)
    if (kind === 'preflight') return observe('allow-origin-missing-on-preflight')
    if (kind === 'options') return observe('plain-options', String(status))
    if (url.pathname.endsWith('/%')) return observe('malformed-url-unreadable')
    return observe(status >= 400 ? 'allow-origin-missing-on-error' : status >= 300 ? 'allow-origin-missing-on-redirect' : 'allow-origin-missing')
  }

  judgeByOpenEO(question, answer, api, observe)
  const credentials = headers.get('Access-Control-Allow-Credentials')
  if (credentials !== null && credentials !== 'true') observe('credentials-value', credentials)
  if (credentials === 'true' && allowOrigin(answer) === '*') observe('wildcard-with-credentials')
  if (kind === 'preflight' && !/^0*[1-9]\d*$/.test(headers.get('Access-Control-Max-Age') ?? '')) observe('max-age-missing')
  const vary = listNames(headers, 'Vary') ?? []
  if (differs && isRead(question) && !vary.includes('origin') && !vary.includes('*')) observe('vary-missing')
}

function allowOrigin (answer: Answer | undefined): string | null { return answer?.headers.get('Access-Control-Allow-Origin') ?? null }
