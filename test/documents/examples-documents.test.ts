import { Ajv } from 'ajv'
import t from 'tap'
import { basic, processOf, runJob, startSession } from './example.js'
import { DOCUMENTS, ERROR } from './openeo-schemas.js'

const ajv = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true })

function mistakes (schema: object, document: unknown): unknown[] {
  const validate = ajv.compile(schema)
  return validate(document) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

t.test('Recipe: the documents of the example are as openEO 1.3.0 wants them', async (t) => {
  const session = await startSession(t, { oidc: { issuer: 'https://login.example.org', clientId: 'openeo' } })
  const { app, send, post } = session
  const { path } = await runJob(session, processOf(), 'A job')
  const service = await post('/services', { process: processOf(), type: 'xyz', title: 'A service' })
  await send('/process_graphs/mine', { method: 'PUT', payload: processOf() })
  await send('/files/notes.txt', { method: 'PUT', headers: { 'content-type': 'application/octet-stream' }, payload: 'text' })
  const ids: Record<string, string> = {
    collection_id: 'demo', process_graph_id: 'mine', service_id: String(service.headers['openeo-identifier']), job_id: path.slice('/jobs/'.length)
  }

  for (const [path, schema] of Object.entries(DOCUMENTS)) {
    const url = path.replace(/\{(\w+)\}/g, (_, name: string) => String(ids[name]))
    const { statusCode, json } = path === '/.well-known/openeo'
      ? await app.inject(path)
      : path === '/validation'
        ? await post(url, { process_graph: {} })
        : await send(url, path === '/credentials/basic' ? { headers: basic('user', 'password') } : {})
    t.equal(statusCode, 200, path)
    t.strictSame(mistakes(schema, json()), [], `${path}: what is wrong`)
  }
})

t.test('R1: the errors of the example are as openEO wants them', async (t) => {
  const { app, send, post } = await startSession(t)
  for (const [status, reply] of [
    [400, await post('/services', { process: processOf(), type: 'none' })],
    [400, await app.inject('/api/v1/jobs/%E0')],
    [401, await app.inject('/api/v1/me')],
    [403, await send('/me', { headers: { authorization: 'Bearer basic//made-up' } })],
    [403, await app.inject({ url: '/api/v1/me', headers: basic('user', 'password') })],
    [404, await send('/jobs/none')],
    [404, await send('/nowhere')],
    [415, await send('/jobs', { method: 'POST', headers: { 'content-type': 'text/plain' }, payload: '{}' })]
  ] as const) {
    t.equal(reply.statusCode, status)
    t.strictSame(mistakes(ERROR, reply.json()), [], `${status}: what is wrong`)
  }
})
