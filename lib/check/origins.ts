import { randomUUID } from 'node:crypto'
import { ask } from './ask.js'
import type { Cause, Observation } from './causes.js'
import type { Client } from './client.js'
import { page, type Api } from './discovery.js'
import { isOld } from './openeo.js'

const OTHER = 'https://cors-check.example'

/** Finds out how the answer depends on the origin. Sends the same request with several origins. */
export async function askOrigins (client: Client, api: Api, origin: string) {
  // The query is new each time, so no cache has an answer.
  const fresh = () => new URL(`${api.url}/?cors-check=${randomUUID()}`)
  const from = async (asked: string | undefined, url = fresh()) => {
    const [exchange] = await ask(client, page('GET /', url, asked))
    const { question, answer } = exchange!
    return {
      question,
      isAnswered: answer !== undefined,
      allowed: answer?.headers.get('Access-Control-Allow-Origin') ?? null,
      hasCredentials: answer?.headers.get('Access-Control-Allow-Credentials') === 'true'
    }
  }
  const extended = `${origin}.cors-check.example`
  const own = await from(origin)
  const other = await from(OTHER)
  const longer = await from(extended)
  const opaque = await from('null')
  const nonsense = await from('nonsense')
  const kept = fresh()
  const none = await from(undefined, kept)
  const again = [await from(origin, kept), await from(OTHER, kept), await from(origin, kept)]

  const observations: Observation[] = []
  const observe = (holds: boolean, cause: Cause, { question }: typeof own, detail = '') => { if (holds) observations.push({ cause, detail, question }) }
  const isKept = again.some(({ isAnswered, allowed }, i) => isAnswered && allowed !== (i === 1 ? other : own).allowed)
  const isAny = other.allowed === OTHER
  observe(isKept && own.isAnswered && other.isAnswered, 'cache-ignores-vary', again[0]!)
  observe(isAny && other.hasCredentials, 'echo-with-credentials', other)
  observe(nonsense.allowed === 'nonsense', 'nonsense-reflected', nonsense)
  observe(opaque.allowed === 'null' && !isAny, 'null-allowed', opaque)
  observe(longer.allowed === extended && !isAny, 'extended-origin-allowed', longer, extended)
  observe(isOld(api) && none.allowed !== null, 'headers-without-origin', none)
  return { observations, differs: new Set([own, other, none].map(({ allowed }) => allowed)).size > 1 }
}
