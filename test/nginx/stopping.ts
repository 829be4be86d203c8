import type { FastifyServerOptions } from 'fastify'
import t from 'tap'
import { EDITOR, listen, send, type Answer } from '../server.js'
import { build } from './example.js'
import { startNginx } from './process.js'
import { allowOrigins, API, from, preflight } from './requests.js'

const LOCATION = 'proxy_pass http://openeo; add_header X-Replica $upstream_addr always;'
const KEEP_ALIVE = 'proxy_http_version 1.1; proxy_set_header Connection "";'
const RETRY_503 = 'proxy_next_upstream error timeout http_503;'

const headers = from(EDITOR)
const REQUESTS = [
  { status: 204, ...preflight(`${API}/jobs`, EDITOR) },
  { status: 200, path: `${API}/collections`, headers },
  { status: 401, path: `${API}/jobs`, headers },
  { status: 404, path: '/nowhere', headers }
]

t.test('R1: one of two replicas stops under load, and every answer still has its headers', async (t) => {
  const cases: Array<[description: string, options: FastifyServerOptions, location: string]> = [
    ['with return503OnClosing: false', { return503OnClosing: false }, ''],
    ['with return503OnClosing: false, over kept connections', { return503OnClosing: false }, KEEP_ALIVE],
    ['when nginx turns from a 503 to the other', {}, RETRY_503],
    ['when nginx turns from a 503 to the other, over kept connections', {}, RETRY_503 + KEEP_ALIVE]
  ]
  for (const [description, fastifyOptions, location] of cases) {
    t.test(`R1: ${description}`, async (t) => {
      const stopping = await build({ fastifyOptions })
      const finish = signal()
      // Until this hook is done, Fastify is closing, but new connections are still accepted.
      stopping.addHook('preClose', () => finish.given)
      const ports = [await listen(t, stopping), await listen(t, await build({ fastifyOptions }))]
      const port = await startNginx(t, ports, `location / { ${LOCATION} ${location} }`)
      t.after(finish.give)

      const replicas = new Set<string | undefined>()
      const wrong: Answer[] = []
      let answered = 0
      let enough = Infinity
      let stopped: Promise<void> | undefined
      const stop = async () => {
        await stopping.close()
        enough = answered + 200
      }
      const client = async () => {
        while (answered < enough) {
          for (const { status, ...request } of REQUESTS) {
            const answer = await send(port, request)
            replicas.add(answer.headers['x-replica']?.toString())
            if (answer.status !== status || !isReadable(answer)) wrong.push(answer)
            answered++
            if (answered === 200) stopped = stop()
            if (answered === 400) finish.give()
          }
        }
      }
      await Promise.all(Array.from({ length: 8 }, client))
      await stopped
      t.strictSame(wrong, [], `${answered} answers are right`)
      for (const port of ports) t.ok(replicas.has(`127.0.0.1:${port}`), 'both have answered')
    })
  }
})

t.test('R1: a replica that stops finishes what it has begun, with the headers', async (t) => {
  const app = await build({ fastifyOptions: { return503OnClosing: false } })
  const [begun, closing, finish] = [signal(), signal(), signal()]
  app.get('/slow', { config: { access: 'public' } as object }, async () => {
    begun.give()
    await finish.given
    return 'done'
  })
  app.addHook('preClose', async () => {
    closing.give()
    await finish.given
  })
  const port = await startNginx(t, [await listen(t, app)], `location / { ${LOCATION} }`)
  t.after(finish.give)

  const slow = send(port, { path: '/slow', headers })
  await begun.given
  const closed = app.close()
  await closing.given
  for (const { status, ...request } of REQUESTS) {
    const answer = await send(port, request)
    t.equal(answer.status, status, `while it stops: ${request.path}`)
    t.ok(isReadable(answer), 'has the headers')
  }
  finish.give()
  const answer = await slow
  t.match(answer, { status: 200, body: 'done' }, 'what it has begun is answered')
  t.ok(isReadable(answer), 'has the headers')
  await closed
  t.equal((await send(port, { path: '/slow', headers })).status, 502, 'then it is gone')
})

function isReadable (answer: Answer): boolean {
  return allowOrigins(answer).join() === EDITOR
}

/** Something that is waited for until it is given. */
function signal (): { readonly given: Promise<void>, readonly give: () => void } {
  let give = () => {}
  const given = new Promise<void>((resolve) => { give = resolve })
  return { given, give }
}
