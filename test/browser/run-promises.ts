import Fastify, { type FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import openeoCors from '../../lib/index.js'
import { listen } from '../server.js'
import type { Page } from './site.js'

const ok = async () => 'ok'
const OUT = { config: { openeoCors: false as const } }

interface Case {
  readonly what: string
  /** Declares `GET` of the path in CORS, and `DELETE` out of it. */
  readonly steps: ReadonlyArray<(app: FastifyInstance) => unknown>
  readonly path: string
}

const scope = (prefix: string, path: string) => (app: FastifyInstance) => app.register(async (api) => {
  await api.register(openeoCors, { auth: true })
  api.get(path, ok)
}, { prefix })

const cases: Case[] = [
  { what: 'a root route', steps: [scope('', '/admin/:id'), (app) => app.delete('/admin/:id', ok)], path: '/admin/1' },
  { what: 'a root route below the prefix', steps: [scope('/api', '/jobs/:id'), (app) => app.delete('/api/jobs/:id', ok)], path: '/api/jobs/1' },
  {
    what: 'a route of a plugin beside',
    steps: [scope('', '/jobs/:id'), (app) => app.register(async (beside) => { beside.delete('/jobs/:id', ok) })],
    path: '/jobs/1'
  },
  { what: 'a proxy', steps: [scope('', '/jobs/:id'), (app) => app.all('*', ok)], path: '/jobs/1' },
  {
    what: 'a route out of CORS',
    steps: [(app) => app.register(openeoCors, { auth: true }), (app) => app.get('/jobs/:id', ok).delete('/jobs/:id', OUT, ok)],
    path: '/jobs/1'
  }
]

/** The status of a request of the page with the user's cookies, or that the browser refused it. */
function ask (url: string, method: string, headers: Record<string, string> = {}): string {
  return `fetch(${JSON.stringify(url)}, ${JSON.stringify({ method, headers, credentials: 'include' })}).then(({ status }) => status, () => 'refused')`
}

/** Starts a server, and notes the methods of the requests that it gets. */
async function serve (t: Test, steps: Case['steps']): Promise<{ url: string, arrived: string[] }> {
  const arrived: string[] = []
  const app = Fastify()
  app.addHook('onRequest', async ({ method }) => { arrived.push(method) })
  for (const step of steps) await step(app)
  return { url: `http://localhost:${await listen(t, app)}`, arrived }
}

/** Lets a page send requests with the user's cookies that a preflight must not allow, and sees that they do not arrive. */
export async function runPromises (t: Test, { evaluate, origin }: Page): Promise<void> {
  for (const { what, steps, path } of cases) {
    for (const [order, ordered] of [['behind', steps], ['in front', steps.toReversed()]] as const) {
      await t.test(`O13: DELETE of ${what} does not arrive, declared ${order}`, async (t) => {
        const { url, arrived } = await serve(t, ordered)
        t.equal(await evaluate(ask(url + path, 'GET')), 200, 'the request that is in CORS')
        t.equal(await evaluate(ask(url + path, 'DELETE')), 'refused', 'DELETE')
        t.strictSame(arrived.filter((method) => method !== 'OPTIONS'), ['GET'], 'what arrives')
      })
    }
  }

  await t.test('O14: POST, which browsers need no word on, does not arrive by what a preflight of GET has allowed', async (t) => {
    const { url, arrived } = await serve(t, [async (app) => {
      await app.register(openeoCors, { auth: true })
      app.get('/jobs', ok)
      app.post('/jobs', OUT, ok)
    }])
    const json = { 'Content-Type': 'application/json' }
    t.equal(await evaluate(ask(`${url}/jobs`, 'GET', json)), 200, 'GET')
    t.equal(await evaluate(ask(`${url}/jobs`, 'POST', json)), 'refused', 'POST')
    t.strictSame(arrived, ['OPTIONS', 'GET', 'OPTIONS'], 'what arrives')
  })

  const shared = (methods: (asked: string) => string) => (app: FastifyInstance) => {
    app.addHook('onRequest', async (request, reply) => {
      reply.headers({ 'access-control-allow-origin': request.headers.origin, 'access-control-allow-credentials': 'true' })
      if (request.method !== 'OPTIONS') return undefined
      reply.headers({
        'access-control-allow-methods': methods(String(request.headers['access-control-request-method'])),
        'access-control-allow-headers': 'Content-Type',
        'access-control-max-age': '600'
      })
      return reply.code(204).send()
    })
    app.get('/r/:id', ok)
    app.delete('/r/:id', ok)
  }
  const own = async (app: FastifyInstance) => {
    await app.register(openeoCors, { auth: true })
    app.get('/r/:id', ok)
    app.delete('/r/:id', { config: { openeoCors: { origin: ['https://editor.openeo.org'] } } }, ok)
  }
  const json = { 'Content-Type': 'application/json' }
  for (const [what, step, expected] of [
    ['A browser sends DELETE without asking when the preflight of GET has listed it', shared(() => 'GET, DELETE'), [200, ['OPTIONS', 'GET', 'DELETE']]],
    ['O14: with policies that differ, it asks, and DELETE does not arrive', own, ['refused', ['OPTIONS', 'GET', 'OPTIONS']]]
  ] as const) {
    await t.test(what, async (t) => {
      const { url, arrived } = await serve(t, [step])
      t.not(new URL(url).hostname, new URL(origin).hostname, 'another origin')
      t.equal(await evaluate(ask(`${url}/r/1`, 'GET', json)), 200, 'GET')
      t.equal(await evaluate(ask(`${url}/r/1`, 'DELETE')), expected[0], 'DELETE')
      t.strictSame(arrived, expected[1], 'what arrives')
    })
  }
}
