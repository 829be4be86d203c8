import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Fastify from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { RECIPES } from './recipes.js'
import { EDITOR, listen, send } from '../server.js'

const list = readFileSync(new URL('README.md', RECIPES), 'utf8')
const links = Array.from(list.matchAll(/^\| \[([^\]]+)\]\(([^)]+)\) \|/gm), ([, name = '', target = '']) => ({ name, target }))

t.test('Recipe: README.md of the examples lists all of them, and nothing else', async (t) => {
  // What belongs to a recipe, and is none. `npm test` adds source maps.
  const parts = ['README.md', 'start.js', 'one-server', 'origins-from-database.sql']
  t.strictSame(links.map(({ name }) => name).toSorted(), readdirSync(RECIPES).filter((name) => !parts.includes(name) && !name.endsWith('.map')).toSorted())
  t.strictSame(links.filter(({ target }) => !existsSync(new URL(target, RECIPES))), [], 'each link leads somewhere')
})

t.test('R2, R3: the hook for replies to the raw response harms no reply that Fastify sends', async (t) => {
  const [hook = ''] = /^fastify\.addHook\('preHandler'[^]+?^}\)$/m.exec(list) ?? []
  const file = join(t.testdir({ 'hook.mjs': `export default (fastify) => { ${hook} }` }), 'hook.mjs')
  const { default: addHook } = await import(pathToFileURL(file).href)
  const app = Fastify()
  await app.register(openeoCors, { auth: true })
  addHook(app)
  app.addHook('preHandler', async (_request, reply) => { reply.header('x-later', '1') })
  app.get('/sent', async (_request, reply) => reply.header('vary', 'Accept').send({}))
  app.get('/failed', async () => { throw new Error('failed') })
  app.get('/raw', async (_request, reply) => {
    reply.hijack()
    reply.raw.end('raw')
  })
  const port = await listen(t, app)
  for (const [path, status, vary] of [['/sent', 200, 'Accept, Origin'], ['/failed', 500, 'Origin'], ['/raw', 200, 'Origin']] as const) {
    const reply = await send(port, { path, headers: { origin: EDITOR } })
    t.equal(reply.status, status, path)
    const names = reply.rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase())
    t.equal(new Set(names).size, names.length, 'no header comes twice')
    t.match(reply.headers, { 'access-control-allow-origin': EDITOR, 'access-control-allow-credentials': 'true' })
    t.strictSame(reply.headers.vary?.split(', ').toSorted(), vary.split(', '))
  }
})
