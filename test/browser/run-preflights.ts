import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import type { Page } from './site.js'

interface PlainRequest { readonly method: string, readonly headers?: Record<string, string> }
interface Preflight { readonly method: string, readonly headers: string[], readonly reasons: Array<{ kind: string, name: string }> }

const { preflight }: { preflight: (request: PlainRequest) => Preflight } =
  await import(String(new URL('../../examples/demo/preflight.js', import.meta.url)))

function get (name: string, value: string): PlainRequest {
  return { method: 'GET', headers: { [name]: value } }
}

function post (type: string): PlainRequest {
  return { method: 'POST', headers: { 'Content-Type': type } }
}

const CASES: ReadonlyArray<readonly [about: string, request: PlainRequest, reasons: string[]]> = [
  ['GET', { method: 'GET' }, []],
  ['HEAD', { method: 'HEAD' }, []],
  ['POST', { method: 'POST' }, []],
  ['POST in lower case', { method: 'post' }, []],
  ['PUT', { method: 'PUT' }, ['method PUT']],
  ['DELETE in lower case', { method: 'delete' }, ['method DELETE']],
  ['PATCH', { method: 'PATCH' }, ['method PATCH']],
  ['PATCH in lower case, which is another method', { method: 'patch' }, ['method patch']],
  ['OPTIONS', { method: 'OPTIONS' }, ['method OPTIONS']],
  ['a token', get('Authorization', 'Bearer token'), ['header authorization']],
  ['a header of its own', get('X-Own', 'value'), ['header x-own']],
  ['a header with the name of a property', get('constructor', 'value'), ['header constructor']],
  ['what axios accepts', get('Accept', 'application/json, text/plain, */*'), []],
  ['Accept with a byte that is not safe', get('Accept', 'text/plain;x="y"'), ['value accept']],
  ['Accept of 128 bytes', get('Accept', 'a'.repeat(128)), []],
  ['Accept of 129 bytes', get('Accept', 'a'.repeat(129)), ['value accept']],
  ['languages', get('Accept-Language', 'de-AT, de;q=0.9, *;q=0.5'), []],
  ['a language with another byte', get('Accept-Language', 'de_AT'), ['value accept-language']],
  ['a language of the content', get('Content-Language', 'en'), []],
  ['a language of the content with another byte', get('Content-Language', 'en/us'), ['value content-language']],
  ['a form', post('application/x-www-form-urlencoded'), []],
  ['a form with a parameter and capitals', post('Multipart/Form-Data; boundary=x'), []],
  ['text', post('text/plain;charset=UTF-8'), []],
  ['text with a byte that is not safe', post('text/plain;charset="UTF-8"'), ['content-type content-type']],
  ['JSON', post('application/json'), ['content-type content-type']],
  ['bytes', post('application/octet-stream'), ['content-type content-type']],
  ['the first bytes', get('Range', 'bytes=0-99'), []],
  ['the bytes from one on', get('Range', 'bytes=100-'), []],
  ['the last bytes', get('Range', 'bytes=-100'), ['value range']],
  ['a range that ends before it begins', get('Range', 'bytes=9-1'), ['value range']],
  ['two ranges', get('Range', 'bytes=0-1,3-4'), ['value range']],
  ['a job as the client sends it', {
    method: 'PATCH', headers: { 'Content-Type': 'application/json', Authorization: 'Bearer token', Accept: '*/*' }
  }, ['method PATCH', 'header authorization', 'content-type content-type']]
]

/** Lets a page send requests, and compares the preflights that come with those that the demo's rules foretell. */
export async function runPreflights (t: Test, { evaluate }: Page): Promise<void> {
  await t.test('the demo tells whether the browser sends a preflight, and why', async (t) => {
    let seen: Array<{ method: string, headers: string[] }> = []
    const server = createServer(({ method, headers }, response) => {
      const { 'access-control-request-method': asked, 'access-control-request-headers': names = '' } = headers
      if (method === 'OPTIONS' && asked !== undefined) {
        seen.push({ method: asked, headers: names.split(',').filter((name) => name !== '') })
      }
      response.writeHead(204, { 'Access-Control-Allow-Origin': '*', 'Access-Control-Max-Age': '0' }).end()
    })
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
    t.after(() => { server.close() })
    const { port } = server.address() as AddressInfo

    for (const [about, request, expected] of CASES) {
      const { method, headers, reasons } = preflight(request)
      t.same(reasons.map(({ kind, name }) => `${kind} ${name}`), expected, `the reasons: ${about}`)

      seen = []
      await evaluate(`fetch('http://127.0.0.1:${port}/', ${JSON.stringify(request)}).then(() => {}, () => {})`)
      t.same(seen, expected.length === 0 ? [] : [{ method, headers }], `what the browser asks: ${about}`)
    }
  })
}
