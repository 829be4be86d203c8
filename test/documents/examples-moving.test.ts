import { readFileSync } from 'node:fs'
import fastifyCors from '@fastify/cors'
import Fastify from 'fastify'
import t from 'tap'
import openeoCors, { OptionsSchema } from '../../lib/index.js'
import { sendPreflight } from '../requests.js'
import { RECIPES } from './recipes.js'
import { EDITOR } from '../server.js'

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
