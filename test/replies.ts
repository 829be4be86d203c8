import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'

/** What a request is, and the status of its reply. */
export type Asked = readonly [method: string, path: string, status: number, headers?: Record<string, string>]

/** Requests for the usual kinds of reply. */
export const ASKED: readonly Asked[] = [
  ['GET', '/', 200],
  ['HEAD', '/', 200],
  ['GET', '/stream', 200],
  ['GET', '/response', 200],
  ['GET', '/hijacked', 200],
  ['GET', '/fails', 500],
  ['GET', '/missing', 404],
  ['OPTIONS', '/', 204],
  ['OPTIONS', '/', 204, { 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' }],
  ['OPTIONS', '/missing', 204],
  ['OPTIONS', '/missing', 204, { 'access-control-request-method': 'GET' }],
  ['OPTIONS', '/own', 200]
]

/** Declares the routes that give them. */
export function declareReplies (app: FastifyInstance): void {
  app.get('/', async () => 'text')
  app.post('/', async () => 'accepted')
  app.get('/stream', async () => Readable.from(['text']))
  app.get('/response', async () => new Response('text'))
  app.get('/fails', async () => { throw new Error('failed') })
  app.options('/own', async (_request, reply) => reply.code(200).send('own'))
  app.get('/hijacked', (_request, reply) => {
    reply.hijack()
    for (const [name, value] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value ?? '')
    reply.raw.end()
  })
}
