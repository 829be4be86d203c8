/**
 * Asks a running openEO back-end what browsers would ask, and says what to mend. Any back-end: it need not use the plugin.
 *
 * @packageDocumentation
 */

import { lookup } from 'node:dns/promises'
import { isSerializedOrigin } from '../standards/origin.js'
import { ask, type Exchange, type Step } from './ask.js'
import type { Cause, Grade } from './causes.js'
import { CheckError, Client, type CheckErrorCode } from './client.js'
import { discover } from './discovery.js'
import type { RefusalCause } from './fetch-standard.js'
import { group, type Finding } from './findings.js'
import { judgeAll } from './judge.js'
import { askOrigins } from './origins.js'
import { findDownload, questionsFor } from './plan.js'

/** How to check. */
export interface CheckOptions {
  /** The origins of the pages that use the back-end. By default that of the openEO Web Editor, `https://editor.openeo.org`. */
  readonly origins?: readonly string[]
  /** A bearer token as clients send it, such as `basic//secret`. It is sent to the API's own origin only. */
  readonly token?: string
  /** Seconds for each request, 10 by default. The whole check may take 12 times as long. */
  readonly timeout?: number
  /** How many requests are sent at a time, 4 by default. */
  readonly concurrency?: number
  /** Called after each request, with the number of answers and of all requests. */
  readonly onProgress?: (done: number, all: number) => void
}

/** The result of a check. */
export interface CheckResult {
  /** The URL of the API. */
  readonly url: string
  /** The version of openEO's API, as the back-end says. */
  readonly apiVersion: string
  /** Whether everything was checked, and there is no finding of the grades `browser` and `openeo`. */
  readonly ok: boolean
  /** What the user of a browser can do. Steps that the back-end does not offer are left out. */
  readonly usable: Readonly<Partial<Record<Step, boolean>>>
  /** The findings. The worst are first. */
  readonly findings: readonly Finding[]
  /** Remarks that are not findings. */
  readonly notes: readonly string[]
  /** How many requests were sent. */
  readonly requests: number
}

const STEPS: readonly Step[] = ['discover', 'log in', 'create and follow jobs', 'download results', 'read errors', 'use the other endpoints']

const PRIVATE = /^(?:10\.|127\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.168\.|::1$|f[cd]|fe80:)/

/**
 * Checks a running openEO back-end. Only OPTIONS and GET are sent.
 *
 * @param url The API, or a host whose `/.well-known/openeo` leads to it.
 * @throws {@link CheckError} if it cannot be checked.
 */
export async function checkBackend (url: string, options: CheckOptions = {}): Promise<CheckResult> {
  const { origins = ['https://editor.openeo.org'], token, timeout = 10, concurrency = 4, onProgress = () => {} } = options
  const start = checkOptions(url, origins, token, timeout, concurrency)
  const client = new Client(timeout)
  const clean = cleaner(token)
  const api = await discover(client, start, origins[0]!).catch((error: CheckError) => {
    throw new CheckError(error.code, clean(error.code === 'not-openeo' ? error.message : `${start.href} cannot be checked: ${error.message}`))
  })
  const sent = api.isTrusted ? token : undefined
  const questions = origins.flatMap((origin) => questionsFor(api, origin, sent))
  if (sent !== undefined) questions.push(...await findDownload(client, api, origins[0]!, sent))

  const answered: Exchange[] = [...api.exchanges]
  const queue = questions.values()
  let done = 0
  const work = async () => {
    for (const question of queue) {
      answered.push(...await ask(client, question))
      onProgress(++done, questions.length)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work))
  const { observations, differs } = await askOrigins(client, api, origins[0]!)
  // If the time was over, the last requests were not sent.
  const exchanges = answered.filter(({ problem }) => problem?.code !== 'time' || !client.isOver)
  const found = [...judgeAll(exchanges, api, differs), ...observations]
  const findings = group(found, { exchanges, origins, clean })

  const stopping = new Set(findings.filter(({ grade }) => grade === 'browser').map(({ cause }) => cause))
  const failing = new Set(found.filter(({ cause }) => stopping.has(cause))
    .map(({ cause, question }) => cause === 'identifier-not-exposed' ? 'create and follow jobs' : question.step))
  const offered = new Set(exchanges.map(({ question }) => question.step))
  const address = await lookup(new URL(api.url).hostname.replace(/[[\]]/g, '')).catch(() => undefined)
  const notes: ReadonlyArray<readonly [holds: boolean, note: string]> = [
    [client.isOver, 'Not everything could be asked: it took too long, or needed too many requests.'],
    [api.endpoints.length === 0, 'The capabilities list no endpoints, so no preflight was sent.'],
    [api.omitted > 0, `${api.omitted} more endpoints were not checked.`],
    [sent !== token, `The token was not sent: ${start.href} does not lead to ${api.url} directly. Use the URL of the API.`],
    [PRIVATE.test(address?.address ?? ''), 'The back-end is in a private network: browsers may ask the user before a public page gets there.']
  ]
  return {
    url: clean(api.url),
    apiVersion: clean(api.version),
    ok: !client.isOver && findings.every(({ grade }) => grade === 'risk'),
    usable: Object.fromEntries(STEPS.filter((step) => offered.has(step)).map((step) => [step, !failing.has(step)])),
    findings,
    notes: notes.filter(([holds]) => holds).map(([, note]) => clean(note)),
    requests: client.sent
  }
}

function checkOptions (url: string, origins: readonly string[], token: string | undefined, timeout: number, concurrency: number): URL {
  const start = URL.canParse(url) ? new URL(url) : undefined
  const bad = origins.find((origin) => !isSerializedOrigin(origin) || origin === 'null')
  const isCount = Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 32
  const problems: ReadonlyArray<readonly [holds: boolean, message: string]> = [
    [start === undefined || !/^https?:$/.test(start.protocol), 'expected the URL of an API or a host, such as https://openeo.example'],
    [start?.username !== '' || start.password !== '', 'expected a URL without user and password'],
    [bad !== undefined, `${bad} is not an origin, expected one such as https://editor.openeo.org`],
    [origins.length === 0 || origins.length > 10, 'expected 1 to 10 origins'],
    [token !== undefined && !/^[\x21-\x7e]+$/.test(token), 'expected a token of visible ASCII characters'],
    [!(timeout > 0 && timeout <= 600), 'expected a timeout above 0 and up to 600 seconds'],
    [!isCount, 'expected a concurrency that is a whole number from 1 to 32']
  ]
  const problem = problems.find(([holds]) => holds)
  if (problem !== undefined) throw new CheckError('wrong-options', problem[1])
  // The query and the fragment are not part of an API's URL, and may have a secret.
  start!.search = start!.hash = ''
  return start!
}

/** Makes a text of the server safe to print: without control characters, and without the token, if the server repeats it. */
function cleaner (token: string | undefined): (text: string) => string {
  // The last part of `oidc/provider/secret` is the secret.
  const secrets = token === undefined ? [] : [token, token.slice(token.lastIndexOf('/') + 1)].filter((secret) => secret.length > 3)
  return (text) => {
    const redacted = secrets.reduce((rest, secret) => rest.replaceAll(secret, '[token]'), text).replace(/[^\x20-\x7e]/g, '?')
    return redacted.length > 300 ? `${redacted.slice(0, 300)}…` : redacted
  }
}

export { CheckError }
export type { Cause, CheckErrorCode, Finding, Grade, RefusalCause, Step }
