import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { ORDERS } from '../orders.js'
import { sendOptions, sendPreflight } from '../requests.js'
import { EDITOR } from '../server.js'

const ok = async () => null
const returns = (...types: string[]) => ({ content: Object.fromEntries(types.map((type) => [type, { schema: {} }])) })

function declare (app: FastifyInstance): void {
  app.get('/result', { schema: { response: { 200: returns('image/tiff; application=geotiff', 'image/png') } } }, ok)
  app.post('/result', { schema: { response: { 400: returns('text/plain'), '2xx': returns('application/geo+json') } } }, ok)
  app.put('/result', { schema: { response: { 202: { type: 'object' }, 201: returns('application/schema+json') } } }, ok)
  app.patch('/result', { schema: { response: { 500: returns('text/html') } } }, ok)
  app.delete('/result', ok)
  app.get('/files/*', { schema: { response: { 200: returns('application/octet-stream') } } }, ok)
  app.get('/files/:name', { schema: { response: { 200: returns('text/csv') } } }, ok)
  app.get('/any', { schema: { response: { 200: returns('*/*') } } }, ok)
}

const JSON_TYPE = 'application/json'

const cases: Array<[url: string, method: string, expected: string]> = [
  ['/result', 'GET', 'image/tiff; application=geotiff'],
  ['/result', 'HEAD', 'image/tiff; application=geotiff'],
  ['/result', 'POST', 'application/geo+json'],
  ['/result', 'PUT', 'application/schema+json'],
  ['/result', 'PATCH', JSON_TYPE],
  ['/result', 'DELETE', JSON_TYPE],
  ['/result', 'QUERY', JSON_TYPE],
  ['/result', 'get', JSON_TYPE],
  ['/result', 'constructor', JSON_TYPE],
  ['/result', '', JSON_TYPE],
  ['/result?format=png', 'GET', 'image/tiff; application=geotiff'],
  // The router prefers the parameter.
  ['/files/a', 'GET', 'text/csv'],
  ['/files/a/b', 'GET', 'application/octet-stream'],
  ['/any', 'GET', JSON_TYPE],
  ['/nowhere', 'GET', JSON_TYPE]
]

for (const [order, build] of Object.entries(ORDERS)) {
  t.test(`O4, O6: a preflight has a content type, of routes declared ${order}`, async (t) => {
    const app = Fastify()
    await build(app, declare)
    for (const [url, method, expected] of cases) {
      const answer = await sendPreflight(app, url, method)
      t.equal(answer.headers['content-type'], expected, `${method || 'no method'} ${url}`)
    }
  })
}

t.test('O6: an OPTIONS request that asks for no method gets JSON, and one without Origin what it asks for', async (t) => {
  const app = Fastify()
  await app.register(openeoCors)
  declare(app)
  t.equal((await sendOptions(app, '/result', { origin: EDITOR })).headers['content-type'], JSON_TYPE, 'no method')
  t.equal((await sendOptions(app, '/result')).headers['content-type'], JSON_TYPE, 'no header at all')
  const { headers } = await sendOptions(app, '/result', { 'access-control-request-method': 'POST' })
  t.equal(headers['content-type'], 'application/geo+json', 'a method without Origin')
})

t.test('O6: the content type is that of the index of a prefix, with and without slash', async (t) => {
  const app = Fastify()
  await app.register(openeoCors)
  app.register(async (api) => {
    api.get('/', { schema: { response: { 200: returns('text/html') } } }, ok)
  }, { prefix: '/api' })
  for (const url of ['/api', '/api/']) {
    for (const method of ['GET', 'HEAD']) {
      t.equal((await sendPreflight(app, url, method)).headers['content-type'], 'text/html', `${method} ${url}`)
    }
  }
})
