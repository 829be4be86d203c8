import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Test } from 'tap'
import { tiledGeoTiff } from '../../examples/demo/geotiff.js'
import type { OpeneoCorsOptions } from '../../lib/index.js'
import { listen } from '../server.js'

interface BuildOptions {
  readonly logger?: boolean
  readonly cors?: boolean
  readonly corsOptions?: OpeneoCorsOptions
  readonly jobSeconds?: number
}

/** The example uses the package by its name, so `npm run build` comes first. */
export const { build }: { build: (options: BuildOptions) => Promise<FastifyInstance> } =
  await import(String(new URL('../../examples/backend/server.js', import.meta.url)))

// The example's authentication reads it, Fastify's types do not know it.
const PUBLIC = { config: { access: 'public' } as object }
const PROCESS = { process_graph: { save: { process_id: 'save_result', arguments: {}, result: true } } }

/** What a page has to know of the example back-end to use it. */
export interface Example {
  /** Where version discovery starts. */
  readonly root: string
  /** The same server by another name: to a browser, another origin. */
  readonly alias: string
  readonly api: string
  readonly capabilities: object
  /** Somebody who has logged in, with one job and a file. */
  readonly token: string
  readonly job: string
  readonly file: string
}

export interface RunningExample {
  /** Makes a new user, and forgets what was seen. */
  readonly prepare: () => Promise<Example>
  /** The requests that came over the network, in their order, with the status of the reply. Ids are written `:id`. */
  readonly seen: () => string[]
}

/** Starts the example back-end, with the plugin if it gets options for it, and with routes for what the example has not. */
export async function startExample (
  t: Test, corsOptions: OpeneoCorsOptions | undefined, jobSeconds?: number
): Promise<RunningExample> {
  const app = await build({ ...corsOptions === undefined ? { cors: false } : { corsOptions }, ...jobSeconds !== undefined && { jobSeconds } })
  await declareRoutes(t, app)
  let exchanges: Array<{ request: IncomingMessage, response: ServerResponse }> = []
  app.server.on('request', (request, response) => { exchanges.push({ request, response }) })
  const port = await listen(t, app)
  const root = `http://127.0.0.1:${port}`

  return {
    prepare: async () => {
      exchanges = []
      const capabilities: object = (await app.inject('/api/v1/')).json()
      return { root, alias: `http://localhost:${port}`, api: `${root}/api/v1`, capabilities, ...await logIn(app) }
    },
    seen: () => exchanges.map(({ request, response }) => describe(request, response))
  }
}

function describe ({ method, url = '', headers }: IncomingMessage, { statusCode }: ServerResponse): string {
  const path = url.replace(/^\/api\/v1/, '').replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/, ':id').replace(/\?.*/, '')
  return `${method} ${path} ${statusCode}${headers.origin === 'null' ? ' from null' : ''}`
}

async function logIn (app: FastifyInstance): Promise<Pick<Example, 'token' | 'job' | 'file'>> {
  const user = randomUUID()
  const login = await app.inject({
    url: '/api/v1/credentials/basic',
    headers: { authorization: `Basic ${Buffer.from(`${user}:password`).toString('base64')}` }
  })
  const token: string = login.json().access_token
  const authorization = `Bearer basic//${token}`
  const job = await app.inject({
    method: 'POST', url: '/api/v1/jobs', headers: { authorization }, payload: { process: PROCESS }
  })
  const file = 'there.txt'
  await app.inject({
    method: 'PUT',
    url: `/api/v1/files/${file}`,
    headers: { authorization, 'content-type': 'application/octet-stream' },
    payload: 'content'
  })
  return { token, job: String(job.headers['openeo-identifier']), file }
}

async function declareRoutes (t: Test, app: FastifyInstance): Promise<void> {
  app.get('/api/v1/collections/broken', PUBLIC, async () => { throw new Error('broken') })

  app.get('/moved', async (_request, reply) => reply.redirect('/api/v1/collections'))
  app.get('/away', PUBLIC, async (request, reply) => reply.redirect(`http://localhost:${request.port}/api/v1/collections`))

  app.get('/events', PUBLIC, (_request, reply) => {
    reply.hijack()
    const headers = reply.getHeaders() as Record<string, string>
    reply.raw.writeHead(200, { ...headers, 'content-type': 'text/event-stream' }).write('data: finished\n\n')
    t.after(() => { reply.raw.destroy() })
  })

  app.get('/session/:name', PUBLIC, async ({ params, headers }, reply) => {
    reply.header('Set-Cookie', `${(params as { name: string }).name}=1; Path=/; SameSite=Lax`)
    return { cookie: headers.cookie ?? null }
  })

  const directory = t.testdir()
  await writeFile(join(directory, 'result.tif'), tiledGeoTiff())
  await app.register(fastifyStatic, { root: directory, serve: false })
  const image = async (_request: unknown, reply: FastifyReply) => reply.sendFile('result.tif')
  app.get('/image/public.tif', PUBLIC, image)
  app.get('/image/private.tif', image)
}
