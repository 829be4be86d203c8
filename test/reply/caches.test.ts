import type { RequestOptions } from 'node:http'
import { Readable, Writable } from 'node:stream'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyServerOptions } from 'fastify'
import t, { type Test } from 'tap'
import openeoCors, { frameworkErrors, type OpeneoCorsOptions } from '../../lib/index.js'
import { ASKED, declareReplies, type Asked } from '../replies.js'
import { EDITOR, corsHeaders, listen, send, varyOf } from '../server.js'

type Options = Omit<OpeneoCorsOptions, 'logLevel'>

const DENIED = 'https://denied.example'
const EXPOSED = 'Location, OpenEO-Identifier, OpenEO-Costs, Link'

const requests: readonly Asked[] = [
  ...ASKED,
  ['GET', '/refused', 401],
  ['POST', '/', 415, { 'content-type': 'application/x-own', 'content-length': '0' }],
  ['GET', '/unchanged', 304],
  ['GET', '/%zz', 400]
]

async function build (options: Options, server: FastifyServerOptions = {}): Promise<FastifyInstance> {
  const app = Fastify({ frameworkErrors: frameworkErrors(options), ...server })
  app.addHook('onRequest', async ({ url }, reply) => url === '/refused' ? reply.code(401).send({}) : undefined)
  await app.register(openeoCors, options)
  declareReplies(app)
  app.get('/unchanged', async (_request, reply) => reply.code(304).send())
  return app
}

const refusals: Array<readonly [title: string, options: Options, origin: string, reason: string]> = [
  ['a list', { auth: true, origin: [EDITOR], maxAge: 60 }, DENIED, 'not in the list'],
  ['a list, for null', { auth: true, origin: [EDITOR] }, 'null', 'not in the list'],
  ['a function', { auth: true, origin: () => false }, DENIED, 'refused by the origin function'],
  ['an asynchronous function', { auth: true, origin: async () => false }, DENIED, 'refused by the origin function'],
  ['the echo', { auth: true }, 'https://editor.openeo.org/', 'not a serialized origin']
]

for (const [title, options, origin, reason] of refusals) {
  t.test(`V3: an origin that is not allowed by ${title} gets no header of CORS`, async (t) => {
    const port = await listen(t, await build(options))
    for (const [method, path, status, headers = {}] of requests) {
      const answer = await send(port, { method, path, headers: { ...headers, origin } })
      const request = `${method} ${path} ${Object.keys(headers)}`
      t.equal(answer.status, status, `status of ${request}`)
      t.strictSame(corsHeaders(answer.headers), {}, `headers of ${request}`)
    }
  })

  t.test(`V3: a request from an origin that is not allowed by ${title} still runs`, async (t) => {
    const app = await build(options)
    const jobs: unknown[] = []
    app.post('/jobs', async (request, reply) => {
      jobs.push(request.body)
      return reply.code(201).send({ id: jobs.length })
    })
    const answer = await send(await listen(t, app), {
      method: 'POST', path: '/jobs', body: '{"process":1}', headers: { origin, 'content-type': 'application/json' }
    })
    t.equal(answer.status, 201)
    t.equal(answer.body, '{"id":1}')
    t.strictSame(jobs, [{ process: 1 }])
  })

  t.test(`V3: the debug log says once a request that the origin is not allowed by ${title}`, async (t) => {
    for (const [method, path, , headers = {}] of requests) {
      const log = await logOf(t, options, 'debug', { method, path, headers: { ...headers, origin } })
      t.strictSame(log, [{ level: 20, cors: { origin, reason } }], `${method} ${path} ${Object.keys(headers)}`)
    }
    t.strictSame(await logOf(t, options, 'info', { headers: { origin } }), [], 'and nothing at level info')
  })
}

t.test('V3: the log says nothing of an allowed origin, nor of none', async (t) => {
  for (const headers of [{ origin: EDITOR }, {}]) {
    t.strictSame(await logOf(t, { origin: EDITOR }, 'debug', { headers }), [], `headers ${Object.keys(headers)}`)
  }
})

/** What the plugin logs while a request is answered. */
async function logOf (t: Test, options: Options, level: string, request: RequestOptions): Promise<unknown[]> {
  const lines: string[] = []
  const stream = new Writable({
    write (chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    }
  })
  await send(await listen(t, await build(options, { logger: { level, stream } })), request)
  t.match(lines.join(''), '"incoming request"', 'there is a log')
  return lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'Refused by CORS').map(({ level, cors }) => ({ level, cors }))
}

t.test('V4: every response varies by Origin, said once', async (t) => {
  for (const [title, options] of [['the echo', { auth: true }], ...refusals] as const) {
    const port = await listen(t, await build(options))
    for (const [method, path, status, headers = {}] of requests) {
      for (const origin of [EDITOR, DENIED, 'null', undefined]) {
        const answer = await send(port, { method, path, headers: origin === undefined ? headers : { ...headers, origin } })
        const request = `${method} ${path} ${Object.keys(headers)} from ${origin} with ${title}`
        t.equal(answer.status, status, `status of ${request}`)
        t.strictSame(answer.rawHeaders.filter((_value, index, all) => /^vary$/i.test(all[index - 1] ?? '')), [varyOf(method)], request)
      }
    }
  }
})

/** A value of Vary that a handler or another plugin sets, and its members. */
const varied: Array<readonly [whose: string, vary: (reply: FastifyReply) => unknown, own: readonly string[]]> = [
  ["a handler's", (reply) => reply.header('Vary', 'Accept').send('text'), ['accept']],
  ["a handler's with Origin", (reply) => reply.header('Vary', 'ORIGIN, Accept').send('text'), ['accept', 'origin']],
  ["a handler's of anything", (reply) => reply.header('Vary', '*').send('text'), ['*']],
  ["a handler's, raw", (reply) => {
    reply.raw.setHeader('Vary', ['Accept', 'Accept-Language'])
    return 'text'
  }, ['accept', 'accept-language']],
  ["a handler's of anything, raw", (reply) => {
    reply.raw.setHeader('Vary', '*')
    return 'text'
  }, ['*']],
  ["a handler's, both ways", (reply) => {
    reply.raw.setHeader('Vary', 'Accept, Cookie')
    return reply.header('Vary', 'Accept-Language, accept').send('text')
  }, ['accept-language', 'accept', 'cookie']],
  ["a handler's that adds", (reply) => {
    reply.header('Vary', [reply.getHeader('Vary') ?? [], 'Accept'].flat().join(', '))
    return 'text'
  }, ['accept']],
  ["a web response's", () => new Response('text', { headers: { Vary: 'Accept' } }), ['accept']],
  ["a web response's of anything", () => new Response('text', { headers: { Vary: '*' } }), ['*']],
  ["an error's", () => { throw Object.assign(new Error('failed'), { headers: { Vary: 'Accept' } }) }, ['accept']],
  ["a stream's", (reply) => reply.header('Vary', 'Accept').send(Readable.from(['text'])), ['accept']],
  ["a 404's", (reply) => reply.header('Vary', 'Accept').callNotFound(), ['accept']]
]

for (const [whose, vary, own] of varied) {
  t.test(`V4: Origin is merged into ${whose} Vary`, async (t) => {
    const merged = own.includes('*') ? own : [...new Set([...own, 'origin'])]
    for (const [origin, expected] of [[EDITOR, merged], ['*', own]] as const) {
      const app = await build({ origin })
      app.get('/varies', async (_request, reply) => vary(reply))
      const port = await listen(t, app)
      for (const from of [EDITOR, DENIED, undefined]) {
        const { headers } = await send(port, { path: '/varies', headers: from === undefined ? {} : { origin: from } })
        t.strictSame(headers.vary?.toLowerCase().split(/\s*,\s*/).sort(), expected.toSorted(), `for ${from} with ${origin}`)
      }
    }
  })
}

t.test("V5: with origin '*' every response is the same for everybody, and never allows credentials", async (t) => {
  for (const options of [{ origin: '*' }, { origin: '*', auth: true }, { origin: '*', auth: true, credentials: false }]) {
    const app = await build(options)
    app.get('/own', async (_request, reply) => reply.header('Access-Control-Allow-Credentials', 'true').send('text'))
    const port = await listen(t, app)
    for (const [method, path, status, headers = {}] of [...requests, ['GET', '/own', 200]] as typeof requests) {
      for (const origin of [EDITOR, 'null', 'no origin', undefined]) {
        const answer = await send(port, { method, path, headers: origin === undefined ? headers : { ...headers, origin } })
        const request = `${method} ${path} ${Object.keys(headers)} from ${origin} with ${Object.keys(options)}`
        t.equal(answer.status, status, `status of ${request}`)
        t.match(answer.headers, { 'access-control-allow-origin': '*', 'access-control-expose-headers': EXPOSED }, request)
        t.notHas(answer.headers, 'access-control-allow-credentials', `credentials of ${request}`)
        t.notHas(answer.headers, 'vary', `Vary of ${request}`)
      }
    }
  }
})
