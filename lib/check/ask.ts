import { CheckError, type Answer, type Client } from './client.js'
import { corsCheck, isRedirect, unsafeHeaderNames, type CorsRequest, type Field } from './fetch-standard.js'

/** A thing that a user does in a browser. */
export type Step = 'discover' | 'log in' | 'create and follow jobs' | 'download results' | 'read errors' | 'use the other endpoints'

/** A request of a page. For a preflight, this is the request that the preflight is for. */
export interface Question {
  readonly kind: 'preflight' | 'options' | 'answer' | 'error'
  readonly step: Step
  /** The name of the request in the report. */
  readonly label: string
  readonly url: URL
  /** The origin of the page, or undefined for a request that no page sends. */
  readonly origin: string | undefined
  /** Whether a redirect led to another origin. Then the browser sends `Origin: null` (Fetch, 2.2.5, "redirect-tainted origin"). */
  readonly isTainted?: boolean
  readonly method: string
  readonly headers: readonly Field[]
}

/** A question with its answer, or with the reason why there is no answer. */
export interface Exchange { readonly question: Question, readonly answer?: Answer, readonly problem?: CheckError }

// Browsers follow 20 redirects (Fetch, 4.4). No API needs more than these.
const MAX_REDIRECTS = 5

/** Whether the answer is for the page. Answers to OPTIONS are for the browser. */
export function isRead ({ kind }: Question): boolean { return kind === 'answer' || kind === 'error' }

/** The request as the Fetch standard sees it. openEO's clients send tokens, and no cookies. */
export function corsRequest ({ origin, isTainted, method, headers }: Question): CorsRequest {
  return { origin: isTainted === true ? 'null' : origin ?? 'null', method, headers, credentials: 'same-origin' }
}

export function isReadable ({ question, answer }: Exchange): boolean {
  return answer !== undefined && corsCheck(corsRequest(question), answer) === undefined
}

/** Sends a request as a browser does. Follows redirects while the page may read them (Fetch, 4.4, "HTTP-redirect fetch"). */
export async function ask (client: Client, question: Question): Promise<Exchange[]> {
  return (await askForDocument(client, question, false)).exchanges
}

/** Reads a JSON document, even if a browser would block it. The exchanges end where a browser would stop. */
export async function askForDocument (client: Client, question: Question, hasBody = true) {
  const hops: Exchange[] = []
  for (let next: Question | undefined = question; next !== undefined;) {
    const hop = await send(client, next, hasBody, hops.length)
    hops.push(hop)
    next = hasBody || isReadable(hop) ? redirected(hop) : undefined
  }
  const { answer, problem, question: { url } } = hops.at(-1)!
  const refused = hops.findIndex((hop) => !isReadable(hop))
  return { exchanges: refused === -1 ? hops : hops.slice(0, refused + 1), answer, problem, url, document: parse(answer?.body ?? '') }
}

async function send (client: Client, question: Question, hasBody: boolean, redirects: number): Promise<Exchange> {
  const { kind, url, method } = question
  const headers: Field[] = kind === 'preflight' ? [['Access-Control-Request-Method', method]] : [...question.headers]
  const names = unsafeHeaderNames(question.headers)
  if (kind === 'preflight' && names.length > 0) headers.push(['Access-Control-Request-Headers', names.join()])
  if (question.origin !== undefined) headers.push(['Origin', corsRequest(question).origin])
  try {
    if (redirects > MAX_REDIRECTS) throw new CheckError('invalid', `there are more than ${MAX_REDIRECTS} redirects`)
    return { question, answer: await client.send(isRead(question) ? 'GET' : 'OPTIONS', url, headers, hasBody) }
  } catch (problem) {
    return { question, problem: problem as CheckError }
  }
}

/** The request after a redirect. If that leads to another origin, the browser leaves out the token. */
function redirected ({ question, answer }: Exchange): Question | undefined {
  const location = answer !== undefined && isRead(question) && isRedirect(answer.status) ? answer.headers.get('Location') : null
  if (location === null || !URL.canParse(location, question.url.href)) return
  const url = new URL(location, question.url)
  if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return
  const next = { ...question, url, label: question.label.replace(/, redirected to .*|$/, `, redirected to ${url.origin}`) }
  if (url.origin === question.url.origin) return next
  return { ...next, isTainted: true, headers: question.headers.filter(([name]) => name !== 'Authorization') }
}

function parse (body: string): Record<string, unknown> | undefined {
  try {
    return Object(JSON.parse(body)) as Record<string, unknown>
  } catch {}
}
