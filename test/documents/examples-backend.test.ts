import { readFile } from 'node:fs/promises'
import t from 'tap'
import { basic, processOf, runJob, startSession } from './example.js'
import { DOCUMENTS } from './openeo-schemas.js'
import type { OpeneoEndpoint } from '../../lib/index.js'

const OPERATIONS: Array<{ method: string, path: string }> =
  JSON.parse(await readFile(new URL('../openeo-operations.json', import.meta.url), 'utf8'))

t.test('Use: openeoEndpoints() of the example lists the operations of openEO', async (t) => {
  for (const [oidc, missing] of [
    [{ issuer: 'https://login.example.org', clientId: 'openeo' }, 'nothing'], [undefined, 'GET /credentials/oidc']
  ] as const) {
    const { send } = await startSession(t, oidc && { oidc })
    const { endpoints } = (await send('/')).json<{ endpoints: OpeneoEndpoint[] }>()
    const listed = endpoints.flatMap(({ path, methods }) => methods.map((method) => `${method} ${path}`))
    // openEO asks not to list the document itself, and the other one is not below the API's URL.
    const expected = OPERATIONS.map(({ method, path }) => `${method} ${path}`)
      .filter((operation) => !['GET /', 'GET /.well-known/openeo', missing].includes(operation))
    t.same(listed.sort(), expected.sort(), `without ${missing}`)
  }
})

t.test('Recipe: the schemas of documents are of all operations that send one', async (t) => {
  const gets = OPERATIONS.filter(({ method, path }) => method === 'GET' && path !== '/files/{path}').map(({ path }) => path)
  t.strictSame(Object.keys(DOCUMENTS).sort(), [...gets, '/validation'].sort())
})

t.test('Recipe: a login of the example gives a token that is sent in both forms', async (t) => {
  const { app, token } = await startSession(t)
  for (const [status, authorization] of [
    [200, `Bearer ${token}`], [200, `Bearer basic//${token}`],
    [403, `Bearer ${token.slice(0, -1)}`], [403, `Bearer basic//${token}x`], [403, 'Bearer made-up'], [403, 'Bearer basic//'],
    [403, `Bearer ${token.split('.').map((part, i) => i === 0 ? Buffer.from('{"alg":"none"}').toString('base64url') : part).join('.')}`],
    [403, 'Bearer eyJhbGciOiJIUzI1NiJ9.bnVsbA.x']
  ] as const) {
    t.equal((await app.inject({ url: '/api/v1/me', headers: { authorization } })).statusCode, status, authorization)
  }
  const { iss } = JSON.parse(Buffer.from(String(token.split('.')[1]), 'base64url').toString())
  t.type(iss, 'string', 'openEO wants the issuer in it')

  const { app: restarted } = await startSession(t)
  const { statusCode, body } = await restarted.inject({ url: '/api/v1/me', headers: { authorization: `Bearer ${token}` } })
  t.match({ statusCode, body }, { statusCode: 403, body: /TokenInvalid/ }, 'after a restart it is not valid')
})

t.test('Recipe: a login of the example with wrong credentials is refused', async (t) => {
  const { app } = await startSession(t)
  for (const headers of [basic('wrong', 'wrong'), basic('', 'password'), { authorization: 'Basic !' }, { authorization: 'Bearer basic//x' }]) {
    const { statusCode, body } = await app.inject({ url: '/api/v1/credentials/basic', headers })
    t.match({ statusCode, body }, { statusCode: 403, body: /CredentialsInvalid/ }, headers.authorization)
  }
})

t.test('Recipe: the example takes files of 50 MB, and gives them back with their names', async (t) => {
  const { send } = await startSession(t)
  const path = `/files/${encodeURIComponent('Höhe 雪')}.tif`
  const put = (content: Buffer) => send(path, { method: 'PUT', headers: { 'content-type': 'application/octet-stream' }, payload: content })
  const limit = 50 * 1024 * 1024
  t.equal((await put(Buffer.alloc(limit + 1))).statusCode, 413)
  t.equal((await put(Buffer.alloc(limit, 7))).json<{ size: number }>().size, limit)
  const { rawPayload, headers } = await send(path)
  t.equal(rawPayload.length, limit)
  t.match(headers['content-disposition'], /^attachment; .*filename\*=UTF-8''H%C3%B6he%20%E9%9B%AA\.tif$/)
})

t.test('Recipe: the links of the example have titles', async (t) => {
  const session = await startSession(t)
  const { path } = await runJob(session, processOf())
  for (const url of ['/', '/collections', '/collections/demo', path, `${path}/results`]) {
    const { links } = (await session.send(url)).json<{ links: Array<{ rel: string, title?: string }> }>()
    t.not(links.length, 0, url)
    t.strictSame(links.filter(({ title }) => !title), [], `${url}: without a title`)
  }
  const { links } = (await session.send('/')).json<{ links: Array<{ rel: string, href: string }> }>()
  t.match(links.find(({ rel }) => rel === 'web-editor')?.href, /^https:\/\/editor\.openeo\.org\/\?server=http/)
})
