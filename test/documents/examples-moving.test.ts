import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fastifyCors from '@fastify/cors'
import Fastify, { type FastifyInstance, type FastifyPluginAsync, type FastifyPluginCallback } from 'fastify'
import t from 'tap'
import openeoCors, { OptionsSchema } from '../../lib/index.js'
import { sendPreflight } from '../requests.js'
import { RECIPES, allowMethods, allowOrigin, request } from './recipes.js'
import { EDITOR, corsHeaders } from '../server.js'

const guide = readFileSync(new URL('moving-from-fastify-cors.md', RECIPES), 'utf8')
const types = readFileSync(new URL('../../node_modules/@fastify/cors/types/index.d.ts', import.meta.url), 'utf8')
const theirs = Array.from(/interface FastifyCorsOptions \{[^]*?^ {2}\}/m.exec(types)?.[0].matchAll(/^ {4}(\w+)\?:/gm) ?? [], ([, name]) => name)
const rows = Array.from(guide.matchAll(/^\| `(\w+)` \| (?:`(\w+)`|–) \| .+ \|$/gm), ([, option, ours]) => ({ option, ours }))

t.test('C1: the guide for @fastify/cors has each of its options, and says which there are here', async (t) => {
  t.ok(theirs.length > 10)
  t.strictSame(rows.map(({ option }) => option).toSorted(), theirs.toSorted())
  for (const { option = '', ours } of rows) t.equal(ours, Object.hasOwn(OptionsSchema.properties, option) ? option : undefined, option)
})

t.test('C1, C4: what the guide for @fastify/cors says of the start is so', async (t) => {
  for (const { option = '' } of rows.filter(({ ours }) => ours === undefined)) {
    await t.rejects(async () => { await Fastify().register(openeoCors, { [option]: true }) }, { message: new RegExp(`${option} is unknown`) })
  }
  const refused: Array<[options: object, named: RegExp]> = [
    [{ exposedHeaders: 'X-A,X-B' }, /exposedHeaders is 'X-A,X-B'/],
    [{ allowedHeaders: 'X-A,X-B' }, /allowedHeaders is 'X-A,X-B'/],
    [{ origin: false }, /origin is false/],
    [{ origin: /example/ }, /origin is \/example\//],
    [{ origin: 'https://editor.openeo.org/' }, /origin is/],
    [{ origin: '*', credentials: true }, /credentials is true/]
  ]
  for (const [options, message] of refused) await t.rejects(async () => { await Fastify().register(openeoCors, options) }, { message })
})

/** Runs a block of the guide. Returns the server that it makes. */
async function run (language: string): Promise<FastifyInstance> {
  const [, code = ''] = new RegExp(`^\`\`\`${language}\\n([^]+?)^\`\`\`$`, 'm').exec(guide) ?? []
  const file = join(t.testdir({}), `${language}.mjs`)
  writeFileSync(file, `${code}\nexport { fastify }\n`)
  const { fastify } = await import(pathToFileURL(file).href)
  t.teardown(() => fastify.close())
  return fastify
}

const [before, after] = [await run('javascript'), await run('js')]
for (const app of [before, after]) app.put('/jobs/:id', async () => ({}))

t.test('Recipe: what the guide for @fastify/cors has before and after allows the same', async (t) => {
  const ask = async (app: FastifyInstance, origin: string) => {
    const preflight = await sendPreflight(app, '/jobs/1', 'PUT', { origin })
    const reply = await request(app, '/jobs/1', { method: 'PUT' }, origin)
    const internal = await request(app, '/internal', {}, origin)
    const { 'access-control-allow-credentials': credentials, 'access-control-max-age': maxAge } = preflight.headers
    return {
      origins: [allowOrigin(preflight), allowOrigin(reply), allowOrigin(internal)],
      credentials: allowOrigin(preflight) && credentials,
      maxAge: allowOrigin(preflight) && maxAge,
      // Those of the one plugin are in order, those of the other too.
      isListed: allowOrigin(preflight) && /\bPUT\b/.test(String(allowMethods(preflight))) &&
        /^Authorization, Content-Type\b/.test(String(preflight.headers['access-control-allow-headers'])),
      exposed: allowOrigin(reply) && reply.headers['access-control-expose-headers']
    }
  }
  for (const [origin, isAllowed] of [
    [EDITOR, true], ['https://a.example.org', true], ['https://a.b.example.org', true],
    ['https://example.org', false], ['http://a.example.org', false], ['https://evil.example', false], ['https://a.example.org.evil.example', false]
  ] as const) {
    const answers = await ask(after, origin)
    t.strictSame(answers, await ask(before, origin), origin)
    t.equal(answers.isListed, isAllowed || undefined)
  }
})

/** The Allow-Origin of a preflight for PUT and of the reply, or the status of what fails, with a plugin, its options, and the route's `config`. */
async function answer (plugin: FastifyPluginCallback | FastifyPluginAsync, options: object, config: object = {}, origin: string | undefined = EDITOR) {
  const app = Fastify()
  await app.register(plugin, options)
  app.put('/', { config }, async () => ({}))
  const preflight = await sendPreflight(app, '/', 'PUT')
  const reply = await app.inject({ method: 'PUT', url: '/', headers: origin === undefined ? {} : { origin } })
  await app.close()
  const { statusCode, headers } = reply
  return { preflight: preflight.headers, reply: statusCode === 200 ? allowOrigin(reply) : statusCode, headers }
}

const A = 'https://a.example'

t.test('V1, V2, V6: what the guide says of values of origin in @fastify/cors and here is so', async (t) => {
  const theirs = async (origin: unknown) => (await answer(fastifyCors, { origin })).reply
  const ours = async (origin: unknown) => (await answer(openeoCors, { origin })).reply
  t.equal((await answer(fastifyCors, {})).reply, '*', 'their default')
  t.equal((await answer(openeoCors, {})).reply, EDITOR, 'ours')
  t.equal(await theirs(A), A, 'a string is sent to everybody')
  t.equal(await ours(A), undefined, 'and here to that origin')
  t.equal(await theirs([[EDITOR], A]), EDITOR, 'lists in lists')
  t.equal(await theirs(/openeo/g), EDITOR)
  const expression = /openeo/g
  const answers = []
  for (let i = 0; i < 4; i++) answers.push(expression.test(EDITOR))
  t.strictSame(answers, [true, false, true, false], 'the flag g in a function')
  for (const options of [{ origin: [[EDITOR]] }, { origin: ['*', A] }, { origin: undefined }, { origin: false }] as object[]) {
    await t.rejects(async () => { await Fastify().register(openeoCors, options) }, { code: 'FST_OPENEO_CORS_INVALID_OPTIONS' })
  }
})

t.test('V6: what the guide says of functions in @fastify/cors and here is so', async (t) => {
  type Callback = (error: Error | null, allowed?: unknown) => void
  const theirs = async (origin: unknown) => (await answer(fastifyCors, { origin })).reply
  const ours = async (origin: unknown) => (await answer(openeoCors, { origin })).reply
  t.equal(await theirs((_origin: string, done: Callback) => { done(null, true) }), EDITOR, 'theirs have a callback')
  t.equal(await ours((_origin: string, done: Callback) => { done(null, true) }), 500, 'ours have none')
  t.equal(await theirs(async () => true), EDITOR)
  t.equal(await ours(async () => true), EDITOR)
  t.equal(await ours(() => true), EDITOR)
  t.equal(await ours(() => false), undefined)
  for (const value of [EDITOR, [EDITOR], /openeo/]) {
    t.equal(await theirs(async () => value), EDITOR, `theirs may answer ${value}`)
    t.equal(await ours(async () => value), 500, 'ours may not')
  }
  t.equal(await theirs((_origin: string, done: Callback) => { done(new Error('no')) }), 500)
  t.equal(await ours(() => { throw new Error('no') }), 500)

  const asked: unknown[] = []
  const named: unknown[] = []
  const note = async function (this: unknown, origin: unknown, request: unknown) {
    asked.push(origin)
    named.push(this === undefined ? 'nothing' : 'the server', (request as { url?: string }).url ?? 'a callback')
    return true
  }
  // Without an Origin.
  const inject = async (plugin: FastifyPluginCallback | FastifyPluginAsync) => {
    const app = Fastify()
    await app.register(plugin as FastifyPluginCallback<{ origin: unknown }>, { origin: note })
    await app.inject('/')
    await app.close()
  }
  await inject(fastifyCors as FastifyPluginCallback)
  t.strictSame(asked.splice(0), [undefined], 'theirs is called without Origin')
  await inject(openeoCors)
  t.strictSame(asked.splice(0), [], 'ours is not')
  named.length = 0
  await theirs(note)
  t.strictSame(named.splice(0, 2), ['the server', 'a callback'])
  named.length = 0
  await ours(note)
  t.strictSame(named.splice(0, 2), ['nothing', '/'])
})

t.test('C1: a function in place of the options stops the start', async (t) => {
  for (const options of [() => () => {}, async () => ({ origin: [EDITOR] })]) {
    await t.rejects(async () => { await Fastify().register(openeoCors, options as object) }, { code: 'FST_OPENEO_CORS_INVALID_OPTIONS' })
  }
})

t.test('O13, C1: what the guide says of config.cors and config.openeoCors is so', async (t) => {
  const theirs = (cors: unknown) => answer(fastifyCors, { origin: [EDITOR], credentials: true, maxAge: 1 }, { cors })
  const ours = (openeoCors: unknown) => answer(plugin, { origin: [EDITOR], auth: true, maxAge: 1 }, { openeoCors })
  const plugin = openeoCors

  const out = await theirs(false)
  t.equal(out.reply, undefined, 'false takes the headers away')
  t.match(out.preflight, { 'access-control-allow-origin': EDITOR }, 'but not from preflights')
  t.strictSame(corsHeaders((await ours(false)).preflight), {}, 'here from both')

  const other = { origin: [A], credentials: false, exposedHeaders: ['X-A'], allowedHeaders: ['X-B'], maxAge: 2 }
  const changed = await theirs({ ...other, methods: ['PUT'] })
  t.strictSame(corsHeaders(changed.headers), { 'access-control-expose-headers': 'X-A' }, 'three of them hold for replies')
  t.match(changed.preflight, {
    'access-control-allow-origin': EDITOR,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'GET,HEAD,POST',
    'access-control-max-age': '1'
  }, 'and none for preflights')
  t.equal(changed.preflight['access-control-allow-headers'], undefined)

  t.strictSame(corsHeaders((await ours({ origin: [A] })).preflight), {}, 'here they do')
  const { preflight, headers } = await ours({ credentials: false, exposedHeaders: ['X-A'], allowedHeaders: ['X-B'], maxAge: 2 })
  t.match(preflight, { 'access-control-allow-headers': /^Authorization, Content-Type.*, X-B$/, 'access-control-max-age': '2' })
  t.equal(preflight['access-control-allow-credentials'], undefined)
  t.match(headers['access-control-expose-headers'], /^Location,.*, X-A$/, 'those of lists add')
  for (const refused of [{ methods: ['PUT'] }, true]) await t.rejects(ours(refused), { code: 'FST_OPENEO_CORS_INVALID_OPTIONS' })
  t.strictSame((await theirs(true)).reply, EDITOR, 'true is nothing')

  // What does nothing on others does something on a route for OPTIONS.
  const app = Fastify()
  await app.register(fastifyCors, { origin: [EDITOR] })
  app.options('/', { config: { cors: { methods: ['PUT'], maxAge: 2 } } }, async () => ({}))
  t.match((await sendPreflight(app, '/', 'PUT')).headers, { 'access-control-allow-methods': 'PUT', 'access-control-max-age': '2' })
})

t.test('C4, O8: what the guide says of leftovers is so', async (t) => {
  const warnings: string[] = []
  const app = Fastify({ logger: { level: 'warn', stream: { write: (line: string) => { warnings.push(JSON.parse(line).msg) } } } })
  t.after(() => app.close())
  await app.register(openeoCors, { auth: true })
  app.addHook('onRequest', ({ method }, reply, done) => {
    if (method !== 'OPTIONS') reply.header('x-hook', '1')
    done()
  })
  app.get('/left', { config: { cors: false } }, async () => ({}))
  app.options('/left', async (_request, reply) => reply.code(200).send('by hand'))
  t.equal(allowOrigin(await request(app, '/left')), EDITOR, 'cors: false has no effect')
  t.match(warnings, [/^config\.cors of GET \/left, HEAD \/left has no effect/])
  t.equal((await sendPreflight(app, '/left')).statusCode, 204, 'a route by hand does not get preflights')
  t.notOk(app.hasRequestDecorator('corsPreflightEnabled'))

  warnings.length = 0
  const both = Fastify({ logger: { level: 'warn', stream: { write: (line: string) => { warnings.push(JSON.parse(line).msg) } } } })
  t.after(() => both.close())
  await both.register(openeoCors, { auth: true })
  await both.register(fastifyCors)
  await both.ready()
  t.match(warnings, [/^@fastify\/cors and fastify-openeo-cors are registered in the same scope/])
})

t.test('O9: OPTIONS without the headers of a preflight is refused by @fastify/cors, and goes to the route here', async (t) => {
  for (const [plugin, status] of [[fastifyCors, 400], [openeoCors, 200]] as const) {
    const app = Fastify()
    await app.register(plugin as FastifyPluginCallback)
    app.options('/', async () => 'mine')
    t.equal((await app.inject({ method: 'OPTIONS', url: '/', headers: { origin: EDITOR } })).statusCode, status)
  }
})

t.test('O2, O8: an onSend hook can set Cache-Control on preflights', async (t) => {
  const app = Fastify()
  await app.register(openeoCors)
  app.addHook('onSend', async ({ method }, reply) => { if (method === 'OPTIONS') reply.header('cache-control', 'max-age=60') })
  t.equal((await sendPreflight(app, '/')).headers['cache-control'], 'max-age=60')
})

t.test('O11: scopes can be moved from @fastify/cors one after the other', async (t) => {
  const app = Fastify()
  app.register(async (moved) => {
    await moved.register(openeoCors, { auth: true })
    moved.put('/jobs', async () => ({}))
  }, { prefix: '/moved' })
  app.register(async (other) => {
    await other.register(fastifyCors, { origin: [EDITOR] })
    other.put('/jobs', async () => ({}))
  }, { prefix: '/other' })

  t.match((await sendPreflight(app, '/moved/jobs', 'PUT')).headers, {
    'access-control-allow-origin': EDITOR, 'access-control-allow-methods': 'OPTIONS, PUT'
  })
  t.match((await sendPreflight(app, '/other/jobs', 'PUT')).headers, {
    'access-control-allow-origin': EDITOR, 'access-control-allow-methods': 'GET,HEAD,POST'
  })
})
