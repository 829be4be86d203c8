import { maxHeaderSize } from 'node:http'
import { connect, type Socket } from 'node:net'
import fc from 'fast-check'
import Fastify from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { holds } from '../random.js'
import { EDITOR, listen } from '../server.js'

// Header values as bytes, which clients other than browsers can send. Strings stand for bytes in latin1.

interface Values {
  readonly origin: string
  readonly method?: string
  readonly names?: string
}

type Write = (path: string, values: Values) => string

const preflight: Write = (path, { origin, method = 'PUT', names = 'content-type' }) =>
  `OPTIONS ${path} HTTP/1.1\r\nHost: localhost\r\nOrigin: ${origin}\r\n` +
  `Access-Control-Request-Method: ${method}\r\nAccess-Control-Request-Headers: ${names}\r\n\r\n`

const put: Write = (path, { origin }) =>
  `PUT ${path} HTTP/1.1\r\nHost: localhost\r\nOrigin: ${origin}\r\nContent-Length: 0\r\n\r\n`

/** Sends requests one after the other, over one connection for as long as the server keeps it. */
class Client {
  readonly #port: number
  #socket: Socket | undefined

  constructor (port: number) {
    this.#port = port
  }

  /** The reply to a request, without Date, the only header that changes by itself. */
  ask (request: string): Promise<string> {
    const socket = this.#socket ??= connect(this.#port, '127.0.0.1').setEncoding('latin1')
    return new Promise((resolve, reject) => {
      let received = ''
      const end = () => {
        socket.off('data', read).off('close', close).off('error', reject)
        resolve(received.replace(/^date: .*\r\n/im, ''))
      }
      const read = (chunk: string) => {
        received += chunk
        if (isComplete(received)) end()
      }
      const close = () => {
        this.#socket = undefined
        end()
      }
      socket.on('data', read).on('close', close).on('error', reject).write(request, 'latin1')
    })
  }

  close (): void {
    this.#socket?.destroy()
    this.#socket = undefined
  }
}

// After a 4xx, which is Node's here, the server closes the connection, and the reply ends with it.
function isComplete (reply: string): boolean {
  const end = reply.indexOf('\r\n\r\n')
  if (end === -1 || reply.startsWith('HTTP/1.1 4')) return false
  return reply.length >= end + 4 + Number(/^content-length: (\d+)/im.exec(reply)?.[1] ?? 0)
}

const ALLOW_ORIGIN = /^(access-control-allow-origin: )(.*)\r$/im

// Node takes tabs, printable characters and bytes above ASCII in header values (RFC 9110, 5.5), and answers others with 400.
function isTaken (...values: Array<string | undefined>): boolean {
  return Array.from(values.join('')).every((character) => character === '\t' || (character >= ' ' && character !== '\u007f'))
}

// null, or scheme "://" host [ ":" port ], without the code points that the URL standard forbids in domains (3.1).
const SERIALIZED = /^(?:null|[a-z][a-z\d+.-]*:\/\/(?:\[[\da-f:.]+\]|[^\0-\x20#%/:<>?@[\\\]^|\x7f-\xffA-Z]+)(?::\d{1,5})?)$/

const nasties = [
  '', ' ', '\t', 'null', '*', 'true', `${EDITOR}\t`, `\u00a0${EDITOR}`, `${EDITOR}\u00a0`, `${EDITOR}\u0085`, `${EDITOR}\u00ad`,
  `${EDITOR}.`, `${EDITOR}:`, `${EDITOR}:443`, `${EDITOR}:0443`, `${EDITOR}:65536`, `${EDITOR}/`, `${EDITOR}?`, `${EDITOR}#`,
  `${EDITOR}\\`, `${EDITOR}@evil.example`, `${EDITOR}, ${EDITOR}`, EDITOR.toUpperCase(), 'https://', 'https:///', '://', 'a://',
  'https://a..b', 'https://[', 'https://[::1', 'https://[::1]', 'https://[::0001]', 'https://1.2.3.4.5', 'https://0x7f.1',
  'https://256.1.1.1', 'https://1', 'https://xn--', 'https://xn--a', `https://${'xn--'.repeat(79)}`, 'https://%00', 'https://%zz',
  'https://ed\u00eftor.openeo.org', 'https://\u00c3\u00a9.org', '\u00ff\u00fe', '\u007f', '\u0001', '__proto__', 'constructor',
  `https://${'a.'.repeat(4000)}org`, `https://${'-'.repeat(8000)}`, `https://a${' '.repeat(8000)}b`, ','.repeat(8000),
  `a://${'b:'.repeat(4000)}`, `$${'{jndi:ldap://evil.example}'}`, '() { :; }; echo', '%s%s%n', '<script>', "' OR 1=1"
]

// All bytes except NUL and the bytes that end a header.
const byte = fc.constantFrom(...Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)))
  .filter((character) => !'\r\n\0'.includes(character))
const bytes = fc.string({ unit: byte, maxLength: 40 })
const taken = fc.string({ unit: byte.filter((character) => isTaken(character)), maxLength: 40 })
const spoiled = fc.tuple(fc.constantFrom(EDITOR, 'null', 'http://localhost:8080'), fc.nat(30), fc.nat(2), taken).map(
  ([origin, start, dropped, inserted]) => origin.slice(0, start) + inserted + origin.slice(start + dropped))
const hostile = fc.oneof(bytes, taken, spoiled, fc.constantFrom(...nasties))

t.test('V1, O12: whatever bytes come, there are two answers, and only an origin is ever echoed', async (t) => {
  const logged: Array<{ readonly level: number }> = []
  const stream = { write: (line: string) => { logged.push(JSON.parse(line)) } }
  const app = Fastify({ logger: { level: 'debug', stream } })
  const asked: string[] = []
  const origins = { echo: true as const, list: [EDITOR], asked: async (origin: string) => asked.push(origin) !== 0 }
  for (const [name, origin] of Object.entries(origins)) {
    app.register(async (scope) => {
      await scope.register(openeoCors, { auth: true, origin })
      scope.put('/jobs', async () => 'ok')
    }, { prefix: `/${name}` })
  }
  const port = await listen(t, app)
  const client = new Client(port)
  t.teardown(() => { client.close() })

  const kinds: Array<{ write: Write, path: string, allowed: string, refused: string }> = []
  for (const write of [preflight, put]) {
    for (const path of ['/echo/jobs', '/list/jobs', '/asked/jobs']) {
      const allowed = await client.ask(write(path, { origin: EDITOR }))
      const refused = await client.ask(write(path, { origin: '?' }))
      t.match(allowed, write === put ? /^HTTP\/1.1 200 / : /^HTTP\/1.1 204 /, `${path}: status`)
      t.equal(ALLOW_ORIGIN.exec(allowed)?.[2], EDITOR, `${path}: an origin is allowed`)
      t.notMatch(refused, /^access-control-/im, `${path}: what is none is not`)
      kinds.push({ write, path, allowed, refused })
    }
  }

  const counts = { refusedByNode: 0, allowed: 0, refused: 0 }
  const check = async (values: Values) => {
    for (const { write, path, allowed, refused } of kinds) {
      const reply = await client.ask(write(path, values))
      const echoed = ALLOW_ORIGIN.exec(reply)?.[2]
      const complain = (what: string) => { throw new Error(`${what}: ${path}: ${reply}`) }
      if (!isTaken(values.origin, ...(write === preflight ? [values.method, values.names] : []))) {
        counts.refusedByNode++
        if (!reply.startsWith('HTTP/1.1 400 ') || echoed !== undefined) complain('expected Node to refuse it')
      } else if (echoed === undefined) {
        counts.refused++
        if (reply !== refused) complain('expected what is said to whoever is not allowed')
      } else {
        counts.allowed++
        if (!SERIALIZED.test(echoed)) complain('echoed what is no origin')
        if (echoed !== values.origin.replace(/^[\t ]+|[\t ]+$/g, '')) complain('echoed something else')
        if (path.startsWith('/list') && echoed !== EDITOR) complain('allowed what is not in the list')
        if (reply.replace(ALLOW_ORIGIN, `$1${EDITOR}\r`) !== allowed) complain('expected what is said to whoever is allowed')
      }
    }
  }
  for (const nasty of nasties) {
    await check({ origin: nasty })
    await check({ origin: EDITOR, method: nasty, names: nasty })
  }
  const values = fc.record({ origin: fc.oneof(hostile, fc.constant(EDITOR)), method: hostile, names: hostile })
  await holds(fc.asyncProperty(values, check), { runs: 300 })

  t.ok(Object.values(counts).every((count) => count >= 100), `there were all kinds of replies: ${JSON.stringify(counts)}`)
  t.strictSame(asked.filter((origin) => !SERIALIZED.test(origin)), [], 'a function is asked about origins only')
  t.strictSame(logged.filter(({ level }) => level > 30), [], 'nothing was logged as a warning or an error')
  client.close()
  for (const { write, path, allowed } of kinds) {
    t.equal(await client.ask(write(path, { origin: EDITOR })), allowed, `${path}: the answer afterwards is the one before`)
  }
})

t.test('O12: values are taken up to the limit for headers, and get a 431 above it', async (t) => {
  const app = Fastify()
  await app.register(openeoCors, { auth: true })
  const port = await listen(t, app)
  const client = new Client(port)
  t.teardown(() => { client.close() })
  const normal = await client.ask(preflight('/jobs', { origin: EDITOR }))

  for (const [size, status] of [[maxHeaderSize - 1000, 204], [maxHeaderSize + 1000, 431]] as const) {
    for (const values of [
      { origin: `https://${'a'.repeat(size)}` },
      { origin: EDITOR, method: 'A'.repeat(size) },
      { origin: EDITOR, names: ','.repeat(size) }
    ]) {
      const reply = await client.ask(preflight('/jobs', values))
      t.equal(Number(reply.split(' ')[1]), status, `${size} bytes in ${Object.keys(values).at(-1)}`)
      if (status === 204) t.equal(reply === normal, values.origin === EDITOR, 'the normal answer, but for an origin that is none')
    }
  }
  t.equal(await client.ask(preflight('/jobs', { origin: EDITOR })), normal, 'the answer afterwards is the one before')
})
