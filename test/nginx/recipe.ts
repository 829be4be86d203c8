import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { corsHeaders, EDITOR, listen, send } from '../server.js'
import { load } from '../documents/recipes.js'
import { freePort, startConfigured } from './process.js'
import { configuration } from './recipe-parts.js'
import { allowOrigins, from, preflight } from './requests.js'

const PUBLIC_URL = 'https://back-end.example/openeo'
const ALLOWED = [EDITOR, 'https://viewer.example.org']
const DENIED = [undefined, 'null', 'https://example.org', 'https://editor.openeo.org.example']

t.test('examples/behind-nginx: nginx.conf and backend.js work together', async (t) => {
  const { build } = await load<{ publicUrl: string }>('behind-nginx/backend.js')
  const app: FastifyInstance = await build(t, { publicUrl: PUBLIC_URL })
  const port = await freePort()
  await startConfigured(t, configuration(port, await listen(t, app)))

  await t.test('O3: preflights have the methods of what is behind the prefix', async (t) => {
    const paths = [
      ['/openeo', 'OPTIONS, GET, HEAD'],
      ['/openeo/', 'OPTIONS, GET, HEAD'],
      ['/openeo/?a=b', 'OPTIONS, GET, HEAD'],
      ['/openeo/jobs', 'OPTIONS, GET, HEAD, POST'],
      ['/openeo/nowhere', 'OPTIONS']
    ] as const
    for (const [path, methods] of paths) {
      const answer = await send(port, preflight(path, EDITOR))
      t.equal(answer.status, 204, path)
      t.equal(answer.headers['access-control-allow-methods'], methods)
      t.strictSame(allowOrigins(answer), [EDITOR], 'once')
    }
  })

  await t.test('R1, R2: answers of the back-end have its headers, once', async (t) => {
    const requests = [
      { status: 200, path: '/openeo' },
      { status: 200, path: '/openeo/collections' },
      { status: 404, path: '/openeo/nowhere' },
      { status: 201, path: '/openeo/jobs', method: 'POST' }
    ]
    for (const { status, ...request } of requests) {
      for (const origin of [...ALLOWED, ...DENIED]) {
        const answer = await send(port, { ...request, headers: from(origin) })
        t.equal(answer.status, status, `${request.path} from ${origin}`)
        t.strictSame(allowOrigins(answer), ALLOWED.filter((allowed) => allowed === origin))
        t.equal(answer.headers.vary, 'Origin')
        if (status === 201) t.equal(answer.headers.location, `${PUBLIC_URL}/jobs/job-1`, 'and links to the public URL')
      }
    }
    t.equal((await send(port, { path: '/openeox', headers: from(EDITOR) })).status, 404, 'another path is not taken for the prefix')
  })

  await t.test('R5: so have the errors of nginx when the back-end is away', async (t) => {
    await app.close()
    for (const path of ['/openeo', '/openeo/jobs']) {
      for (const origin of [...ALLOWED, ...DENIED]) {
        const allowed = ALLOWED.filter((allowed) => allowed === origin)
        const answer = await send(port, { path, headers: from(origin) })
        t.equal(answer.status, 502, `${path} from ${origin}`)
        t.strictSame(allowOrigins(answer), allowed)
        t.match(JSON.parse(answer.body), { code: 'Internal', message: '(502)' }, 'is an error of openEO')

        const preflighted = await send(port, preflight(path, origin))
        t.equal(preflighted.status, 204, 'and its preflight')
        t.strictSame(allowOrigins(preflighted), allowed)
        if (allowed.length === 0) t.strictSame(corsHeaders(preflighted.headers), {})
      }
    }
  })
})
