import t from 'tap'
import {
  corsCheck, isExposed, isMixedContent, listValues, needsPreflight, preflightFetch, unsafeHeaderNames, type CorsRequest, type Field
} from '../../lib/check/fetch-standard.js'

const ORIGIN = 'https://editor.openeo.org'
const request = (more: Partial<CorsRequest> = {}): CorsRequest => ({ origin: ORIGIN, method: 'GET', headers: [], credentials: 'same-origin', ...more })
const response = (headers: Record<string, string>, status = 200) => ({ status, headers: new Headers(headers) })

t.test('Check: headers of one name are one value, and lists are lists of tokens', async (t) => {
  const fields = new Headers([['A', 'x'], ['a', 'y, ,z'], ['B', ''], ['C', 'x y'], ['D', '"x"']])
  t.strictSame(listValues(fields, 'a'), ['x', 'y', 'z'])
  t.strictSame(listValues(fields, 'b'), [])
  t.strictSame(listValues(fields, 'e'), [])
  t.equal(listValues(fields, 'c'), null)
  t.equal(listValues(fields, 'd'), null)
})

t.test('Check: which request headers need a preflight', async (t) => {
  const cases: ReadonlyArray<readonly [names: string[], ...fields: Field[]]> = [
    [[], ['Accept', 'application/json, text/plain, */*'], ['Accept-Language', 'de-AT,de;q=0.9'], ['Content-Language', 'en']],
    [['accept'], ['Accept', 'a:b']],
    [['accept'], ['Accept', 'a'.repeat(129)]],
    [['accept-language'], ['Accept-Language', 'de_AT']],
    [['content-language'], ['Content-Language', 'a/b']],
    [[], ['Content-Type', 'Text/Plain; charset=utf-8']],
    [['content-type'], ['Content-Type', 'text/plain;charset="utf-8"']],
    [['content-type'], ['Content-Type', 'application/json']],
    [[], ['Range', 'bytes=0-']],
    [[], ['Range', 'bytes=1-9']],
    [['range'], ['Range', 'bytes=9-1']],
    [['range'], ['Range', 'bytes=-9']],
    [['authorization', 'x-own'], ['X-Own', ''], ['Authorization', ''], ['x-OWN', '']],
    // Each is safe, and all together are too long.
    [['accept'], ...Array.from({ length: 9 }, (): Field => ['Accept', 'a'.repeat(128)])]
  ]
  for (const [names, ...headers] of cases) {
    t.strictSame(unsafeHeaderNames(headers), names, JSON.stringify(headers))
    t.equal(needsPreflight(request({ headers })), names.length > 0)
  }
  t.strictSame(['GET', 'HEAD', 'POST', 'get', 'PUT', 'patch'].filter((method) => needsPreflight(request({ method }))), ['get', 'PUT', 'patch'])
})

t.test('Check: the CORS check', async (t) => {
  const allow = 'Access-Control-Allow-Origin'
  const credentials = 'Access-Control-Allow-Credentials'
  const cases: ReadonlyArray<readonly [headers: Record<string, string>, without: string | undefined, withCredentials: string | undefined]> = [
    [{}, 'allow-origin-missing', 'allow-origin-missing'],
    [{ [allow]: '*' }, undefined, 'allow-origin-other'],
    [{ [allow]: '*', [credentials]: 'true' }, undefined, 'allow-origin-other'],
    [{ [allow]: ORIGIN }, undefined, 'credentials-not-allowed'],
    [{ [allow]: ORIGIN, [credentials]: 'True' }, undefined, 'credentials-not-allowed'],
    [{ [allow]: ORIGIN, [credentials]: 'true' }, undefined, undefined],
    [{ [allow]: `${ORIGIN}, *` }, 'allow-origin-several', 'allow-origin-several'],
    [{ [allow]: '' }, 'allow-origin-other', 'allow-origin-other'],
    [{ [allow]: ORIGIN.toUpperCase() }, 'allow-origin-other', 'allow-origin-other'],
    [{ [allow]: 'null' }, 'allow-origin-other', 'allow-origin-other']
  ]
  for (const [headers, without, withCredentials] of cases) {
    t.equal(corsCheck(request(), response(headers))?.cause, without, JSON.stringify(headers))
    t.equal(corsCheck(request({ credentials: 'include' }), response(headers))?.cause, withCredentials)
  }
  t.equal(corsCheck(request({ origin: 'null' }), response({ [allow]: 'null' })), undefined)
  t.match(corsCheck(request(), response({ [allow]: 'x' })), { cause: 'allow-origin-other', detail: 'x' })
})

t.test('Check: the CORS-preflight fetch', async (t) => {
  const answer = (headers: Record<string, string>, status?: number) => response({
    'Access-Control-Allow-Origin': ORIGIN, 'Access-Control-Allow-Credentials': 'true', ...headers
  }, status)
  const methods = (value: string) => answer({ 'Access-Control-Allow-Methods': value })
  const names = (value: string) => answer({ 'Access-Control-Allow-Headers': value })
  const patch = request({ method: 'PATCH' })
  const sends: Field[] = [['Authorization', ''], ['X-Own', '']]
  const cases: ReadonlyArray<readonly [request: CorsRequest, response: ReturnType<typeof answer>, cause: string | undefined, include?: string]> = [
    [request(), answer({}, 299), undefined],
    [request(), answer({}, 308), 'preflight-redirected'],
    [request(), answer({}, 300), 'preflight-status'],
    [request(), answer({}, 199), 'preflight-status'],
    [request(), response({}, 404), 'preflight-status'],
    [request(), response({}, 204), 'allow-origin-missing'],
    [request(), methods('P T'), 'methods-malformed'],
    [request(), names('"x"'), 'headers-malformed'],
    [request(), methods(''), undefined],
    [patch, methods('PATCH'), undefined],
    [patch, methods('patch'), 'method-not-listed'],
    [patch, methods('*'), undefined, 'method-not-listed'],
    [request({ headers: sends }), names('authorization, x-OWN'), undefined],
    [request({ headers: sends }), names('Authorization, *'), undefined, 'header-not-listed'],
    [request({ headers: sends }), names('*, X-Own'), 'authorization-by-wildcard', 'authorization-not-listed'],
    [request({ headers: sends }), names('X-Own'), 'authorization-not-listed'],
    [request({ headers: sends }), names('Authorization'), 'header-not-listed']
  ]
  for (const [request, response, cause, include = cause] of cases) {
    t.equal(preflightFetch(request, response)?.cause, cause, JSON.stringify([response.status, ...response.headers]))
    t.equal(preflightFetch({ ...request, credentials: 'include' }, response)?.cause, include, 'with credentials')
  }
})

t.test('Check: which headers of a response a page reads', async (t) => {
  const readable = (value: string | undefined, credentials: CorsRequest['credentials'] = 'same-origin') =>
    ['Content-Type', 'LINK', 'Location', 'Set-Cookie', 'Set-Cookie2'].filter((name) =>
      isExposed(name, credentials, response(value === undefined ? {} : { 'Access-Control-Expose-Headers': value })))
  t.strictSame(readable(undefined), ['Content-Type'])
  t.strictSame(readable('link, Set-Cookie, Set-Cookie2'), ['Content-Type', 'LINK'])
  t.strictSame(readable('*'), ['Content-Type', 'LINK', 'Location'])
  t.strictSame(readable('*', 'include'), ['Content-Type'])
  t.strictSame(readable('Link Location'), ['Content-Type'])
})

t.test('Check: mixed content', async (t) => {
  const blocked = (url: string, origin = ORIGIN) => isMixedContent(origin, new URL(url))
  for (const url of ['http://openeo.example', 'http://10.0.0.1', 'http://localhost.example', 'http://0.0.0.0', 'http://127.example']) t.equal(blocked(url), true, url)
  for (const url of ['https://openeo.example', 'http://localhost:1', 'http://a.localhost', 'http://127.1.2.3', 'http://[::1]:1']) t.equal(blocked(url), false, url)
  t.equal(blocked('http://openeo.example', 'http://editor.example'), false)
})
