import { corsRequest, isRead, isReadable, type Exchange } from './ask.js'
import type { Cause, Observation } from './causes.js'
import type { Answer } from './client.js'
import type { Api } from './discovery.js'
import { corsCheck, isExposed, isMixedContent, listNames, preflightFetch } from './fetch-standard.js'
import { judgeByOpenEO, modeOf } from './openeo.js'

/** What is wrong with the answers. `differs` says whether they depend on the origin. */
export function judgeAll (exchanges: readonly Exchange[], api: Api, differs: boolean): Observation[] {
  // If no answer allows the origin, that is one finding, and not one for each request.
  const allowed = new Set(exchanges.filter(({ answer }) => allowOrigin(answer) !== null).map(({ question }) => question.origin))
  // The check does not create a job. If no answer exposes the id, the answer to a new job will not expose it either.
  const read = exchanges.filter((exchange) => isRead(exchange.question) && isReadable(exchange))
  const isHidden = read.every(({ answer }) => !isExposed('OpenEO-Identifier', modeOf(answer!), answer!))

  const observations: Observation[] = []
  for (const exchange of exchanges) {
    const { question, answer } = exchange
    const observe = (cause: Cause, detail = '') => {
      observations.push({ cause: cause === 'not-exposed' && isHidden ? 'identifier-not-exposed' : cause, detail, question })
    }
    if (isMixedContent(question.origin!, question.url)) observe('mixed-content')
    if (answer !== undefined && !allowed.has(question.origin)) observe('no-cors')
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
