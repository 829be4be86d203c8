import { Readable } from 'node:stream'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import openeoCors, { type OpeneoCorsOptions } from '../lib/index.js'
import { EDITOR, corsHeaders, listen, send } from './server.js'

type Options = Omit<OpeneoCorsOptions, 'logLevel'>

async function build (options: Options): Promise<FastifyInstance> {
  const app = Fastify()
  app.addHook('onRequest', async (request, reply) => request.url === '/refused' ? reply.code(401).send({}) : undefined)
  await app.register(openeoCors, options)
  app.get('/', async () => 'text')
  app.get('/stream', async () => Readable.from(['text']))
  app.get('/response', async () => new Response('text'))
  app.get('/fails', async () => { throw new Error('failed') })
  app.post('/', async () => 'accepted')
  app.options('/own', async (_request, reply) => reply.code(200).send('own'))
  app.get('/hijacked', (_request, reply) => {
    reply.hijack()
    for (const [name, value] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value ?? '')
    reply.raw.end()
  })
  return app
}

const requests: Array<readonly [method: string, path: string, status: number, headers?: Record<string, string>]> = [
  ['GET', '/', 200],
  ['HEAD', '/', 200],
  ['GET', '/stream', 200],
  ['GET', '/response', 200],
  ['GET', '/hijacked', 200],
  ['GET', '/fails', 500],
  ['GET', '/missing', 404],
  ['GET', '/refused', 401],
  ['POST', '/', 415, { 'content-type': 'application/x-own', 'content-length': '0' }],
  ['OPTIONS', '/', 204],
  ['OPTIONS', '/', 204, { 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' }],
  ['OPTIONS', '/own', 200],
  ['OPTIONS', '/missing', 204]
]

t.test('R4: without Origin no reply has a header of CORS', async (t) => {
  const configurations: Options[] = [
    { auth: true, maxAge: 60 }, { origin: [EDITOR] }, { origin: () => true, exposedHeaders: 'all' }, { rangeRequests: true }
  ]
  for (const options of configurations) {
    const port = await listen(t, await build(options))
    for (const [method, path, status, headers = {}] of requests) {
      const answer = await send(port, { method, path, headers })
      const request = `${method} ${path} ${JSON.stringify(headers)} with ${Object.keys(options)}`
      t.equal(answer.status, status, `status of ${request}`)
      t.strictSame(corsHeaders(answer.headers), {}, `headers of ${request}`)
    }
  }
})

t.test("R4: with origin '*' every reply has them without Origin too", async (t) => {
  const port = await listen(t, await build({ origin: '*' }))
  for (const [method, path, status, headers = {}] of requests) {
    const answer = await send(port, { method, path, headers })
    t.equal(answer.status, status, `status of ${method} ${path}`)
    t.match(corsHeaders(answer.headers), {
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'Location, OpenEO-Identifier, OpenEO-Costs, Link'
    }, `headers of ${method} ${path}`)
  }
})
