import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import t from 'tap'
import { sendPreflight } from '../requests.js'
import { allowMethods, allowOrigin, load, request } from './recipes.js'
import { EDITOR, listen, send } from '../server.js'

t.test('Recipe: model-context-protocol.js', async (t) => {
  const { build } = await load('model-context-protocol.js')

  t.test('R3: every reply that the SDK writes can be read by a page', async (t) => {
    const app = await build(t)
    const port = await listen(t, app)
    const replies: Array<{ method: string, response: Response }> = []
    const transport = new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`), {
      requestInit: { headers: { origin: EDITOR } },
      fetch: async (url, init) => {
        const response = await fetch(url, init)
        replies.push({ method: init?.method ?? 'GET', response })
        return response
      }
    })
    const client = new Client({ name: 'a page', version: '1.0.0' })
    // The type of the SDK's own transport is not one of its interface's, where optional members are exact.
    await client.connect(transport as Parameters<typeof client.connect>[0])
    const { tools } = await client.listTools()
    t.strictSame(tools.map(({ name }) => name), ['list_collections'])
    t.match(await client.callTool({ name: 'list_collections' }), { content: [{ text: '["SENTINEL2_L2A"]' }] })
    await transport.terminateSession()
    await client.close()

    t.strictSame(Array.from(new Set(replies.map(({ method }) => method))).sort(), ['DELETE', 'GET', 'POST'], 'there are all kinds of request')
    for (const { method, response: { status, headers } } of replies) {
      t.equal(headers.get('access-control-allow-origin'), EDITOR, `${method}: ${status}`)
      t.equal(headers.get('vary'), 'Origin', 'varies by origin')
      t.match(headers.get('access-control-expose-headers'), /\bMcp-Session-Id\b/, 'exposes the session')
    }
    t.match(replies[0]?.response.headers.get('mcp-session-id'), /^[\w-]{36}$/, 'which the first reply has')
  })

  t.test('O3, R1: preflights allow what clients send, and a session that is not there can be read', async (t) => {
    const app = await build(t)
    const preflight = await sendPreflight(app, '/mcp', 'POST')
    t.equal(allowMethods(preflight), 'OPTIONS, GET, POST, DELETE')
    t.match(preflight.headers['access-control-allow-headers'], 'Mcp-Session-Id, Mcp-Protocol-Version, Last-Event-ID')
    for (const method of ['GET', 'POST', 'DELETE'] as const) {
      const reply = await request(app, '/mcp', { method, headers: { 'mcp-session-id': 'none' } })
      t.equal(reply.statusCode, 404, method)
      t.equal(allowOrigin(reply), EDITOR)
    }
  })
})

t.test('Recipe: better-sse.js', async (t) => {
  const { build } = await load('better-sse.js')
  const path = '/jobs/events'

  /** Opens a stream of events. */
  async function open (port: number): Promise<IncomingMessage> {
    const headers = { origin: EDITOR }
    const [response] = await once(get({ port, path, headers, agent: false, signal: AbortSignal.timeout(10_000) }), 'response')
    return response.setEncoding('utf8')
  }

  t.test('R3: the events can be read by a page', async (t) => {
    const app = await build(t)
    const port = await listen(t, app)
    const stream = await open(port)
    t.match(stream.headers, {
      'access-control-allow-origin': EDITOR,
      'access-control-allow-credentials': 'true',
      vary: 'Origin',
      'content-type': 'text/event-stream'
    })
    t.equal((await send(port, { path: '/jobs/job-1/results', method: 'POST', headers: { origin: EDITOR } })).status, 202)
    let received = ''
    for await (const chunk of stream) {
      received += chunk
      if (received.includes('job-1')) break
    }
    t.match(received, /event:job\n(?:id:.*\n)?data:{"id":"job-1","status":"queued"}\n/)
    t.equal(allowMethods(await sendPreflight(app, path)), 'OPTIONS, GET')
  })

  t.test('R3: the server closes while there are streams', async (t) => {
    const app = await build(t)
    const stream = await open(await listen(t, app))
    await app.close()
    stream.resume()
    await once(stream, 'end')
    t.ok(stream.complete, 'the stream ends as it should')
  })
})
