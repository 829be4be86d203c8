import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

export const EDITOR = 'https://editor.openeo.org'
export const TOKEN = 'basic//a-secret-of-somebody'

/** What a page, or nobody, asks a back-end. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly origin: string | undefined
  /** The method that a preflight asks for. */
  readonly asks: string | undefined
  readonly authorization: string | undefined
}

export interface Reply { status: number, fields: Array<[name: string, value: string]>, body: string }

/** Changes what a healthy back-end answers. */
export type Fault = (reply: Reply, asked: Asked) => void

export interface Backend {
  /** Who is allowed: everybody by `*`, everybody by an echo, or a list. */
  readonly policy: '*' | 'echo' | readonly string[]
  readonly version?: string
  readonly fault?: Fault
  /** What it never answers. */
  readonly isSilent?: (asked: Asked) => boolean
}

export const ENDPOINTS: Readonly<Record<string, readonly string[]>> = {
  '/collections': ['GET'],
  '/collections/{collection_id}': ['GET'],
  '/processes': ['GET'],
  '/credentials/basic': ['GET'],
  '/me': ['GET'],
  '/jobs': ['GET', 'POST'],
  '/jobs/{job_id}': ['GET', 'PATCH', 'DELETE'],
  '/jobs/{job_id}/results': ['GET', 'POST', 'DELETE'],
  '/files/{path}': ['GET', 'PUT', 'DELETE']
}

/** What a back-end answers. It is in order but for its fault. */
export function replyTo (asked: Asked, { policy, version = '1.2.0', fault = () => {} }: Backend): Reply {
  const reply = asked.method === 'OPTIONS' ? { status: 204, fields: [], body: '' } : content(asked, version)
  const isAllowed = policy === '*' || (asked.origin !== undefined &&
    (policy === 'echo' ? /^https?:\/\/[^/]+$/.test(asked.origin) : policy.includes(asked.origin)))
  reply.fields.push(['Content-Type', 'application/json'])
  if (policy !== '*') reply.fields.push(['Vary', 'Origin'])
  if (isAllowed) {
    reply.fields.push(['Access-Control-Allow-Origin', policy === '*' ? '*' : asked.origin!])
    if (Array.isArray(policy)) reply.fields.push(['Access-Control-Allow-Credentials', 'true'])
    reply.fields.push(['Access-Control-Expose-Headers', 'Location, OpenEO-Identifier, OpenEO-Costs, Link'])
    if (asked.method === 'OPTIONS') {
      reply.fields.push(['Access-Control-Allow-Methods', 'OPTIONS, GET, POST, PATCH, PUT, DELETE'])
      reply.fields.push(['Access-Control-Allow-Headers', 'Authorization, Content-Type'])
      reply.fields.push(['Access-Control-Max-Age', '600'])
    }
  }
  fault(reply, asked)
  return reply
}

function content ({ path: url, authorization }: Asked, version: string): Reply {
  const path = url.split('?')[0]!
  const json = (status: number, body: object): Reply => ({ status, fields: [], body: JSON.stringify(body) })
  if (path === '/') {
    return json(200, { api_version: version, endpoints: Object.entries(ENDPOINTS).map(([path, methods]) => ({ path, methods })) })
  }
  if (path === '/.well-known/openeo') return json(200, { versions: [] })
  if (url.includes('limit=-1')) return json(400, { code: 'ParameterValueInvalid' })
  if (path === '/collections') return json(200, { collections: [], links: [] })
  if (path === '/processes') return json(200, { processes: [], links: [] })
  if (!/^\/(?:me|jobs)$/.test(path)) return json(404, { code: 'NotFound' })
  if (authorization === undefined) return json(401, { code: 'AuthenticationRequired' })
  if (authorization !== `Bearer ${TOKEN}`) return json(403, { code: 'TokenInvalid' })
  return json(200, path === '/me' ? { user_id: 'somebody' } : { jobs: [], links: [] })
}

export function askedBy ({ method = '', url = '', headers }: IncomingMessage): Asked {
  return { method, path: url, origin: headers.origin, asks: headers['access-control-request-method'], authorization: headers.authorization }
}

/** Starts a back-end. Gives its URL, and what it is asked. */
export async function startBackend (t: Pick<Test, 'after'>, backend: Backend): Promise<{ url: string, asked: Asked[] }> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    asked.push(askedBy(request))
    const { status, fields, body } = replyTo(asked.at(-1)!, backend)
    if (backend.isSilent?.(asked.at(-1)!) !== true) response.writeHead(status, fields.flat()).end(body)
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  t.after(() => { server.close().closeAllConnections() })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

export function set (reply: Reply, name: string, value: string): void {
  remove(reply, name)
  reply.fields.push([name, value])
}

export function remove (reply: Reply, name: string): void {
  reply.fields = reply.fields.filter(([other]) => other.toLowerCase() !== name.toLowerCase())
}
