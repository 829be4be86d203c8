import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { PNG } from 'pngjs'
import type { Test } from 'tap'

interface BuildOptions {
  readonly jobSeconds?: number
  readonly oidc?: { readonly issuer: string, readonly clientId: string }
}

const { build }: { build: (options: BuildOptions) => Promise<FastifyInstance> } =
  await import(new URL('../../examples/backend/server.js', import.meta.url).href)
    .catch((cause) => { throw new Error('The example cannot be loaded. It needs the built package: npm run build', { cause }) })

/** A back-end and somebody who has logged in there. */
export interface Session {
  readonly app: FastifyInstance
  readonly token: string
  /** Sends a request to a path of the API, or to a URL. */
  readonly send: (url: string, options?: InjectOptions) => Promise<LightMyRequestResponse>
  /** Sends JSON by POST. */
  readonly post: (url: string, payload?: object) => Promise<LightMyRequestResponse>
}

/** The header of a login. */
export function basic (name: string, password: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` }
}

/** Builds the example, with jobs that take a moment, and logs in. */
export async function startSession (t: Pick<Test, 'after'>, options: BuildOptions = {}): Promise<Session> {
  const app = await build({ jobSeconds: 0.02, ...options })
  t.after(() => app.close())
  const token: string = (await app.inject({ url: '/api/v1/credentials/basic', headers: basic('user', 'password') })).json().access_token
  const send = (url: string, { headers, ...rest }: InjectOptions = {}) => app.inject({
    url: url.startsWith('/') ? `/api/v1${url}` : url, headers: { authorization: `Bearer ${token}`, ...headers }, ...rest
  })
  return { app, token, send, post: (url, payload) => send(url, { method: 'POST', ...payload && { payload } }) }
}

/** A process that loads, computes and saves. */
export function processOf (format = 'GTiff', load: object = {}): object {
  return {
    process_graph: {
      load: { process_id: 'load_collection', arguments: { id: 'demo', spatial_extent: null, temporal_extent: null, ...load } },
      ndvi: { process_id: 'ndvi', arguments: { data: { from_node: 'load' } } },
      save: { process_id: 'save_result', arguments: { data: { from_node: 'ndvi' }, format }, result: true }
    }
  }
}

/** Creates a job, starts it, and waits until it has come to an end. Gives its path, and what it is then. */
export async function runJob ({ send, post }: Session, process: object, title?: string): Promise<{ path: string, status: string }> {
  const path = `/jobs/${String((await post('/jobs', { process, title })).headers['openeo-identifier'])}`
  await post(`${path}/results`)
  for (;;) {
    const { status }: { status: string } = (await send(path)).json()
    if (status === 'finished' || status === 'error') return { path, status }
    await new Promise((resolve) => { setTimeout(resolve, 5) })
  }
}

/** The colors of an image. */
export function colorsOf (content: Buffer): { width: number, height: number, colors: Set<string>, transparent: number } {
  const { width, height, data } = PNG.sync.read(content)
  const pixels = Array.from({ length: width * height }, (_, pixel) => data.subarray(pixel * 4, pixel * 4 + 4))
  return { width, height, colors: new Set(pixels.map(String)), transparent: pixels.filter((pixel) => pixel[3] === 0).length }
}
