import bearerAuth from '@fastify/bearer-auth'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import sensible from '@fastify/sensible'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import openeoCors from '../../lib/index.js'
import { FROM_EDITOR, asksFor, inBothOrders, readable, varies } from './order.js'
import { EDITOR } from '../server.js'

async function passes (t: Test, app: FastifyInstance, url: string, message: string): Promise<void> {
  const { statusCode, headers } = await app.inject({ method: 'OPTIONS', url, headers: asksFor('GET') })
  t.equal(statusCode, 204, `${message}: answered`)
  t.equal(headers['access-control-allow-origin'], EDITOR, `${message}: allowed`)
  t.equal(headers['x-ratelimit-limit'], undefined, `${message}: not counted`)
}

t.test('O8, R1: preflights do not count for @fastify/rate-limit, and its 429 can be read', async (t) => {
  await inBothOrders(t, {
    cors: { auth: true, exposedHeaders: ['Retry-After'] },
    other: (app) => app.register(rateLimit, { max: 2 }),
    routes: (app) => {
      app.get('/jobs', async () => ({ jobs: [] }))
      app.setNotFoundHandler({ preHandler: app.rateLimit() }, (_request, reply) => reply.code(404).send())
    }
  }, async (t, app) => {
    for (const time of ['first', 'second', 'third']) await passes(t, app, '/jobs', `the ${time} preflight`)
    for (const [url, status, remaining] of [
      ['/jobs', 200, '1'], ['/unknown', 404, '0'], ['/jobs', 429, '0'], ['/unknown', 429, '0']
    ] as const) {
      const reply = await app.inject({ url, headers: FROM_EDITOR })
      t.equal(reply.statusCode, status, `${url}: ${status}`)
      t.equal(String(reply.headers['x-ratelimit-remaining']), remaining, `${url}: ${remaining} requests remain`)
      readable(t, reply, `${url}: ${status}`, ['Retry-After'])
    }
    await passes(t, app, '/jobs', 'a preflight of a client that is over the limit')
  })
})

const KEYS = { keys: new Set(['right']), verifyErrorLogLevel: 'debug' } as const

for (const addHook of ['onRequest', 'preParsing'] as const) {
  t.test(`R1: a 401 of @fastify/bearer-auth, sent in ${addHook}, can be read`, async (t) => {
    await inBothOrders(t, {
      other: (app) => app.register(bearerAuth, { ...KEYS, addHook }),
      routes: (app) => { app.get('/jobs', async () => ({ jobs: [] })) }
    }, async (t, app) => {
      for (const [authorization, url, status] of [
        ['none', '/jobs', 401], ['Bearer wrong', '/jobs', 401], ['Bearer wrong', '/unknown', 401],
        ['Bearer right', '/jobs', 200], ['Bearer right', '/unknown', 404]
      ] as const) {
        const reply = await app.inject({ url, headers: { ...FROM_EDITOR, authorization } })
        t.equal(reply.statusCode, status, `${url}, ${authorization}: ${status}`)
        readable(t, reply, `${url}, ${authorization}: ${status}`)
      }
    })
  })
}

t.test('O8: a preflight needs no token for @fastify/bearer-auth after the plugin', async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  await app.register(openeoCors, { auth: true })
  await app.register(bearerAuth, { ...KEYS, addHook: 'onRequest' })
  app.get('/jobs', async () => ({ jobs: [] }))

  await passes(t, app, '/jobs', 'a path')
  await passes(t, app, '/unknown', 'a path that is not there')
})

t.test('O8: a preflight needs no token for @fastify/bearer-auth that checks after onRequest, whichever is first', async (t) => {
  await inBothOrders(t, {
    other: (app) => app.register(bearerAuth, { ...KEYS, addHook: 'preParsing' }),
    routes: (app) => { app.get('/jobs', async () => ({ jobs: [] })) }
  }, async (t, app) => {
    await passes(t, app, '/jobs', 'a path')
    await passes(t, app, '/unknown', 'a path that is not there')
  })
})

t.test('R1: what @fastify/helmet sends stays, beside the headers of the CORS protocol', async (t) => {
  await inBothOrders(t, {
    other: (app) => app.register(helmet),
    routes: (app) => { app.get('/jobs', async () => ({ jobs: [] })) }
  }, async (t, app) => {
    for (const [url, status] of [['/jobs', 200], ['/unknown', 404]] as const) {
      const reply = await app.inject({ url, headers: FROM_EDITOR })
      t.equal(reply.statusCode, status, url)
      readable(t, reply, url)
      // `same-origin` does not keep a page of another origin from reading: browsers look at this header for requests whose
      // mode is "no-cors" only, as of an <img> (Fetch, 3.6). Where there is a CORS check, it decides alone.
      t.equal(reply.headers['cross-origin-resource-policy'], 'same-origin', `${url}: Cross-Origin-Resource-Policy`)
      t.match(reply.headers['content-security-policy'], "default-src 'self'", `${url}: Content-Security-Policy`)
      t.equal(reply.headers['x-content-type-options'], 'nosniff', `${url}: X-Content-Type-Options`)
    }
    await passes(t, app, '/jobs', 'a preflight')
  })
})

t.test('R1: errors of @fastify/sensible can be read, and its Vary is kept', async (t) => {
  await inBothOrders(t, {
    other: (app) => app.register(sensible),
    routes: (app) => {
      app.get('/thrown', async () => { throw app.httpErrors.conflict('Job is running.') })
      app.get('/sent', (_request, reply) => reply.notFound('No such job.'))
      app.get('/negotiated', (_request, reply) => {
        reply.vary('Accept')
        return reply.notAcceptable()
      })
    }
  }, async (t, app) => {
    for (const [url, status, vary] of [
      ['/thrown', 409, ['origin']], ['/sent', 404, ['origin']], ['/negotiated', 406, ['accept', 'origin']]
    ] as const) {
      const reply = await app.inject({ url, headers: FROM_EDITOR })
      t.equal(reply.statusCode, status, url)
      readable(t, reply, url)
      t.strictSame(varies(reply.headers), vary, `${url}: Vary`)
    }
  })
})

t.test('R1: cookies of @fastify/cookie are set, and never exposed', async (t) => {
  await inBothOrders(t, {
    cors: { auth: true, exposedHeaders: 'all' },
    other: (app) => app.register(cookie),
    routes: (app) => {
      app.get('/session', async (request, reply) => reply.setCookie('session', request.cookies.session ?? 'new').send())
    }
  }, async (t, app) => {
    const reply = await app.inject({ url: '/session', headers: FROM_EDITOR, cookies: { session: 'old' } })
    t.match(reply.headers['set-cookie'], /^session=old(?:;|$)/, 'Set-Cookie')
    readable(t, reply, 'a reply with a cookie', ['vary'])
  })
})
