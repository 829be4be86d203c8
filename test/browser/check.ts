import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import t from 'tap'
import {
  corsCheck, isExposed, needsPreflight, preflightFetch, unsafeHeaderNames, type CorsRequest, type Field
} from '../../lib/check/fetch-standard.js'
import { askedBy, replyTo, set, TOKEN, type Backend, type Fault, type Reply } from '../check/backend.js'
import { backendOf, FAULTS } from '../check/faults.js'
import { openInChromium } from './launch-chromium.js'

// What pages send. Each goes to a URL of its own, so that what a browser remembers of preflights does not matter.
const REQUESTS: ReadonlyArray<readonly [path: string, request: Omit<CorsRequest, 'origin' | 'credentials'>]> = [
  ['/collections', { method: 'GET', headers: [] }],
  ['/processes', { method: 'GET', headers: [['Accept', 'application/json, text/plain, */*']] }],
  ['/collections', { method: 'GET', headers: [['Accept-Language', 'de_AT']] }],
  ['/collections', { method: 'GET', headers: [['X-Own', 'value']] }],
  ['/collections', { method: 'GET', headers: [['Range', 'bytes=0-9']] }],
  ['/nowhere', { method: 'GET', headers: [] }],
  ['/jobs', { method: 'GET', headers: [] }],
  ['/jobs', { method: 'GET', headers: [['Authorization', `Bearer ${TOKEN}`]] }],
  ['/jobs', { method: 'POST', headers: [['Authorization', `Bearer ${TOKEN}`], ['Content-Type', 'application/json']] }],
  ['/jobs', { method: 'POST', headers: [['Content-Type', 'text/plain']] }],
  ['/jobs/a', { method: 'PATCH', headers: [['Authorization', `Bearer ${TOKEN}`], ['Content-Type', 'application/json']] }],
  ['/jobs/a', { method: 'PATCH', headers: [] }],
  ['/jobs/a', { method: 'patch', headers: [] }],
  ['/jobs/a', { method: 'DELETE', headers: [['Authorization', `Bearer ${TOKEN}`]] }],
  ['/files/a', { method: 'PUT', headers: [['Content-Type', 'application/octet-stream']] }]
]

/** Values of headers, right and wrong, that browsers are known to take in ways of their own. */
function values (origin: string): Record<string, readonly string[]> {
  return {
    'Access-Control-Allow-Origin': ['*', '*, *', origin, `${origin},`, `${origin} ${origin}`, origin.toUpperCase(), `${origin}/`, 'null', '', 'http://127.0.0.1', 'true'],
    'Access-Control-Allow-Credentials': ['true', 'True', 'true, true', 'false', '1', ''],
    'Access-Control-Allow-Methods': ['*', '*, patch', 'PATCH', 'patch', 'Patch,PUT', '\tPATCH ,PUT', 'PATCH,,PUT,', ',', 'PATCH;PUT', 'PATCH PUT', '"PATCH"', 'PATCH, "PUT"', ''],
    'Access-Control-Allow-Headers': ['*', '*, Authorization', 'authorization,content-type', 'AUTHORIZATION,CONTENT-TYPE,X-OWN', 'Authorization,,Content-Type', 'Authorization Content-Type', 'Authorization; Content-Type', 'Content-Type', ',', ''],
    'Access-Control-Expose-Headers': ['*', 'link', 'LINK,*', 'Link,,Location', 'Link Location', '"Link"', 'Set-Cookie, Link', '']
  }
}

function cases (origin: string): Array<readonly [about: string, backend: Backend]> {
  const onOptions = (status: number): Fault => (reply, { method }) => { if (method === 'OPTIONS') reply.status = status }
  const double = (name: string): Fault => (reply) => { reply.fields.push(...reply.fields.filter(([other]) => other === name)) }
  const policies = [['*', '*'], ['a list', [origin]]] as const
  return [
    ...FAULTS.map((fault) => [fault.about, backendOf(fault, origin)] as const),
    ...policies.flatMap(([policyName, policy]) => [
      [`${policyName}, in order`, { policy }] as const,
      ...Object.entries(values(origin)).flatMap(([name, list]) => [
        ...list.map((value) => [`${policyName}, ${name}: ${value}`, { policy, fault: (reply: Reply) => { set(reply, name, value) } }] as const),
        [`${policyName}, ${name} twice`, { policy, fault: double(name) }] as const
      ])
    ]),
    ...[200, 201, 206, 299, 300, 301, 304, 307, 400, 401, 403, 404, 405, 500, 503].map((status) =>
      [`OPTIONS answered with ${status}`, { policy: '*', fault: onOptions(status) }] as const)
  ]
}

/** What becomes of a request: the names of the headers that the page can read, or that it gets nothing. */
function foretell (path: string, request: CorsRequest, backend: Backend): string[] | 'refused' {
  const { origin, method, headers } = request
  const authorization = headers.find(([name]) => name === 'Authorization')?.[1]
  const respond = (asked: { method: string, asks?: string, authorization?: string }) => {
    const { status, fields } = replyTo({ path, origin, asks: undefined, authorization: undefined, ...asked }, backend)
    return { status, headers: new Headers(fields) }
  }
  const refusal = needsPreflight(request) ? preflightFetch(request, respond({ method: 'OPTIONS', asks: method })) : undefined
  // The one step that Chromium does not take yet: it warns. When it does, this test fails, and the report's words are to be changed.
  if (refusal !== undefined && refusal.cause !== 'authorization-by-wildcard') return 'refused'
  const response = respond({ method, ...authorization !== undefined && { authorization } })
  if (corsCheck(request, response) !== undefined) return 'refused'
  // The one of these cases that is redirected and readable leads to itself.
  if (response.status === 302) return 'refused'
  const names = [...response.headers.keys(), ...OTHERS.map(([name]) => name.toLowerCase())]
  return [...new Set(names)].filter((name) => isExposed(name, request.credentials, response)).sort()
}

// What each answer has beside that of the back-end.
const OTHERS: readonly Field[] = [['Link', '<https://a.example>; rel="next"'], ['OpenEO-Identifier', 'a'], ['Location', '/a'], ['Set-Cookie', 'a=b']]

t.test('Chromium lets a page have what the check says that a browser lets it have', async (t) => {
  const { origin, evaluate } = await openInChromium(t)
  const backends = cases(origin)
  const preflights = new Map<string, string>()
  const server = createServer((request, response) => {
    const asked = askedBy(request)
    const [, key = '', path = ''] = /^(\/\d+\/\d+\/\d+)(\/.*)$/.exec(asked.path) ?? []
    const index = Number(key.split('/')[1])
    if (asked.asks !== undefined) preflights.set(key, `${asked.asks} ${String(request.headers['access-control-request-headers'] ?? '')}`)
    const { status, fields, body } = replyTo({ ...asked, path }, backends[index]![1])
    const location = fields.filter(([name]) => name === 'Location').map(([name, value]) => [name, key + value])
    const others = asked.method === 'OPTIONS' ? [] : OTHERS.filter(([name]) => name !== 'Location' || location.length === 0)
    const own = [...fields.filter(([name]) => name !== 'Location'), ...location, ...others, ['Connection', 'close']]
    response.writeHead(status, own.flat()).end(asked.method === 'OPTIONS' || status === 304 ? undefined : body)
  })
  // Node does not know methods in lower case. What is answered to them does not depend on them.
  server.on('clientError', (error: Error & { rawPacket?: Buffer }, socket) => {
    const [, path = '', origin] = /^patch (\S+) .*^Origin: (\S+)/ms.exec(String(error.rawPacket)) ?? []
    const [, index, rest = ''] = /^\/(\d+)\/\d+\/\d+(\/.*)$/.exec(path) ?? []
    const { status, fields, body } = replyTo({ method: 'patch', path: rest, origin, asks: undefined, authorization: undefined }, backends[Number(index)]![1])
    const lines = [`HTTP/1.1 ${status} X`, ...[...fields, ...OTHERS, ['Connection', 'close']].map((field) => field.join(': '))]
    ;(socket as Socket).end(`${lines.join('\r\n')}\r\n\r\n${body}`)
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  t.after(() => { server.close().closeAllConnections() })
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  let compared = 0
  for (const [i, [about, backend]] of backends.entries()) {
    // The faults do not depend on cookies, which openEO's clients do not send. The values of headers do.
    const modes = i < FAULTS.length ? ['same-origin'] as const : ['same-origin', 'include'] as const
    const runs = REQUESTS.flatMap(([path, request], j) => modes.map((credentials, k) =>
      ({ key: `/${i}/${j}/${k}`, path, request: { ...request, origin, credentials } })))
    const seen = await evaluate(`Promise.all(${JSON.stringify(runs)}.map(({ key, path, request: { method, headers, credentials } }) =>
      fetch('${root}' + key + path, { method, headers, credentials, cache: 'no-store' })
        .then((response) => [...response.headers.keys()].sort(), () => 'refused')))`) as Array<string[] | 'refused'>
    for (const [n, { key, path, request }] of runs.entries()) {
      const name = `${about}: ${request.method} ${path} ${request.headers.map(([name]) => name).join()} ${request.credentials}`
      const foretold = foretell(path, request, backend)
      // What Node adds is no matter of the back-end's.
      const read = Array.isArray(seen[n]) ? seen[n].filter((header) => !['connection', 'content-length', 'date', 'transfer-encoding'].includes(header)) : seen[n]
      t.strictSame(read, foretold, name)
      const asks = `${request.method} ${unsafeHeaderNames(request.headers).join()}`
      t.equal(preflights.get(key), needsPreflight(request) ? asks : undefined, `${name}: the preflight`)
      compared++
    }
  }
  t.comment(`${compared} requests compared`)
})
