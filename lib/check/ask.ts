import { CheckError, type Answer, type Client } from './client.js'
import { corsCheck, isRedirect, unsafeHeaderNames, type CorsRequest, type Field } from './fetch-standard.js'

/** What a user does in a browser. */
export type Step = 'discover' | 'log in' | 'create and follow jobs' | 'download results' | 'read errors' | 'use the other endpoints'

/** A request that a page may want to send. For a preflight, the one that it asks for. */
export interface Question {
  readonly kind: 'preflight' | 'options' | 'answer' | 'error'
  readonly step: Step
  /** What the report calls it. */
  readonly label: string
  readonly url: URL
  /** None for requests that are not of a page. */
  readonly origin: string | undefined
  /** The page's own origin, where a redirect has made that of the request `null`. */
  readonly pageOrigin?: string | undefined
  readonly method: string
  readonly headers: readonly Field[]
}

/** A question with its answer, or why there is none. */
export interface Exchange { readonly question: Question, readonly answer?: Answer, readonly problem?: CheckError }

// Browsers go on for 20. No API needs as many as this.
const MAX_REDIRECTS = 5

/** Whether a page reads the answer. The others are for the browser. */
export function isRead ({ kind }: Question): boolean { return kind === 'answer' || kind === 'error' }

export function originOfPage ({ pageOrigin, origin }: Question): string | undefined { return pageOrigin ?? origin }

/** openEO's clients send tokens, and no cookies. */
export function corsRequest ({ origin = 'null', method, headers }: Question): CorsRequest {
  return { origin, method, headers, credentials: 'same-origin' }
}

export function isReadable ({ question, answer }: Exchange): boolean {
  return answer !== undefined && corsCheck(corsRequest(question), answer) === undefined
}

/** Asks as a browser does, and follows redirects as far as one does (Fetch, 4.5). */
export async function ask (client: Client, question: Question): Promise<Exchange[]> {
  return (await askForDocument(client, question, false)).exchanges
}

/** Asks for a document. Gives it even where a browser would not, and undefined if it is no JSON object. */
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
  const { kind, url, origin, method } = question
  const headers: Field[] = kind === 'preflight' ? [['Access-Control-Request-Method', method]] : [...question.headers]
  const names = unsafeHeaderNames(question.headers)
  if (kind === 'preflight' && names.length > 0) headers.push(['Access-Control-Request-Headers', names.join()])
  if (origin !== undefined) headers.push(['Origin', origin])
  try {
    if (redirects > MAX_REDIRECTS) throw new CheckError('invalid', `there are more than ${MAX_REDIRECTS} redirects`)
    return { question, answer: await client.send(isRead(question) ? 'GET' : 'OPTIONS', url, headers, hasBody) }
  } catch (problem) {
    return { question, problem: problem as CheckError }
  }
}

/** The request that a redirect leads to. On another origin it has no token, and comes from nowhere. */
function redirected ({ question, answer }: Exchange): Question | undefined {
  const location = answer !== undefined && isRead(question) && isRedirect(answer.status) ? answer.headers.get('Location') : null
  if (location === null || !URL.canParse(location, question.url.href)) return
  const url = new URL(location, question.url)
  if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return
  const next = { ...question, url, label: question.label.replace(/, redirected to .*|$/, `, redirected to ${url.origin}`) }
  if (url.origin === question.url.origin) return next
  return { ...next, origin: question.origin && 'null', pageOrigin: originOfPage(question), headers: question.headers.filter(([name]) => name !== 'Authorization') }
}

function parse (body: string): Record<string, unknown> | undefined {
  try {
    return Object(JSON.parse(body)) as Record<string, unknown>
  } catch {}
}
