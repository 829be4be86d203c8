import { isRead, type Question } from './ask.js'
import type { Cause } from './causes.js'
import type { Answer } from './client.js'
import { compareVersions, type Api } from './discovery.js'
import { isExposed, listNames, listValues, SAFELISTED_RESPONSE_HEADERS } from './fetch-standard.js'

/** Whether a back-end has the chapter of 1.0.0, which asks for an echo and credentials. Since 1.0.1, it is `*` without credentials. */
export function isOld ({ version }: Api): boolean { return compareVersions(version, '1.0.1') < 0 }

/** What openEO's chapter on CORS asks for beyond what browsers need, of an answer that browsers let through. */
export function judgeByOpenEO (question: Question, answer: Answer, api: Api, observe: (cause: Cause, detail?: string) => void): void {
  const { status, headers } = answer
  const credentials = headers.get('Access-Control-Allow-Credentials')
  // `*` lists everything, unless there are credentials.
  const mode = credentials === 'true' ? 'include' : 'same-origin'

  const needed = ['OpenEO-Identifier', 'Location', 'OpenEO-Costs', ...isOld(api) ? [] : ['Link']]
  const hidden = needed.filter((name) => !isExposed(name, mode, answer))
  if (hidden.length > 0) observe('not-exposed', hidden.join(', '))
  const exposed = listNames(headers, 'Access-Control-Expose-Headers') ?? []
  const needless = isOld(api) ? [] : SAFELISTED_RESPONSE_HEADERS.filter((name) => exposed.includes(name.toLowerCase()))
  if (needless.length > 0) observe('safelisted-exposed', needless.join(', '))
  if (isOld(api) && api.hasLogin && credentials === null) observe('credentials-missing')

  if (isRead(question)) return
  if (status !== 204) observe('options-status', String(status))
  if (question.kind === 'options') return
  const methods = listValues(headers, 'Access-Control-Allow-Methods')!
  const isListed = methods.includes(question.method) || (methods.includes('*') && mode === 'same-origin')
  if (!isListed) observe('methods-incomplete', question.method)
  if (headers.get('Content-Type') === null) observe('options-content-type')
}
