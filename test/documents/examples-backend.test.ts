import { readFile } from 'node:fs/promises'
import t from 'tap'
import type { OpeneoEndpoint } from '../../lib/index.js'

t.test('Use: openeoEndpoints() of the example lists the operations of openEO 1.2', async (t) => {
  const { build } = await import('../../examples/backend/server.js')
  const app = await build()
  t.after(() => app.close())
  const { endpoints } = (await app.inject('/api/v1/')).json<{ endpoints: OpeneoEndpoint[] }>()
  const operations: Array<{ method: string, path: string }> =
    JSON.parse(await readFile(new URL('../openeo-operations.json', import.meta.url), 'utf8'))
  const listed = endpoints.flatMap(({ path, methods }) => methods.map((method) => `${method} ${path}`))
  // openEO asks not to list the document itself, and the other one is not below the API's URL.
  const expected = operations.map(({ method, path }) => `${method} ${path}`)
    .filter((operation) => operation !== 'GET /' && operation !== 'GET /.well-known/openeo')
  t.same(listed.sort(), expected.sort())
})
