import { WebSocket } from 'undici'

/** A connection by WebDriver BiDi (W3C, "WebDriver BiDi"): commands and their results, as JSON over a WebSocket. */
export class BidiConnection {
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, { resolve: (result: unknown) => void, reject: (error: Error) => void }>()
  #lastId = 0

  private constructor (socket: WebSocket) {
    this.#socket = socket
    socket.addEventListener('message', ({ data }) => { this.#settle(JSON.parse(String(data))) })
    socket.addEventListener('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('The browser closed the connection'))
    })
  }

  static connect (url: string): Promise<BidiConnection> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url)
      socket.addEventListener('open', () => { resolve(new BidiConnection(socket)) })
      socket.addEventListener('error', ({ error }) => { reject(error) })
    })
  }

  /** Sends a command, and gives its result. */
  async send<Result> (method: string, params: object): Promise<Result> {
    const id = ++this.#lastId
    const result = await new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#socket.send(JSON.stringify({ id, method, params }))
    })
    return result as Result
  }

  #settle ({ id, type, result, error, message }: Message): void {
    const waiting = id === undefined ? undefined : this.#waiting.get(id)
    if (id === undefined || waiting === undefined) return // an event
    this.#waiting.delete(id)
    if (type === 'success') waiting.resolve(result)
    else waiting.reject(new Error(`${error}: ${message}`))
  }
}

interface Message {
  readonly type: 'success' | 'error' | 'event'
  readonly id?: number
  readonly result?: unknown
  readonly error?: string
  readonly message?: string
}
