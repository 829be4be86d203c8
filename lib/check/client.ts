import type { Field } from './fetch-standard.js'

/**
 * Why a back-end could not be checked: `wrong-options`; `no-host`, the host has no address; `refused`, nothing listens; `tls`, the
 * certificate is not valid; `time`, it took too long; `invalid`, the answer is no HTTP; `not-openeo`.
 */
export type CheckErrorCode = 'wrong-options' | 'no-host' | 'refused' | 'tls' | 'time' | 'invalid' | 'not-openeo'

/** The error if a back-end could not be checked. */
export class CheckError extends Error {
  /** What kind of error it is, for logs. */
  override readonly name = 'CheckError'
  /**
   * @param code What went wrong.
   * @param message The same in one line, for people.
   */
  constructor (readonly code: CheckErrorCode, message: string) { super(message) }
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** The body, or an empty string if it was not asked for. */
  readonly body: string
}

// Limits for hostile servers. The documents of large back-ends need less than a tenth of this.
const MAX_BODY_BYTES = 4 * 1024 * 1024
const MAX_REQUESTS = 1000
/** The time limit of the whole check, as a multiple of the time limit of one request. */
const MAX_TIMEOUTS = 12

/** Sends requests, with limits for their size, time and number. Node.js limits the size of headers. */
export class Client {
  sent = 0
  readonly #end: number

  /** @param timeout The time limit of one request, in seconds. */
  constructor (readonly timeout: number) { this.#end = Date.now() + MAX_TIMEOUTS * timeout * 1000 }

  /** Whether a limit is reached. */
  get isOver (): boolean { return this.sent >= MAX_REQUESTS || Date.now() >= this.#end }

  /** Sends a request that changes nothing on the server. */
  async send (method: 'OPTIONS' | 'GET', url: URL, fields: readonly Field[], hasBody = false): Promise<Answer> {
    if (this.isOver) throw new CheckError('time', 'it took too long, or too many requests')
    this.sent++
    // Each request has its own connection. The server may close a kept one at any time, and that is not a fault.
    const headers = [...fields.map(([name, value]): [string, string] => [name, value]), ['Connection', 'close'] as [string, string]]
    try {
      const response = await fetch(url, { method, headers, redirect: 'manual', signal: AbortSignal.timeout(Math.ceil(this.timeout * 1000)) })
      const body = hasBody ? await readBody(response) : ''
      await response.body?.cancel()
      return { status: response.status, headers: response.headers, body }
    } catch (error) {
      throw this.#explain(error as Error)
    }
  }

  #explain (error: Error): CheckError {
    if (error instanceof CheckError) return error
    if (error.name === 'TimeoutError') return new CheckError('time', `there was no answer within ${this.timeout} s`)
    const { code = '', message } = Object(error.cause ?? error) as NodeJS.ErrnoException
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return new CheckError('no-host', 'there is no such host')
    if (/^E(?:CONNREFUSED|HOSTUNREACH|NETUNREACH|TIMEDOUT)$/.test(code)) return new CheckError('refused', 'nothing answers there')
    if (/^EPROTO$|^ERR_(?:SSL|TLS)|CERT|SIGNATURE/.test(code)) return new CheckError('tls', `TLS fails: ${message}`)
    // Fetch, 2.9, "port blocking".
    if (message === 'bad port') return new CheckError('refused', 'browsers block this port (bad port)')
    return new CheckError('invalid', `the answer is not HTTP that browsers accept (${message})`)
  }
}

async function readBody ({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) throw new CheckError('invalid', `a document has more than ${MAX_BODY_BYTES / 1024 / 1024} MiB`)
    chunks.push(chunk)
  }
  // This removes a byte order mark, as a browser does.
  return new TextDecoder().decode(Buffer.concat(chunks))
}
