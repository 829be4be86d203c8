import { Writable } from 'node:stream'
import cors from '@fastify/cors'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import openeoCors, { type OpeneoCorsOptions } from '../../lib/index.js'
import { EDITOR } from '../server.js'

type Options = Omit<OpeneoCorsOptions, 'logLevel'>

const WARN = 40
const BOTH = '@fastify/cors and fastify-openeo-cors are registered in the same scope: ' +
  'expected one of them, as each overwrites what the other does'

function insecure (origin: string): string {
  return `${origin} is allowed with credentials: ` +
    'expected https, as anybody on the network path can change a page that is loaded over http'
}

/** Starts a server, and sends some requests. Returns the warnings and errors that it has logged. */
async function warnings (t: Test, declare: (app: FastifyInstance) => unknown): Promise<string[]> {
  const lines: string[] = []
  const stream = new Writable({
    write (line, _encoding, done) {
      lines.push(String(line))
      done()
    }
  })
  const app = Fastify({ logger: { level: 'warn', stream } })
  t.after(() => app.close())
  await declare(app)
  await app.ready()
  for (const origin of [EDITOR, 'http://example.org']) await app.inject({ url: '/', headers: { origin } })
  return lines.map((line) => {
    const { level, msg } = JSON.parse(line)
    return level === WARN ? msg : line
  })
}

t.test('C4: @fastify/cors in the same scope is warned of, once', async (t) => {
  const prefix = { prefix: '/api' }
  const cases: Array<[description: string, declare: (app: FastifyInstance) => unknown, expected: string[]]> = [
    ['before', (app) => app.register(cors).register(openeoCors), [BOTH]],
    ['after', (app) => app.register(openeoCors).register(cors), [BOTH]],
    ['in a scope', (app) => app.register(async (scope) => { scope.register(openeoCors).register(cors) }, prefix), [BOTH]],
    ['in a scope beside', (app) => app
      .register(async (scope) => { scope.register(cors) })
      .register(async (scope) => {
        scope.register(openeoCors)
        scope.get('/jobs', async () => null)
      }, prefix), []],
    ['not at all', (app) => app.register(openeoCors), []]
  ]
  for (const [description, declare, expected] of cases) t.strictSame(await warnings(t, declare), expected, description)
})

t.test('C4: plain-http origins in a list with credentials are warned of, each once', async (t) => {
  const origin = [EDITOR, 'http://example.org', 'http://localhost:3000', 'http://*.example.org:8080']
  const both = [insecure('http://example.org'), insecure('http://*.example.org:8080')]
  const cases: Array<[description: string, options: Options, expected: string[]]> = [
    ['a list with auth', { origin, auth: true }, both],
    ['a list with credentials', { origin, credentials: true }, both],
    ['one origin', { origin: 'http://example.org', auth: true }, [insecure('http://example.org')]],
    ['a list without credentials', { origin }, []],
    ['a list with credentials switched off', { origin, auth: true, credentials: false }, []],
    ['https', { origin: [EDITOR, 'https://*.example.org'], auth: true }, []],
    ['localhost', { origin: ['http://localhost', 'http://127.0.0.1:8080', 'http://[::1]:3000', EDITOR], auth: true }, []],
    ['every origin', { origin: true, auth: true }, []],
    ['the wildcard', { origin: '*', auth: true }, []],
    ['a function', { origin: () => true, auth: true }, []],
    ['no options', {}, []]
  ]
  for (const [description, options, expected] of cases) {
    t.strictSame(await warnings(t, (app) => app.register(openeoCors, options)), expected, description)
  }
})

t.test('C3: options changed after registration change no warning', async (t) => {
  const origin = [EDITOR, 'http://example.net']
  const messages = await warnings(t, async (app) => {
    await app.register(openeoCors, { origin, auth: true })
    origin[0] = 'http://example.org'
    origin.length = 1
  })
  t.strictSame(messages, [insecure('http://example.net')])
})
