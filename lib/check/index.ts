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
  /** Seconds for each request, 10 by default. All of them may take 12 times as long. */
  readonly timeout?: number
  /** How many requests are sent at a time, 4 by default. */
  readonly concurrency?: number
  /** Told how many requests are answered, and how many there are. */
  readonly onProgress?: (done: number, all: number) => void
}

/** What has come of a check. */
export interface CheckResult {
  /** Of the API. */
  readonly url: string
  /** The version of openEO's API that the back-end speaks. */
  readonly apiVersion: string
  /** Whether browsers can do all, and all has been asked: there is no finding of the grades `browser` and `openeo`. */
  readonly ok: boolean
  /** Whether the user of a browser can do something, if the back-end offers it. */
  readonly usable: Readonly<Partial<Record<Step, boolean>>>
  /** The worst first. */
  readonly findings: readonly Finding[]
  /** What else is to be known. */
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
  // There was no time for the last ones.
  const exchanges = answered.filter(({ problem }) => problem?.code !== 'time' || !client.isOver)
  const found = [...judgeAll(exchanges, api, differs), ...observations]
  const findings = group(found, { exchanges, origins, clean })

  const stopping = new Set(findings.filter(({ grade }) => grade === 'browser').map(({ cause }) => cause))
  const failing = new Set(found.filter(({ cause }) => stopping.has(cause))
    .map(({ cause, question }) => cause === 'identifier-not-exposed' ? 'create and follow jobs' : question.step))
  const offered = new Set(exchanges.map(({ question }) => question.step))
  const address = await lookup(new URL(api.url).hostname.replace(/[[\]]/g, '')).catch(() => undefined)
  const notes: ReadonlyArray<readonly [holds: boolean, note: string]> = [
    [client.isOver, 'Not everything could be asked: it took too long, or too many requests.'],
    [api.endpoints.length === 0, 'The capabilities list no endpoints, so no preflight was asked for.'],
    [api.omitted > 0, `${api.omitted} more endpoints were not asked for.`],
    [sent !== token, `The token was not sent: ${start.href} does not lead to ${api.url} by itself. Give the URL of the API.`],
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
    [start === undefined || !/^https?:$/.test(start.protocol), 'the URL is to be that of an API or a host, such as https://openeo.example'],
    [start?.username !== '' || start.password !== '', 'the URL is to have no user and no password'],
    [bad !== undefined, `${bad} is no origin, such as https://editor.openeo.org`],
    [origins.length === 0 || origins.length > 10, 'there are to be 1 to 10 origins'],
    [token !== undefined && !/^[\x21-\x7e]+$/.test(token), 'the token is to be visible ASCII characters'],
    [!(timeout > 0 && timeout <= 600), 'the timeout is to be up to 600 seconds'],
    [!isCount, 'the concurrency is to be a whole number from 1 to 32']
  ]
  const problem = problems.find(([holds]) => holds)
  if (problem !== undefined) throw new CheckError('wrong-options', problem[1])
  // It is no part of an API's URL, and may hold a secret.
  start!.search = start!.hash = ''
  return start!
}

/** Makes what comes from a server fit for a terminal and a log: without the token, should it echo that, and control characters. */
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
