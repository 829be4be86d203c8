import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import openeoCors, { type OpeneoCorsOptions } from '../../lib/index.js'
import { ASKED, declareReplies, type Asked } from '../replies.js'
import { EDITOR, corsHeaders, listen, send } from '../server.js'

type Options = Omit<OpeneoCorsOptions, 'logLevel'>

async function build (options: Options): Promise<FastifyInstance> {
  const app = Fastify()
  app.addHook('onRequest', async (request, reply) => request.url === '/refused' ? reply.code(401).send({}) : undefined)
  await app.register(openeoCors, options)
  declareReplies(app)
  return app
}

const requests: readonly Asked[] = [
  ...ASKED,
  ['GET', '/refused', 401],
  ['POST', '/', 415, { 'content-type': 'application/x-own', 'content-length': '0' }]
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
