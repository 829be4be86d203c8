import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { send } from '../server.js'
import { build } from './example.js'

const EXAMPLE = fileURLToPath(new URL('../../examples/backend/start.js', import.meta.url))
const ANY = { PORT: '0', DEMO_PORT: '0', PLAIN_PORT: '0', LISTED_PORT: '0', FASTIFY_CORS_PORT: '0' }

/** Starts the example as `npm start` does. Gives what it prints, up to its last line. */
async function start (t: Test, ports: Record<string, string>): Promise<{ example: ChildProcess, printed: string }> {
  const example = spawn(process.execPath, [EXAMPLE], {
    env: { ...process.env, HOST: '127.0.0.1', ...ports }, stdio: ['ignore', 'pipe', 'inherit']
  })
  t.after(async () => {
    if (example.exitCode === null && example.signalCode === null && example.kill()) await once(example, 'exit')
  })
  let printed = ''
  for await (const text of example.stdout.setEncoding('utf8')) {
    printed += text
    if (/no header changes that\.\n/.test(printed)) break
  }
  return { example, printed }
}

function match (text: string, pattern: RegExp): string {
  return pattern.exec(text)?.[1] ?? `nothing matches ${pattern} in ${text}`
}

t.test('the example', async (t) => {
  await t.test('prints where the API and the page are, and ends when it is told to', async (t) => {
    const { example, printed } = await start(t, ANY)
    const api = match(printed, /^openEO back-end at (\S+)$/m)
    t.match(printed, new RegExp(`^curl -i -X OPTIONS .* ${api}/api/v1/jobs$`, 'm'))
    t.equal((await fetch(`${api}/api/v1/`)).status, 200)

    const page = match(printed, /^See it in a browser: (\S+)$/m)
    t.match(await (await fetch(page)).text(), /<title>CORS for openEO: what a browser lets a page do/)
    const backends: Record<'with' | 'fastifyCors' | 'without' | 'listed', string> = await (await fetch(`${page}/backends.json`)).json()
    t.equal(backends.with, api)

    const origin = new URL(page).origin
    const allowed = async (root: string) =>
      (await fetch(`${root}/api/v1/`, { headers: { origin } })).headers.get('access-control-allow-origin')
    t.equal(await allowed(backends.with), origin, 'the first back-end has the plugin')
    t.equal(await allowed(backends.fastifyCors), origin, 'the second has @fastify/cors')
    t.equal(await allowed(backends.without), null, 'the third has no CORS')
    t.equal(await allowed(backends.listed), null, 'the fourth has a list')
    for (const [name, root] of Object.entries(backends)) {
      const response = await fetch(root)
      t.match(response.headers.get('content-type'), /^text\/html/, `${name}: who opens it in a browser`)
      t.match(await response.text(), `href="${page}/"`, `${name}: finds the page`)
    }
    t.match((await send(Number(new URL(api).port), { headers: { host: '"><b>' } })).body, /<h1>openEO back-end<\/h1>(?!.*<b>)/s, 'a made-up host is not repeated')

    const plain = await build({})
    t.after(() => plain.close())
    const { endpoints }: { endpoints: object[] } = (await plain.inject('/api/v1/')).json()
    t.same((await (await fetch(`${api}/api/v1/`)).json()).endpoints, endpoints, 'what the page needs is no part of the API')

    example.kill('SIGTERM')
    t.same(await once(example, 'exit'), [0, null])
  })

  for (const [port, what] of [
    ['DEMO_PORT', 'the page'], ['FASTIFY_CORS_PORT', 'the back-end with @fastify/cors'],
    ['PLAIN_PORT', 'the back-end without CORS'], ['LISTED_PORT', 'the back-end with a list']
  ] as const) {
    await t.test(`starts, and says why there is no page, when the port of ${what} is taken`, async (t) => {
      const other = createServer().listen(0, '127.0.0.1')
      await once(other, 'listening')
      t.after(() => { other.close() })
      const taken = String((other.address() as AddressInfo).port)

      const { example, printed } = await start(t, { ...ANY, [port]: taken })
      t.match(printed, new RegExp(`^No page to see it in a browser: .*EADDRINUSE.*:${taken}\\..*${port}`, 'm'))
      t.equal((await fetch(`${match(printed, /^openEO back-end at (\S+)$/m)}/api/v1/`)).status, 200)

      example.kill('SIGTERM')
      t.same(await once(example, 'exit'), [0, null])
    })
  }

  await t.test('serves the page under names of hosts only, as they become part of its policy', async (t) => {
    const { printed } = await start(t, ANY)
    const port = Number(new URL(match(printed, /^See it in a browser: (\S+)$/m)).port)
    for (const [host, status] of [['localhost', 200], [`[::1]:${port}`, 200], ['a;script-src', 400]] as const) {
      t.equal((await send(port, { headers: { host } })).status, status, host)
    }
  })
})
