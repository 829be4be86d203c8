import { Writable } from 'node:stream'
import Fastify, { type FastifyBaseLogger } from 'fastify'
import t from 'tap'
import openeoCors, { type OpeneoCorsOptions } from '../../lib/index.js'
import { EDITOR } from '../server.js'

type Headers = Record<string, string>

interface Case {
  readonly what: string
  readonly options?: OpeneoCorsOptions
  readonly method?: string
  readonly url?: string
  readonly headers: Headers
  /** The member `cors` of the one record, if there is one. */
  readonly expected?: object
}

const asks = (method: string, headers?: string): Headers => ({
  origin: EDITOR, 'access-control-request-method': method, ...(headers !== undefined && { 'access-control-request-headers': headers })
})
const METHOD = 'method not among those of the path'
const HEADER = 'header not allowed'
const ALLOWED = 'Authorization, Content-Type, Accept, Accept-Language, X-Team'
const names = (count: number) => Array.from({ length: count }, (_, i) => 'content-type' + ' '.repeat(i % 3)).join(',')

const cases: Case[] = [{
  what: 'an origin not in the list',
  options: { origin: 'https://example.org' },
  headers: asks('DELETE'),
  expected: { reason: 'not in the list', origin: EDITOR }
}, {
  what: 'a refused origin, whatever else would be refused',
  options: { origin: 'https://example.org' },
  headers: asks('PUT', 'x-other'),
  expected: { reason: 'not in the list', origin: EDITOR }
}, {
  what: 'a refused origin of a GET',
  method: 'GET',
  headers: { origin: 'wrong' },
  expected: { reason: 'not a serialized origin', origin: 'wrong' }
}, {
  what: 'an origin that the function refuses',
  options: { origin: async () => false },
  headers: asks('DELETE'),
  expected: { reason: 'refused by the origin function', origin: EDITOR }
}, {
  what: 'a long origin, of which the beginning is repeated',
  headers: { ...asks('DELETE'), origin: 'x'.repeat(5000) },
  expected: { reason: 'not a serialized origin', origin: 'x'.repeat(100) }
}, {
  what: 'a method that the path has not',
  headers: asks('PUT'),
  expected: { reason: METHOD, origin: EDITOR, method: 'PUT', allowed: 'OPTIONS, GET, HEAD, DELETE' }
}, {
  what: 'a method in lower case, which browsers send as it is',
  headers: asks('delete'),
  expected: { reason: METHOD, origin: EDITOR, method: 'delete', allowed: 'OPTIONS, GET, HEAD, DELETE' }
}, {
  what: 'a method that the path has not, for an origin that the function allows',
  options: { origin: async () => true },
  headers: asks('PUT'),
  expected: { reason: METHOD, origin: EDITOR, method: 'PUT', allowed: 'OPTIONS, GET, HEAD, DELETE' }
}, {
  what: 'a method of a path that there is not',
  url: '/nowhere',
  headers: asks('X'.repeat(5000)),
  expected: { reason: METHOD, origin: EDITOR, method: 'X'.repeat(100), allowed: 'OPTIONS' }
}, {
  what: 'a header that is not allowed',
  headers: asks('DELETE', 'authorization, x-team,x-other,x-another'),
  expected: { reason: HEADER, origin: EDITOR, header: 'x-other', allowed: ALLOWED }
}, {
  what: 'a long header that is not allowed',
  headers: asks('DELETE', 'x'.repeat(5000)),
  expected: { reason: HEADER, origin: EDITOR, header: 'x'.repeat(100), allowed: ALLOWED }
}, {
  what: 'the twentieth header',
  headers: asks('DELETE', `${names(19)},x-other`),
  expected: { reason: HEADER, origin: EDITOR, header: 'x-other', allowed: ALLOWED }
}, {
  what: 'no header after the twentieth',
  headers: asks('DELETE', `${names(20)},x-other`)
}, {
  what: 'no header among many commas',
  headers: asks('DELETE', `${','.repeat(8000)}x-other`)
}, {
  what: 'no allowed header, whatever its case',
  headers: asks('DELETE', 'Authorization,CONTENT-TYPE, x-team , ')
}, {
  what: 'no header, where any is allowed',
  options: { auth: false, allowedHeaders: 'all' },
  headers: asks('DELETE', 'x-other')
}, {
  what: 'Authorization, which the wildcard does not cover',
  options: { auth: false, allowedHeaders: 'all' },
  headers: asks('DELETE', 'x-other, Authorization'),
  expected: { reason: HEADER, origin: EDITOR, header: 'Authorization', allowed: 'Content-Type, Accept, Accept-Language, *' }
}, {
  what: 'no method that browsers send whatever the preflight says',
  headers: asks('POST')
}, {
  what: 'no method of the path',
  headers: asks('DELETE')
}, {
  what: 'nothing of an OPTIONS request that is no preflight',
  headers: { origin: EDITOR, 'access-control-request-headers': 'x-other' }
}, {
  what: 'a method whose route is out of CORS',
  url: '/internal',
  headers: asks('PUT', 'x-other'),
  expected: { reason: 'method out of CORS', origin: EDITOR, method: 'PUT' }
}, {
  what: 'a route out of CORS',
  method: 'PUT',
  url: '/internal',
  headers: { origin: EDITOR },
  expected: { reason: 'route out of CORS', origin: EDITOR }
}, {
  what: 'a refusal, though the OPTIONS route is silent',
  options: { origin: 'https://example.org', logLevel: 'silent' } as OpeneoCorsOptions,
  headers: asks('DELETE'),
  expected: { reason: 'not in the list', origin: EDITOR }
}, {
  what: 'nothing of a request without Origin',
  method: 'GET',
  headers: {}
}]

interface LogRecord { readonly level: number, readonly msg: string, readonly cors?: object }

async function recordsOf ({ options, method = 'OPTIONS', url = '/jobs/1', headers }: Case, level: string): Promise<LogRecord[]> {
  const lines: string[] = []
  const stream = new Writable({ write (line, _encoding, done) { lines.push(String(line)); done() } })
  const app = Fastify({ logger: { level, stream } })
  await app.register(openeoCors, { auth: true, allowedHeaders: ['X-Team'], ...options })
  app.get('/jobs/:id', async () => null)
  app.delete('/jobs/:id', async () => null)
  app.put('/internal', { config: { openeoCors: false } }, async () => null)
  await app.inject({ method, url, headers } as never)
  await app.close()
  return lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'Refused by CORS')
}

for (const refused of cases) {
  t.test(`V3: the log at level debug tells of ${refused.what}`, async (t) => {
    const records = await recordsOf(refused, 'debug')
    t.strictSame(records.map(({ cors }) => cors), refused.expected === undefined ? [] : [refused.expected], 'in one record at most')
    for (const { level, msg } of records) t.strictSame({ level, msg }, { level: 20, msg: 'Refused by CORS' })
    t.strictSame(await recordsOf(refused, 'info'), [], 'and at no other level')
  })
}

t.test('V3: the log at level debug tells of a route and of a path in no scope, if there is an Origin', async (t) => {
  const logged: LogRecord[] = []
  const app = Fastify({ logger: { level: 'debug', stream: { write: (line: string) => { logged.push(JSON.parse(line)) } } } })
  t.after(() => app.close())
  app.get('/beside', async () => null)
  app.register(async (api) => { await api.register(openeoCors) }, { prefix: '/api' })
  const long = `https://${'x'.repeat(200)}.example`
  for (const url of ['/beside', '/nowhere']) {
    for (const headers of [{ origin: EDITOR }, { origin: long }, {}]) await app.inject({ url, headers })
  }
  t.strictSame(logged.filter(({ msg }) => msg === 'Refused by CORS').map(({ cors }) => cors), [
    { reason: 'route in no scope', origin: EDITOR },
    { reason: 'route in no scope', origin: long.slice(0, 100) },
    { reason: 'path in no scope', origin: EDITOR },
    { reason: 'path in no scope', origin: long.slice(0, 100) }
  ])
})

t.test('V3: a silent OPTIONS route does not hide refusals from the log, but another silent route hides its own', async (t) => {
  const logged: Array<LogRecord & { readonly reqId?: string }> = []
  const app = Fastify({
    logger: { level: 'debug', stream: { write: (line: string) => { logged.push(JSON.parse(line)) } } }, genReqId: () => 'one'
  })
  t.after(() => app.close())
  await app.register(openeoCors, { origin: 'https://example.org', logLevel: 'silent' } as OpeneoCorsOptions)
  app.get('/jobs', { logLevel: 'silent' }, async () => null)
  for (const method of ['OPTIONS', 'GET'] as const) await app.inject({ method, url: '/jobs', headers: asks('GET') })
  t.strictSame(logged.filter(({ msg }) => msg === 'Refused by CORS').map(({ reqId }) => reqId), ['one'])
})

t.test('V3: a logger of the application is asked for its level', async (t) => {
  for (const [level, count] of [['debug', 1], ['trace', 1], ['info', 0], [undefined, 0]] as const) {
    let logged = 0
    const ignore = () => {}
    const logger = { level, debug: ({ cors }: { cors?: object }) => { if (cors !== undefined) logged++ }, child: () => logger } as unknown as FastifyBaseLogger
    Object.assign(logger, { info: ignore, error: ignore, fatal: ignore, warn: ignore, trace: ignore, silent: ignore })
    const app = Fastify({ loggerInstance: logger })
    await app.register(openeoCors)
    await app.inject({ method: 'OPTIONS', url: '/', headers: asks('PUT') })
    t.equal(logged, count, `level ${level}`)
  }
})
