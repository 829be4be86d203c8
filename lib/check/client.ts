import type { Field } from './fetch-standard.js'

/**
 * Why a back-end could not be checked: `wrong-options`; `no-host`, the host has no address; `refused`, nothing listens; `tls`, the
 * certificate is not valid; `time`, it took too long; `invalid`, the answer is no HTTP; `not-openeo`.
 */
export type CheckErrorCode = 'wrong-options' | 'no-host' | 'refused' | 'tls' | 'time' | 'invalid' | 'not-openeo'

/** Why a back-end could not be checked. */
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
  /** Read only where it is asked for. */
  readonly body: string
}

// What a server can make us hold or do, at most. The documents of large back-ends have less than a tenth of it.
const MAX_BODY_BYTES = 4 * 1024 * 1024
const MAX_REQUESTS = 1000
/** All requests together may take as long as this number of them. */
const MAX_TIMEOUTS = 12

/** Sends requests, within bounds of size, time and number. Node.js bounds the size of headers. */
export class Client {
  sent = 0
  readonly #end: number

  /** @param timeout the seconds that a request may take */
  constructor (readonly timeout: number) { this.#end = Date.now() + MAX_TIMEOUTS * timeout * 1000 }

  /** Whether nothing more can be sent. */
  get isOver (): boolean { return this.sent >= MAX_REQUESTS || Date.now() >= this.#end }

  /** Sends what changes nothing at a server. */
  async send (method: 'OPTIONS' | 'GET', url: URL, fields: readonly Field[], hasBody = false): Promise<Answer> {
    if (this.isOver) throw new CheckError('time', 'it took too long, or too many requests')
    this.sent++
    // A connection each, as one that was kept may break without fault of the server.
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
    if (message === 'bad port') return new CheckError('refused', 'browsers do not ask there (bad port)')
    return new CheckError('invalid', `the answer is no HTTP that browsers take (${message})`)
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
  // Without a byte order mark, as pages have it.
  return new TextDecoder().decode(Buffer.concat(chunks))
}
