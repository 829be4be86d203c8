import Fastify from 'fastify'
import t from 'tap'
import { sendOptions, sendPreflight } from '../requests.js'
import { EDITOR, corsHeaders } from '../server.js'

const ok = async () => 'ok'
const LONG = 'x'.repeat(101)

// This server is made before the plugin's module is loaded, as with `require('fastify')()` on the first line of a script.
const root = Fastify()
const warned: string[] = []
const logger = { level: 'warn', stream: { write: (line: string) => { warned.push(JSON.parse(line).msg) } } }
const quiet = Fastify({ logger })
const loud = Fastify({ logger })
const nested = Fastify()
const both = Fastify()
const silent = Fastify()
const { default: openeoCors } = await import('../../lib/index.js')

t.test('O4: a server that was made before the import lists all routes, if the plugin is registered at the root', async (t) => {
  t.after(() => root.close())
  root.get('/early', ok)
  root.delete('/early/:id', ok)
  root.options('/early/own', ok)
  await root.register(async (scope) => { scope.post('/early/nested', ok) })
  root.register(openeoCors)
  root.put('/early', ok)
  await root.after()
  root.patch('/late', { schema: { response: { 200: { content: { 'text/csv': { schema: {} } } } } } }, ok)
  root.delete('/late', ok)
  const expected = {
    '/early': 'OPTIONS, GET, HEAD, PUT',
    '/early/1': 'OPTIONS, DELETE',
    [`/early/${LONG}`]: 'OPTIONS',
    '/early/nested': 'OPTIONS, POST, DELETE',
    '/late': 'OPTIONS, PATCH, DELETE',
    '/nowhere': 'OPTIONS'
  }
  for (const [url, methods] of Object.entries(expected)) {
    const { headers } = await sendPreflight(root, url, 'PATCH')
    t.equal(headers.allow, methods, `${url}: Allow`)
    t.equal(headers['access-control-allow-methods'], methods, `${url}: Allow-Methods`)
  }
  t.equal((await sendPreflight(root, '/late', 'PATCH')).headers['content-type'], 'text/csv', 'the content type of a later route')
  t.equal((await sendPreflight(root, '/early')).headers['content-type'], 'application/json', 'that of an early one is not known')
  t.equal((await sendOptions(root, '/early/own', { origin: EDITOR })).body, 'ok', 'an early route for OPTIONS is found')
  t.equal((await root.inject({ url: '/early', headers: { origin: EDITOR } })).headers['access-control-allow-origin'], EDITOR)
})

t.test('Use: openeoEndpoints() says why it does not know the early routes of a server that was made before the import', async (t) => {
  t.throws(() => root.openeoEndpoints(), {
    code: 'FST_OPENEO_CORS_ENDPOINTS_UNKNOWN', message: /before the server is made$/
  })
})

t.test('O4: a server that was made before the import, but has no early routes, works like any other', async (t) => {
  t.after(() => quiet.close())
  let endpoints: () => unknown
  quiet.register(async (api) => {
    endpoints = () => api.openeoEndpoints()
    await api.register(openeoCors)
    api.get('/jobs', { config: { openeoCors: { exposedHeaders: ['X-Rate'] } } }, ok)
    api.delete('/jobs/:id', { config: { openeoCors: false } }, ok)
  }, { prefix: '/api' })
  t.equal((await sendPreflight(quiet, '/api/jobs')).headers['access-control-allow-methods'], 'OPTIONS, GET, HEAD')
  t.match((await sendPreflight(quiet, '/api/jobs')).headers['access-control-expose-headers'], /, X-Rate, Allow$/)
  t.strictSame(corsHeaders((await sendPreflight(quiet, '/api/jobs/1', 'DELETE')).headers), {})
  t.equal((await sendPreflight(quiet, '/api/jobs/1')).headers['access-control-allow-methods'], 'OPTIONS')
  t.strictSame(endpoints!(), [{ path: '/jobs', methods: ['GET'] }, { path: '/jobs/{id}', methods: ['DELETE'] }], 'endpoints are known')
  t.strictSame(warned, [], 'C4: there is nothing to warn of')
})

t.test('O13: in a server that was made before the import, only a registration at the root promises early routes', async (t) => {
  t.after(() => nested.close())
  nested.delete('/api/admin', ok)
  nested.register(async (api) => {
    await api.register(openeoCors)
    // For one path, the early route answers instead of this one. The plugin cannot know for which path.
    api.delete('/:id', ok)
    api.put('/:id', ok)
  }, { prefix: '/api' })
  for (const url of ['/api/admin', '/api/1']) {
    t.strictSame(corsHeaders((await sendPreflight(nested, url, 'DELETE')).headers), {}, `DELETE ${url}`)
    const { headers } = await sendPreflight(nested, url, 'PUT')
    t.equal(headers['access-control-allow-methods'], 'OPTIONS, PUT', `PUT ${url}`)
    t.equal(headers.allow, 'OPTIONS, PUT, DELETE', `PUT ${url}: Allow`)
  }
})

t.test('O13: early routes may be in any scope unless the only registration is at the root', async (t) => {
  t.after(() => both.close())
  both.delete('/early', ok)
  both.register(openeoCors)
  both.register(async (api) => { await api.register(openeoCors, { origin: EDITOR }) }, { prefix: '/api' })
  t.strictSame(corsHeaders((await sendPreflight(both, '/early', 'DELETE')).headers), {})
})

t.test('O13: the config of an early route is not known, so the route is out of CORS if it has config.openeoCors', async (t) => {
  t.after(() => silent.close())
  silent.get('/early', { config: { openeoCors: { exposedHeaders: ['X-Rate'] } } }, ok)
  silent.register(openeoCors)
  t.strictSame(corsHeaders((await silent.inject({ url: '/early', headers: { origin: EDITOR } })).headers), {})
})

t.test('C4: one warning names the first early routes, and there is no warning of a scope without routes', async (t) => {
  t.after(() => loud.close())
  for (const url of ['/a', '/b', '/c', '/d']) loud.post(url, ok)
  loud.register(async (api) => { await api.register(openeoCors) }, { prefix: '/api' })
  await loud.after()
  loud.get('/late', ok)
  await loud.ready()
  t.equal(warned.length, 1)
  const [first, ...lines] = warned[0]!.split('\n')
  t.match(first, /^Some routes were declared before fastify-openeo-cors was imported/)
  t.match(lines.slice(0, 3).join('\n'), /\/a \(POST\)\n.*\/b \(POST\)\n.*\/c \(POST\)$/)
  t.match(lines.slice(3), [/^Import it before the server is made/], 'with what to do')
})
