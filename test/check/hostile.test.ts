import { createServer, type AddressInfo, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { checkBackend, CheckError } from '../../lib/check/index.js'
import { replyTo, TOKEN, type Asked } from './backend.js'

// A server that writes what it likes, for a page of the editor. Gives its URL, and the first lines of what it gets.
async function startRaw (t: Test, answer: (asked: Asked, socket: Socket) => void): Promise<{ url: string, lines: string[], received: () => string }> {
  const lines: string[] = []
  let received = ''
  const server = createServer((socket) => {
    t.after(() => { socket.destroy() })
    let text = ''
    socket.on('error', () => {}).setEncoding('latin1').on('data', (data) => {
      received += data
      text += data
      if (!text.includes('\r\n\r\n')) return
      const [line = ''] = text.split('\r\n', 1)
      const header = (name: string) => new RegExp(`^${name}: (.*)\r$`, 'im').exec(text)?.[1]
      const [method = '', path = ''] = line.split(' ')
      lines.push(line)
      answer({
        method, path, origin: header('origin'), asks: header('access-control-request-method'), authorization: header('authorization')
      }, socket)
      text = ''
    })
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  t.after(() => { server.close() })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, lines, received: () => received }
}

/** Bytes of a healthy answer. */
function healthy (asked: Asked, more = ''): string {
  const { status, fields, body } = replyTo(asked, { policy: '*' })
  const length = status === 204 ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`
  return `HTTP/1.1 ${status} X\r\n${more}${fields.map((field) => `${field.join(': ')}\r\n`).join('')}${length}Connection: close\r\n\r\n${status === 204 ? '' : body}`
}

const json = (value: unknown, more = '') => {
  const body = typeof value === 'string' ? value : JSON.stringify(value)
  return `HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Type: application/json\r\n${more}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
}

function flood (socket: Socket, chunk: string): void {
  const write = () => {
    while (!socket.destroyed && socket.write(chunk)) { /* as long as it is taken */ }
    if (!socket.destroyed) socket.once('drain', write)
  }
  write()
}

const FAST = { token: TOKEN, timeout: 0.5 }
const PATIENT = { token: TOKEN, timeout: 20 }

// What cannot be checked, as there is no API to be seen.
const REFUSED: ReadonlyArray<readonly [about: string, code: string, answer: (asked: Asked, socket: Socket) => void]> = [
  ['a body without end', 'invalid', (_asked, socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"api_version":"')
    flood(socket, 'x'.repeat(65536))
  }],
  ['a million endpoints', 'invalid', (_asked, socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"api_version":"1.2.0","endpoints":[')
    for (let i = 0; i < 1_000_000; i += 10_000) {
      socket.write(Array.from({ length: 10_000 }, (_, j) => `{"path":"/p${i + j}","methods":["GET"]},`).join(''))
    }
    socket.end('{}]}')
  }],
  ['headers without end', 'invalid', (_asked, socket) => {
    socket.write('HTTP/1.1 200 OK\r\n')
    flood(socket, `X-Bomb: ${'x'.repeat(8192)}\r\n`)
  }],
  ['a header line without end', 'invalid', (_asked, socket) => {
    socket.write('HTTP/1.1 200 OK\r\nX-Bomb: ')
    flood(socket, 'x'.repeat(65536))
  }],
  ['interim answers without end', 'time', (_asked, socket) => { flood(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n') }],
  ['one byte from time to time', 'time', (_asked, socket) => {
    const bytes = Array.from(json({ api_version: '1.2.0' }))
    const timer = setInterval(() => { socket.write(bytes.shift() ?? ' ') }, 50)
    socket.on('close', () => { clearInterval(timer) })
  }],
  ['a body that stops', 'time', (_asked, socket) => { socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{') }],
  ['a body that ends with the connection, which does not end', 'time', (_asked, socket) => { socket.write('HTTP/1.1 200 OK\r\n\r\n{') }],
  ['silence', 'time', () => {}],
  ['a connection that breaks', 'invalid', (_asked, socket) => { socket.destroy() }],
  ['no HTTP', 'invalid', (_asked, socket) => { socket.end('220 mail.example ESMTP\r\n') }],
  ['another protocol', 'invalid', (_asked, socket) => { socket.end('HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n') }],
  ['a redirect to itself', 'invalid', ({ path }, socket) => {
    socket.end(`HTTP/1.1 302 X\r\nLocation: ${path}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
  }],
  ['JSON that is none', 'not-openeo', (_asked, socket) => { socket.end(json('{"api_version": "1.2.0", ')) }],
  ['JSON that is deep', 'not-openeo', (_asked, socket) => { socket.end(json('['.repeat(100_000))) }],
  ['JSON of another kind', 'not-openeo', (_asked, socket) => { socket.end(json('"api_version"')) }],
  ['versions of other kinds', 'not-openeo', ({ path }, socket) => {
    socket.end(json(path === '/' ? {} : { versions: [null, 1, 'x', {}, { url: 1 }, { url: 'file:///etc/passwd' }, { url: 'http://[' }] }))
  }],
  ['a version that leads nowhere', 'not-openeo', ({ path }, socket) => {
    socket.end(json(path === '/.well-known/openeo' ? { versions: [{ url: 'http://localhost:1/', api_version: {} }, { url: `http://127.0.0.1:${socket.localPort}/x`, api_version: '1.2.0' }] } : { title: 'x' }))
  }]
]

for (const [about, code, answer] of REFUSED) {
  t.test(`Check: a hostile server ends the check, in bounded time and memory: ${about}`, async (t) => {
    const { url, lines } = await startRaw(t, answer)
    const error = await checkBackend(url, { ...FAST, timeout: code === 'time' ? 0.5 : 20 }).then(() => undefined, (error: unknown) => error)
    t.type(error, CheckError)
    t.match(error, { code })
    t.notMatch(String(error), /\n/, 'one line says why')
    t.ok(lines.length <= 15, `${lines.length} requests are few`)
  })
}

// What answers as it should where the API is looked for, and badly where it is used.
const BAD: ReadonlyArray<readonly [about: string, problem: RegExp, answer: (asked: Asked, socket: Socket) => void]> = [
  ['headers without end', /not HTTP/, (_asked, socket) => { flood(socket, `HTTP/1.1 204 X\r\nX-Bomb: ${'x'.repeat(65536)}`) }],
  ['silence', /no answer within 1 s/, () => {}],
  ['two lengths', /not HTTP/, (_asked, socket) => { socket.end('HTTP/1.1 200 X\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx') }],
  ['a connection that breaks', /not HTTP/, (_asked, socket) => { socket.destroy() }]
]

for (const [about, problem, answer] of BAD) {
  t.test(`Check: a hostile answer is a finding: ${about}`, async (t) => {
    const { url, lines } = await startRaw(t, (asked, socket) => {
      if (asked.method === 'OPTIONS' && asked.path === '/jobs') answer(asked, socket)
      else socket.end(healthy(asked))
    })
    const { findings } = await checkBackend(url, { ...FAST, timeout: about === 'silence' ? 1 : 20 })
    t.strictSame([...new Set(findings.map(({ cause }) => cause))], ['no-answer'])
    t.match(findings[0]?.message, problem)
    t.ok(lines.length < 100)
  })
}

t.test('Check: bodies without end do not matter where only the headers do', async (t) => {
  const { url } = await startRaw(t, (asked, socket) => {
    if (asked.path !== '/collections') return socket.end(healthy(asked))
    socket.write(healthy(asked).replace(/Content-Length: .*\r\n/, '').replace(/\r\n\r\n[^]*/, '\r\n\r\n'))
    flood(socket, 'x'.repeat(65536))
  })
  t.strictSame((await checkBackend(url, PATIENT)).findings, [])
})

t.test('Check: many endpoints are cut, and the report says so', async (t) => {
  const endpoints = Array.from({ length: 20_000 }, (_, i) => ({ path: `/p${i}`, methods: ['GET', 'PUT', 'PUT'] }))
  const { url, lines } = await startRaw(t, (asked, socket) => {
    socket.end(asked.path === '/' && asked.method === 'GET' ? json({ api_version: '1.2.0', endpoints }) : healthy(asked))
  })
  const { requests, notes } = await checkBackend(url, { timeout: 10 })
  t.equal(requests, lines.length)
  t.ok(requests < 250, `${requests} requests`)
  t.match(notes, ['59800 more endpoints were not checked.'])
})

t.test('Check: there are at most 1000 requests, and the report says that not all were sent', async (t) => {
  const endpoints = Array.from({ length: 200 }, (_, i) => ({ path: `/p${i}`, methods: ['PUT'] }))
  const { url, lines } = await startRaw(t, (asked, socket) => {
    socket.end(asked.path === '/' && asked.method === 'GET' ? json({ api_version: '1.2.0', endpoints }) : healthy(asked))
  })
  const { requests, notes, ok } = await checkBackend(url, { ...PATIENT, origins: Array.from({ length: 6 }, (_, i) => `https://app${i}.example`) })
  t.strictSame([requests, lines.length, ok], [1000, 1000, false])
  t.match(notes, [/^Not everything could be asked/])
})

t.test('Check: endpoints of other kinds are passed over', async (t) => {
  const endpoints = [
    null, 1, 'x', [], {}, { path: 1, methods: ['GET'] }, { path: 'jobs', methods: ['PUT'] }, { path: '//evil.example/x', methods: ['PUT'] },
    { path: '/a\r\nX: y', methods: ['PUT'] }, { path: '/b', methods: 'PUT' }, { path: '/c', methods: [null, {}, 'P T', 'PUT\r\nX: y', 'OPTIONS', 'TRACE', 'CONNECT'] },
    { path: `/${'x'.repeat(400)}`, methods: ['PUT'] }, { path: '/../../up', methods: ['PUT'] }, { path: '/\u001b[31mred', methods: ['PUT'] }
  ]
  const { url, lines, received } = await startRaw(t, (asked, socket) => {
    socket.end(asked.path === '/' && asked.method === 'GET' ? json({ api_version: '1.2.0\u001b[2J', endpoints }) : healthy(asked).replace(/PATCH, PUT, /, ''))
  })
  const { findings, apiVersion } = await checkBackend(url, PATIENT)
  const preflights = lines.filter((line) => line.startsWith('OPTIONS'))
  t.strictSame(preflights, ['OPTIONS /aX:%20y HTTP/1.1', 'OPTIONS /up HTTP/1.1', 'OPTIONS /%1B[31mred HTTP/1.1', 'OPTIONS / HTTP/1.1'])
  t.notMatch(received(), /^X: y/m, 'nothing is smuggled into a request')
  t.notMatch(JSON.stringify([findings, apiVersion]), '\\u001b', 'nothing reaches a terminal that it would obey')
})

t.test('Check: a slow server ends the check after twelve times the time of a request', async (t) => {
  const { url } = await startRaw(t, (asked, socket) => {
    if (asked.path === '/' || asked.path === '/.well-known/openeo') socket.end(healthy(asked))
  })
  const { ok, notes, findings } = await checkBackend(url, { timeout: 0.4, concurrency: 1 })
  t.equal(ok, false, 'what was not asked is not in order')
  t.match(notes, [/^Not everything could be asked/])
  t.ok(findings.length <= 1)
})

t.test('Check: the token goes to the origin of the API only', async (t) => {
  const other = await startRaw(t, (asked, socket) => { socket.end(healthy(asked)) })

  await t.test('not along redirects, with or without CORS', async (t) => {
    for (const cors of ['', 'Access-Control-Allow-Origin: *\r\n']) {
      const { url, received } = await startRaw(t, (asked, socket) => {
        if (asked.authorization === undefined) return socket.end(healthy(asked))
        socket.end(`HTTP/1.1 307 X\r\n${cors}Location: ${other.url}${asked.path}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
      })
      await checkBackend(url, PATIENT)
      t.match(received(), TOKEN, 'it is sent to the API')
    }
    t.ok(other.lines.length > 0, 'and redirects are followed')
  })

  await t.test('not to an API that a redirect leads to', async (t) => {
    const { url, received } = await startRaw(t, ({ path }, socket) => {
      socket.end(`HTTP/1.1 307 X\r\nLocation: ${other.url}${path}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
    })
    const { notes } = await checkBackend(url, PATIENT)
    t.match(notes, [/^The token was not sent/])
    t.notMatch(received(), TOKEN)
  })

  await t.test('not to an API that a redirected list of versions names', async (t) => {
    const lists = await startRaw(t, (_asked, socket) => { socket.end(json({ versions: [{ url: other.url, api_version: '1.2.0' }] })) })
    const { url } = await startRaw(t, ({ path }, socket) => {
      socket.end(path === '/' ? json({}) : `HTTP/1.1 307 X\r\nLocation: ${lists.url}${path}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
    })
    t.match((await checkBackend(url, PATIENT)).notes, [/^The token was not sent/])
  })

  await t.test('but to one that the host itself names', async (t) => {
    const named = await startRaw(t, (asked, socket) => { socket.end(healthy(asked)) })
    const { url } = await startRaw(t, ({ path }, socket) => {
      socket.end(json(path === '/' ? {} : { versions: [{ url: named.url, api_version: '1.2.0', production: true }] }))
    })
    const { notes, url: api } = await checkBackend(url, PATIENT)
    t.equal(api, named.url)
    t.notMatch(notes, [/token/])
    t.match(named.received(), TOKEN)
  })

  t.notMatch(other.received(), TOKEN, 'the other server has never seen it')
})

t.test('Check: the token never gets into what is found, whatever the server repeats', async (t) => {
  const secret = TOKEN.slice(TOKEN.lastIndexOf('/') + 1)
  const repeats = [TOKEN, secret, `${'x'.repeat(190)}${TOKEN}`, encodeURIComponent(TOKEN)]
  for (const repeat of repeats) {
    const { url } = await startRaw(t, (asked, socket) => {
      socket.end(healthy(asked).replace('Allow-Origin: *', `Allow-Origin: ${asked.authorization === undefined ? '*' : repeat}`))
    })
    const result = await checkBackend(url, PATIENT)
    t.match(result.findings, [{ cause: 'allow-origin-other' }])
    t.notMatch(JSON.stringify(result), secret)
  }
})
