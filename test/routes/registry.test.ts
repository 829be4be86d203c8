import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { Registry } from '../../lib/routes/registry.js'
import { sendPreflight, served } from '../requests.js'

const ok = async () => 'ok'

async function methodsOf (app: FastifyInstance, url: string): Promise<unknown> {
  return (await sendPreflight(app, url)).headers.allow
}

t.test('O4: a route is not listed if its declaration failed and the application caught the error', async (t) => {
  const failing: Array<[what: string, declare: (app: FastifyInstance) => void]> = [
    ['a hook refuses it', (app) => {
      app.addHook('onRoute', ({ method }) => { if (method === 'DELETE') throw new Error('No DELETE') })
      app.delete('/jobs', ok)
    }],
    ['it has a hook that is none', (app) => { app.delete('/jobs', { preHandler: 'none' as never }, ok) }],
    ['it has a constraint that nobody knows', (app) => { app.delete('/jobs', { constraints: { tier: 'gold' } as never }, ok) }],
    ['the router refuses its pattern', (app) => { app.delete('/jobs/*/logs', ok) }],
    ['the router does not trust its expression', (app) => { app.delete('/:job(^(a+)+$)', ok) }]
  ]
  for (const [what, declare] of failing) {
    for (const ignoreTrailingSlash of [false, true]) {
      const app = Fastify({ routerOptions: { ignoreTrailingSlash } })
      t.after(() => app.close())
      await app.register(openeoCors)
      t.throws(() => declare(app), what)
      t.equal(await methodsOf(app, '/jobs'), 'OPTIONS', `${what}: not listed`)
    }
  }
})

t.test('O4: a list of methods that changes after the declaration does not change the route', async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  await app.register(openeoCors)
  const method = ['PUT', 'PATCH']
  app.route({ method, url: '/a', handler: ok })
  method.push('DELETE')
  app.route({ method, url: '/b', handler: ok })
  t.equal(await methodsOf(app, '/a'), 'OPTIONS, PATCH, PUT')
  t.equal(await methodsOf(app, '/b'), 'OPTIONS, PATCH, PUT, DELETE')
})

t.test('O3: forty spellings of one pattern start', async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  await app.register(openeoCors)
  for (let i = 0; i < 40; i++) {
    app.route({ method: ['POST', 'PUT', 'PATCH', 'DELETE'][i % 4] as 'PUT', url: `/jobs/:id${i}`, constraints: { host: `${i}.example` }, handler: ok })
  }
  t.equal(await methodsOf(app, '/jobs/1'), 'OPTIONS, POST, PATCH, PUT, DELETE')
})

t.test('O3: slashes that the router ignores are ignored in patterns too', async (t) => {
  for (const [ignoreTrailingSlash, ignoreDuplicateSlashes] of [[true, false], [false, true], [true, true]] as const) {
    const app = Fastify({ routerOptions: { ignoreTrailingSlash, ignoreDuplicateSlashes } })
    t.after(() => app.close())
    await app.register(openeoCors)
    for (const url of ['/a//', '/b//c/', '/d/:id//', '/e//*']) app.get(url, ok)
    for (const url of ['/a', '/a/', '/a//', '/b/c', '/b//c/', '/d/1', '/d/1/', '/d/1//', '/e/1', '/e//1']) {
      t.equal(await methodsOf(app, url), await served(app, url), url)
    }
  }
})

t.test('O3: the index of a prefix is there with and without a slash as the router has it', async (t) => {
  for (const prefix of ['/api', '/api/']) {
    for (const ignoreTrailingSlash of [false, true]) {
      for (const ignoreDuplicateSlashes of [false, true]) {
        for (const prefixTrailingSlash of ['both', 'slash', 'no-slash'] as const) {
          const app = Fastify({ routerOptions: { ignoreTrailingSlash, ignoreDuplicateSlashes } })
          t.after(() => app.close())
          app.register(openeoCors)
          app.register(async (api) => { api.get('/', { prefixTrailingSlash }, ok) }, { prefix })
          for (const url of ['/api', '/api/', '/api//']) {
            const options = JSON.stringify({ ignoreTrailingSlash, ignoreDuplicateSlashes, prefixTrailingSlash })
            t.equal(await methodsOf(app, url), await served(app, url), `${url} with ${prefix}, ${options}`)
          }
        }
      }
    }
  }
})

t.test('O4: a server that never registers the plugin keeps nothing when it is ready', async (t) => {
  const cleared: number[] = []
  const { clear, routes } = Registry.prototype
  t.teardown(() => { Object.assign(Registry.prototype, { clear, routes }) })
  Registry.prototype.clear = function () {
    clear.call(this)
    cleared.push([...this.routes({} as never)].length)
  }
  const app = Fastify()
  t.after(() => app.close())
  app.get('/jobs', ok)
  await app.ready()
  t.strictSame(cleared, [0])
})
