// A Model Context Protocol server by its SDK, for clients in browsers.
//
//   node examples/model-context-protocol.js
//
// The SDK's transport writes to Node's response itself. So Fastify sends no
// reply, and none of the headers that are on it. A hook of one line copies them
// first.

import { randomUUID } from 'node:crypto'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { isInitializeRequest } from '@modelcontextprotocol/sdk/types.js'
import Fastify from 'fastify'
import openeoCors from 'fastify-openeo-cors'
import { startIfMain } from './start.js'

export async function buildModelContextProtocol () {
  const app = Fastify()

  await app.register(openeoCors, {
    auth: true,
    // What clients send beside the headers that openEO's clients send, and what
    // they have to read: without the session's id, a client cannot go on after
    // its first request.
    allowedHeaders: ['Mcp-Session-Id', 'Mcp-Protocol-Version', 'Last-Event-ID'],
    exposedHeaders: ['Mcp-Session-Id', 'WWW-Authenticate']
  })

  // In a scope of its own, as other routes do not need the hook.
  app.register(modelContextProtocol, { prefix: '/mcp' })

  return app
}

async function modelContextProtocol (scope) {
  // The last hook in front of the handler, so that it copies what all the
  // others have set.
  scope.addHook('preHandler', async (_request, reply) => {
    for (const [name, value = ''] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value)
  })

  const transports = new Map()
  scope.addHook('preClose', async () => { await Promise.all(Array.from(transports.values(), transport => transport.close())) })

  // A client starts with a POST that has no session yet.
  scope.post('/', async (request, reply) => {
    if (!isInitializeRequest(request.body)) return handle(request, reply)
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: id => { transports.set(id, transport) }
    })
    transport.onclose = () => transports.delete(transport.sessionId)
    await createServer().connect(transport)
    reply.hijack()
    await transport.handleRequest(request.raw, reply.raw, request.body)
  })

  // GET waits for what the server has to say, DELETE ends the session. HEAD
  // would wait too.
  scope.get('/', { exposeHeadRoute: false }, handle)
  scope.delete('/', handle)

  async function handle (request, reply) {
    const transport = transports.get(request.headers['mcp-session-id'])
    if (transport === undefined) return reply.code(404).send({ jsonrpc: '2.0', error: { code: -32001, message: 'Session not found' }, id: null })
    reply.hijack()
    await transport.handleRequest(request.raw, reply.raw, request.body)
  }
}

/** A server for one client. */
function createServer () {
  const server = new McpServer({ name: 'openeo', version: '1.0.0' })
  server.registerTool('list_collections', { description: 'The collections of the back-end' }, async () => ({
    content: [{ type: 'text', text: JSON.stringify(['SENTINEL2_L2A']) }]
  }))
  return server
}

await startIfMain(import.meta.url, buildModelContextProtocol)
