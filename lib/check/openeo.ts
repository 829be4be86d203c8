import { isRead, type Question } from './ask.js'
import type { Cause } from './causes.js'
import type { Answer } from './client.js'
import { compareVersions, type Api } from './discovery.js'
import { OPENEO_EXPOSED_HEADERS, SAFELISTED_RESPONSE_HEADERS } from '../standards/headers.js'
import { isExposed, listNames, listValues, type CorsRequest } from './fetch-standard.js'

/** Whether the back-end follows the chapter of 1.0.0. It asks for an echoed origin with credentials. Since 1.0.1, openEO recommends `*`. */
export function isOld ({ version }: Api): boolean { return compareVersions(version, '1.0.1') < 0 }

/** The credentials mode for which an answer is made. With credentials, browsers take `*` as a name. */
export function modeOf ({ headers }: Answer): CorsRequest['credentials'] {
  return headers.get('Access-Control-Allow-Credentials') === 'true' ? 'include' : 'same-origin'
}

/** What openEO's chapter on CORS asks for beyond what browsers need, of an answer that browsers let through. */
export function judgeByOpenEO (question: Question, answer: Answer, api: Api, observe: (cause: Cause, detail?: string) => void): void {
  const { status, headers } = answer
  const mode = modeOf(answer)
  // Link is not in the list of 1.0.0.
  const needed = OPENEO_EXPOSED_HEADERS.filter((name) => name !== 'Link' || !isOld(api))
  const hidden = needed.filter((name) => !isExposed(name, mode, answer))
  if (hidden.length > 0) observe('not-exposed', hidden.join(', '))
  const exposed = listNames(headers, 'Access-Control-Expose-Headers') ?? []
  const needless = isOld(api) ? [] : exposed.filter((name) => SAFELISTED_RESPONSE_HEADERS.has(name))
  if (needless.length > 0) observe('safelisted-exposed', needless.join(', '))
  if (isOld(api) && api.hasLogin && headers.get('Access-Control-Allow-Credentials') === null) observe('credentials-missing')

  if (isRead(question)) return
  if (status !== 204) observe('options-status', String(status))
  if (question.kind === 'options') return
  const methods = listValues(headers, 'Access-Control-Allow-Methods')!
  const isListed = methods.includes(question.method) || (methods.includes('*') && mode === 'same-origin')
  if (!isListed) observe('methods-incomplete', question.method)
  if (headers.get('Content-Type') === null) observe('options-content-type')
}
