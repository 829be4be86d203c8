import type { RequestOptions } from 'node:http'
import { PassThrough, Readable } from 'node:stream'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { EDITOR, corsHeaders, listen, send } from '../server.js'

type Sent = RequestOptions & { readonly body?: string }
type Declare = (app: FastifyInstance) => unknown
type Way = readonly [way: string, status: number, declare: Declare, sent?: Sent, server?: FastifyServerOptions]

const ALLOWED = {
  'access-control-allow-origin': EDITOR,
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'Location, OpenEO-Identifier, OpenEO-Costs, Link'
}

const HEAD: Sent = { method: 'HEAD' }
const MISSING: Sent = { path: '/missing' }
const SCOPED: Sent = { path: '/api/missing' }
const NEVER = new Promise<never>(() => {})

/** A failure that an error handler would answer with 418. */
function teapot (): Error {
  return Object.assign(new Error('teapot'), { statusCode: 418 })
}

function get (handler: (request: FastifyRequest, reply: FastifyReply) => unknown): Declare {
  return (app) => app.get('/', handler)
}

function post (body: string, type = 'application/json', headers = {}): Sent {
  return { method: 'POST', body, headers: { 'content-type': type, ...headers } }
}

const accept: Declare = (app) => app.post('/', async () => 'accepted')

function parse (parser: (request: FastifyRequest, body: unknown) => Promise<unknown>): Declare {
  return (app) => {
    app.addContentTypeParser('application/x-own', parser)
    accept(app)
  }
}

function failTo (handler: (error: unknown, request: FastifyRequest, reply: FastifyReply) => unknown): Declare {
  return (app) => {
    app.setErrorHandler(handler)
    app.get('/', async () => { throw teapot() })
  }
}

function validate (part: 'body' | 'querystring' | 'params' | 'headers'): Declare {
  return (app) => app.route({
    method: part === 'body' ? 'POST' : 'GET',
    url: '/:id',
    schema: { [part]: { type: 'object', required: ['needed'] } },
    handler: async () => 'valid'
  })
}

function broken (): ReadableStream {
  return new ReadableStream({ start (controller) { controller.error(new Error('broken')) } })
}

async function used (): Promise<Response> {
  const response = new Response('text', { headers: { 'access-control-allow-origin': 'https://foreign.example' } })
  await response.text()
  return response
}

const ways: Way[] = [
  // Payloads
  ['a string from an async handler', 200, get(async () => 'text')],
  ['a string from a synchronous handler', 200, get(() => 'text')],
  ['a string sent in a callback', 200, get((_request, reply) => { setImmediate(() => reply.send('text')) })],
  ['an object', 200, get(async () => ({ id: 1 }))],
  ['an object with a response schema', 200, (app) => app.get('/', {
    schema: { response: { 200: { type: 'object', properties: { id: { type: 'number' } } } } }
  }, async () => ({ id: 1 }))],
  ['an object with a serializer of its own', 200, get(async (_request, reply) => reply.serializer(() => 'own').send({ id: 1 }))],
  ['a buffer', 200, get(async () => Buffer.from('bytes'))],
  ['a typed array', 200, get(async () => new Uint8Array(4))],
  ['null', 200, get(async () => null)],
  ['nothing', 200, get(async () => undefined)],
  ['a job created', 201, get(async (_request, reply) => reply.code(201).header('Location', '/jobs/1').send())],
  ['no content', 204, get(async (_request, reply) => reply.code(204).send())],
  ['part of a file', 206, get(async (_request, reply) =>
    reply.code(206).header('Content-Range', 'bytes 0-3/9').send('part'))],
  ['a redirect', 302, get(async (_request, reply) => reply.redirect('/elsewhere'))],
  ['a redirect that keeps the method', 307, get(async (_request, reply) => reply.redirect('/elsewhere', 307))],
  ['not modified', 304, get(async (_request, reply) => reply.code(304).send())],
  ['a status of a handler that is no success', 503, get(async (_request, reply) => reply.code(503).send({ code: 'Busy' }))],
  ["Fastify's HEAD for a GET", 200, get(async () => 'text'), HEAD],
  ["Fastify's HEAD for a stream", 200, get(async () => Readable.from(['text'])), HEAD],
  ["Fastify's HEAD for a web stream", 200, get(async () => new Blob(['text']).stream()), HEAD],
  ["Fastify's HEAD for a web response", 200, get(async () => new Response('text')), HEAD],
  ["Fastify's HEAD for a GET that fails", 418, get(async () => { throw teapot() }), HEAD],
  ['a HEAD route', 200, (app) => app.head('/', async () => null), HEAD],
  ['a HEAD to a path that does not exist', 404, () => {}, { method: 'HEAD', path: '/missing' }],
  ['a QUERY', 200, (app) => app.query('/', async () => 'text'), { ...post('{}'), method: 'QUERY' }],
  ['early hints', 200, get((_request, reply) => {
    reply.writeEarlyHints({ link: '</a>; rel=preload' })
    return 'text'
  })],
  ['trailers', 200, get(async (_request, reply) => reply.trailer('x-sum', async () => '1').send('text'))],

  // Streams and web responses
  ['a stream', 200, get(async () => Readable.from(['a', 'b']))],
  ['a stream with trailers', 200, get(async (_request, reply) =>
    reply.trailer('x-sum', async () => '1').send(Readable.from(['a'])))],
  ['a stream for no content', 204, get(async (_request, reply) => reply.code(204).send(Readable.from(['a'])))],
  ['a stream that fails before its first byte', 500, get(async () =>
    new Readable({ read () { this.destroy(new Error('broken')) } }))],
  ['a stream that failed before it was sent', 500, get(async () =>
    new PassThrough().on('error', () => {}).destroy(new Error('broken')))],
  ['a web stream', 200, get(async () => new Blob(['text']).stream())],
  ['a web stream that fails before its first byte', 500, get(async () => broken())],
  ['a web stream that is read by somebody else', 500, get(async () => {
    const stream = new Blob(['text']).stream()
    stream.getReader()
    return stream
  })],
  ['a web response', 200, get(async () => new Response('text'))],
  ['a web response with a status', 201, get(async () => new Response('text', { status: 201 }))],
  ['a web response without body', 204, get(async () => new Response(null, { status: 204 }))],
  ['a web response that redirects', 303, get(async () => Response.redirect('https://elsewhere.example/', 303))],
  ['a web response with headers of CORS', 200, get(async () => new Response('text', {
    headers: { 'access-control-allow-origin': '*', 'access-control-max-age': '9', vary: 'Accept' }
  }))],
  ['a web response whose body fails before its first byte', 500, get(async () => new Response(broken()))],
  ['a web response that was read', 500, get(used)],
  ['a web response that stands for a network error', 500, get(async () => Response.error())],

  // Failures of handlers and replies
  ['a handler that throws', 418, get(() => { throw teapot() })],
  ['a handler that rejects', 418, get(async () => { throw teapot() })],
  ['a handler that sends an error', 418, get((_request, reply) => { reply.send(teapot()) })],
  ['a handler that returns an error', 418, get(async () => teapot())],
  ['a handler that throws what is no error', 418, get(async () => {
    const failure: unknown = { statusCode: 418 }
    throw failure
  })],
  ['an error with a status set before', 409, get(async (_request, reply) => { reply.code(409); throw new Error('conflict') })],
  ['an error with headers of CORS and Vary', 418, get(async () => {
    throw Object.assign(teapot(), { headers: { 'access-control-allow-origin': '*', vary: 'Accept' } })
  })],
  ['a status that does not exist', 500, get(async (_request, reply) => reply.code(700).send())],
  ['a header value that HTTP does not allow, on a stream', 500, get(async (_request, reply) =>
    reply.header('content-disposition', 'attachment; filename="\u96ea.tif"').send(Readable.from(['text'])))],
  ['a payload that cannot be serialized', 500, get(async () => ({ id: 1n }))],
  ['a serializer that throws', 418, get((_request, reply) => { reply.serializer(() => { throw teapot() }).send({ id: 1 }) })],
  ['a payload of a wrong type', 500, get(async (_request, reply) => reply.type('text/plain').send({ id: 1 }))],
  ['an error that its schema cannot serialize', 500, (app) => app.get('/', {
    schema: { response: { 418: { type: 'object', required: ['id'], properties: { id: { type: 'number' } } } } }
  }, async () => { throw teapot() })],
  ['a handler that does not answer in time', 503, (app) => app.get('/', { handlerTimeout: 1 }, () => NEVER)],

  // Error handlers
  ['an error handler that replies', 451, failTo(async (_error, _request, reply) => reply.code(451).send({ code: 'Own' }))],
  ['an error handler that returns', 418, failTo((_error, _request, reply) => { reply.code(418); return 'own' })],
  ['an error handler that throws', 500, failTo(() => { throw new Error('again') })],
  ['an error handler that rejects', 500, failTo(async () => { throw new Error('again') })],
  ['an error handler that sends the error on', 418, failTo((error, _request, reply) => { reply.send(error) })],
  ['an error handler that replies with a web response', 451, failTo(async () => new Response('own', { status: 451 }))],
  ["a route's error handler", 451, (app) => app.get('/', {
    errorHandler: (_error, _request, reply) => { reply.code(451).send() }
  }, async () => { throw teapot() })],
  ["a scope's error handler that passes to its parent's", 451, (app) => {
    app.setErrorHandler(async (_error, _request, reply) => reply.code(451).send())
    app.register(async (scope) => {
      scope.setErrorHandler(async (error) => { throw error })
      scope.get('/', async () => { throw teapot() })
    })
  }],

  // Bodies
  ['malformed JSON', 400, accept, post('{')],
  ['JSON without a body', 400, accept, post('')],
  ['prototype poisoning', 400, accept, post('{"__proto__":{"x":1}}')],
  ['constructor poisoning', 400, accept, post('{"constructor":{"prototype":{"x":1}}}')],
  ['a body said to be too large', 413, accept, post('[1, 2, 3]'), { bodyLimit: 4 }],
  ['a body that turns out too large', 413, accept,
    post('[1, 2, 3]', undefined, { 'transfer-encoding': 'chunked' }), { bodyLimit: 4 }],
  ["a body too large for the route's limit", 413, (app) =>
    app.post('/', { bodyLimit: 4 }, async () => 'accepted'), post('[1, 2, 3]')],
  ['a content type without a parser', 415, accept, post('text', 'application/x-own')],
  ['a content type that is none', 415, accept, post('text', 'none')],
  ['a body without a content type', 415, accept, { method: 'POST', body: 'text' }],
  ['a QUERY without a content type', 400, (app) => app.query('/', async () => 'text'), { method: 'QUERY' }],
  ['a parser that rejects', 418, parse(async () => { throw teapot() }), post('text', 'application/x-own')],
  ['a parser that throws', 418, parse(() => { throw teapot() }), post('text', 'application/x-own')],
  ['a body of another length than said', 400, (app) => {
    app.addHook('preParsing', async () => Readable.from([Buffer.from('[1]')]))
    accept(app)
  }, post('[1, 2, 3]')],
  ['a body that breaks off', 400, (app) => {
    app.addHook('preParsing', async () => new Readable({ read () { this.destroy(new Error('broken')) } }))
    accept(app)
  }, post('[1]')],

  // Validation
  ['an invalid body', 400, validate('body'), { ...post('{}'), path: '/1' }],
  ['an invalid query', 400, validate('querystring'), { path: '/1' }],
  ['invalid parameters', 400, validate('params'), { path: '/1' }],
  ['invalid headers', 400, validate('headers'), { path: '/1' }],
  ['a query that an asynchronous validator rejects', 400, (app) => app.get('/', {
    schema: { querystring: { $async: true, type: 'object', required: ['needed'] } }
  }, async () => 'valid')],
  ['a validator that throws', 500, (app) => app.get('/', {
    schema: { querystring: {} }, validatorCompiler: () => () => { throw new Error('invalid') }
  }, async () => 'valid')],
  ['a validation error that the handler answers', 422, (app) => app.get('/', {
    schema: { querystring: { type: 'object', required: ['needed'] } }, attachValidation: true
  }, async (request, reply) => reply.code(request.validationError === undefined ? 200 : 422).send())],

  // Not found
  ["Fastify's 404", 404, () => {}, MISSING],
  ["Fastify's 404 with a body nobody can parse", 404, () => {}, { ...post('text', 'application/x-own'), path: '/missing' }],
  ['a method that Fastify does not support', 404, get(async () => 'text'), { method: 'PURGE' }],
  ['a method that the path does not have', 404, get(async () => 'text'), { method: 'DELETE' }],
  ['a version that nobody serves', 404, (app) =>
    app.get('/', { constraints: { version: '1.2.0' } }, async () => 'text'), { headers: { 'accept-version': '2.x' } }],
  ['a host that nobody serves', 404, (app) => app.get('/', { constraints: { host: 'eo.example' } }, async () => 'text')],
  ['a 404 handler', 404, (app) =>
    app.setNotFoundHandler(async (_request, reply) => reply.code(404).send({ code: 'NotFound' })), MISSING],
  ['a 404 handler that throws', 418, (app) => app.setNotFoundHandler(() => { throw teapot() }), MISSING],
  ['a 404 handler that is not found either', 404, (app) =>
    app.setNotFoundHandler((_request, reply) => { reply.callNotFound() }), MISSING],
  ["a scope's 404 handler", 410, (app) => app.register(async (scope) => {
    scope.setNotFoundHandler(async (_request, reply) => reply.code(410).send())
  }, { prefix: '/api' }), SCOPED],
  ['a 404 in a scope without a handler', 404, (app) =>
    app.register(async (scope) => { scope.get('/', async () => 'text') }, { prefix: '/api' }), SCOPED],
  ['a handler that calls the 404', 404, get((_request, reply) => { reply.callNotFound() })],
  ["a handler that calls its scope's 404", 410, (app) => app.register(async (scope) => {
    scope.setNotFoundHandler(async (_request, reply) => reply.code(410).send())
    scope.get('/missing', (_request, reply) => { reply.callNotFound() })
  }, { prefix: '/api' }), SCOPED],
  ['a hook that calls the 404', 404, (app) => {
    app.addHook('onRequest', (_request, reply) => { reply.callNotFound() })
    app.get('/', async () => 'text')
  }]
]

for (const [way, status, declare, sent = {}, server = {}] of ways) {
  t.test(`R1: the headers are on ${way}`, async (t) => {
    const app = Fastify(server)
    await app.register(openeoCors, { auth: true })
    declare(app)
    const port = await listen(t, app)

    const answer = await send(port, { ...sent, headers: { origin: EDITOR, ...sent.headers } })

    t.equal(answer.status, status, 'status')
    t.strictSame(corsHeaders(answer.headers), ALLOWED, 'headers of CORS')
    t.strictSame(answer.headers.vary?.split(', ').filter((name) => name === 'Origin'), ['Origin'], 'Vary')
  })
}
