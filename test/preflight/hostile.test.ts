import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import openeoCors from '../../lib/index.js'
import { EDITOR, listen, sendBytes } from '../server.js'

const ok = async () => null
const METHOD = 'Access-Control-Request-Method'
const HEADERS = 'Access-Control-Request-Headers'
const BYTES = Array.from({ length: 128 }, (_, index) => String.fromCharCode(index + 128)).join('')
const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'length', 'get', 'size']

/** Header lines, in addition to Origin. No part of them may be in the reply. */
const hostile: Array<[what: string, lines: string[]]> = [
  ['a method without end', [`${METHOD}: ${'A'.repeat(12_000)}`]],
  ['a method of commas', [`${METHOD}: ${','.repeat(12_000)}`]],
  ['a method of bytes', [`${METHOD}: ${BYTES}`]],
  ['a method with spaces and tabs', [`${METHOD}: \t DELETE \t `]],
  ['a list of methods', [`${METHOD}: GET, DELETE`]],
  ['two methods', [`${METHOD}: GET`, `${METHOD}: DELETE`]],
  ['no method', [`${METHOD}:`]],
  ['a wildcard', [`${METHOD}: *`, `${HEADERS}: *`]],
  ['markup', [`${METHOD}: <script>alert(1)</script>`, `${HEADERS}: "'><script>alert(1)</script>`]],
  ['what looks like a header', [`${METHOD}: GET%0d%0aX-Injected: 1`, `${HEADERS}: x%0d%0aX-Injected: 1`]],
  ...NAMES.map((name): [string, string[]] => [name, [`${METHOD}: ${name}`, `${HEADERS}: ${name}`]]),
  ['headers without end', [`${METHOD}: POST`, `${HEADERS}: ${'a'.repeat(12_000)}`]],
  ['headers of commas', [`${METHOD}: POST`, `${HEADERS}: ${','.repeat(12_000)}`]],
  ['headers of commas and spaces', [`${METHOD}: POST`, `${HEADERS}: ${', \t'.repeat(4000)}x`]],
  ['very many headers', [`${METHOD}: POST`, `${HEADERS}: ${'x,'.repeat(6000)}x`]],
  ['the same header very often', [`${METHOD}: POST`, `${HEADERS}: ${'authorization,'.repeat(800)}authorization`]],
  ['very many lines of headers', [`${METHOD}: POST`, ...Array.from({ length: 300 }, (_, index) => `${HEADERS}: x-${index}`)]],
  ['headers of bytes', [`${METHOD}: POST`, `${HEADERS}: ${BYTES}`]],
  ['headers that nobody may set', [`${METHOD}: POST`, `${HEADERS}: host,cookie,sec-fetch-mode,proxy-authorization`]],
  ['an empty list of headers', [`${METHOD}: POST`, `${HEADERS}:`]],
  ['other headers that Chromium sends', [`${METHOD}: POST`, 'Access-Control-Request-Private-Network: true']]
]

const NORMAL = [`${METHOD}: POST`, `${HEADERS}: authorization,content-type`]

function bytesOf (path: string, origin: string, lines: string[]): string {
  return [`OPTIONS ${path} HTTP/1.1`, 'Host: eo.example', `Origin: ${origin}`, ...lines, 'Connection: close', '', ''].join('\r\n')
}

function declare (app: FastifyInstance): void {
  app.post('/jobs', ok)
  app.delete('/jobs/:id', ok)
  app.options('/jobs/:id', ok)
}

t.test('O12: the answer to a hostile preflight is byte for byte the normal one', async (t) => {
  const app = Fastify()
  await app.register(openeoCors, { auth: true, origin: [EDITOR], maxAge: 60 })
  declare(app)
  const port = await listen(t, app)
  const ask = async (path: string, origin: string, lines: string[]) =>
    (await sendBytes(port, bytesOf(path, origin, lines))).replace(/^Date: .*$/m, 'Date: now')

  for (const path of ['/jobs', '/jobs/1', '/nowhere']) {
    for (const origin of [EDITOR, 'https://evil.example']) {
      const normal = await ask(path, origin, NORMAL)
      t.match(normal, /^HTTP\/1\.1 204 No Content\r\n/, `${path} by ${origin}: the normal answer`)
      for (const [what, lines] of hostile) {
        t.equal(await ask(path, origin, lines), normal, `${path} by ${origin}: ${what}`)
      }
    }
  }
})

async function startLogged (t: Test, level: string): Promise<(origin: string, lines: string[]) => Promise<object[]>> {
  const logged: object[] = []
  const stream = { write: (line: string) => { logged.push(JSON.parse(line)) } }
  const app = Fastify({ logger: { level, stream } })
  await app.register(openeoCors, { origin: [EDITOR], auth: true })
  declare(app)
  const port = await listen(t, app)
  return async (origin, lines) => {
    logged.length = 0
    await sendBytes(port, bytesOf('/jobs', origin, lines))
    return logged.map((line) => ({ ...line, time: 0, reqId: '', responseTime: 0, req: {} }))
  }
}

t.test('O12: hostile preflights leave nothing more in the log than normal ones', async (t) => {
  const log = await startLogged(t, 'info')
  for (const origin of [EDITOR, 'https://evil.example']) {
    const normal = await log(origin, NORMAL)
    for (const [what, lines] of hostile) t.strictSame(await log(origin, lines), normal, `${origin}: ${what}`)
  }
})

t.test('O12: a hostile preflight leaves one short record at level debug', async (t) => {
  const log = await startLogged(t, 'trace')
  const isRecord = (line: object) => 'cors' in line
  for (const origin of [EDITOR, 'https://evil.example']) {
    const normal = (await log(origin, NORMAL)).filter((line) => !isRecord(line))
    for (const [what, lines] of hostile) {
      const logged = await log(origin, lines)
      t.strictSame(logged.filter((line) => !isRecord(line)), normal, `${origin}: ${what}`)
      const records = logged.filter(isRecord)
      t.ok(records.length <= 1 && records.every((record) => JSON.stringify(record).length < 1000), `${origin}: ${what}: the record`)
    }
  }
})
