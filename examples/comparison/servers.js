// One back-end, with CORS done in three ways on Fastify, and in a fourth on Flask (flask_server.py).

import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import fastifyCors from '@fastify/cors'
import Fastify from 'fastify'
import openeoCors, { frameworkErrors } from 'fastify-openeo-cors'

const METHODS = 'GET, HEAD, POST, PATCH, PUT, DELETE'
const ALLOWED = 'Authorization, Content-Type'
const EXPOSED = 'Location, OpenEO-Identifier, OpenEO-Costs, Link'

/** The servers by name. Each gives its URL, and how to stop it. */
export const servers = {
  'fastify-openeo-cors': () => listen(withOpeneoCors()),
  '@fastify/cors': () => listen(withFastifyCors()),
  'written by hand': () => listen(byHand()),
  'flask-cors': withFlask
}

function withOpeneoCors () {
  const options = { auth: true }
  const app = Fastify({ frameworkErrors: frameworkErrors(options) })
  app.register(openeoCors, options)
  app.after(() => declareApi(app))
  return app
}

function withFastifyCors () {
  const app = Fastify()
  app.register(fastifyCors, {
    origin: true, credentials: true, methods: METHODS, allowedHeaders: ALLOWED, exposedHeaders: EXPOSED
  })
  app.after(() => declareApi(app))
  return app
}

// As guides show it: a hook for all replies, and a route for preflights.
function byHand () {
  const app = Fastify()
  app.addHook('onSend', async (request, reply) => {
    reply.header('Access-Control-Allow-Origin', request.headers.origin ?? '*')
    reply.header('Access-Control-Allow-Credentials', 'true')
    reply.header('Access-Control-Expose-Headers', EXPOSED)
  })
  app.options('/*', async (_request, reply) => {
    reply.header('Access-Control-Allow-Methods', METHODS).header('Access-Control-Allow-Headers', ALLOWED).code(204)
  })
  declareApi(app)
  return app
}

function declareApi (app) {
  app.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/jobs') && request.headers.authorization === undefined) {
      return reply.code(401).send({ code: 'AuthenticationRequired', message: 'Log in first.' })
    }
  })
  app.get('/', async () => ({ api_version: '1.2.0' }))
  app.get('/jobs', async () => ({ jobs: [], links: [] }))
  app.post('/jobs', async (_request, reply) => reply.code(201).header('OpenEO-Identifier', 'a1').send())
  app.get('/fails', async () => { throw new Error('Something went wrong.') })
  app.get('/upstream', async (_request, reply) => reply.header('Access-Control-Allow-Origin', 'https://other.example').send({}))
  app.get('/events', (_request, reply) => {
    reply.hijack()
    reply.raw.writeHead(200, { ...reply.getHeaders(), 'content-type': 'text/event-stream' }).end('data: done\n\n')
  })
}

async function listen (app) {
  return { url: await app.listen({ host: '127.0.0.1', port: 0 }), stop: () => app.close() }
}

const PYTHON = '/usr/bin/python3'

/** Whether flask-cors is installed. */
export function hasFlask () {
  return spawnSync(PYTHON, ['-c', 'import flask_cors']).status === 0
}

async function withFlask () {
  const child = spawn(PYTHON, [fileURLToPath(new URL('flask_server.py', import.meta.url))], { stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('Flask did not start. It needs python3-flask-cors of Debian, or flask-cors of PyPI.')))
    child.once('error', reject)
    child.stdout.once('data', (line) => resolve(String(line).trim()))
  })
  return { url, stop: () => child.kill() }
}
