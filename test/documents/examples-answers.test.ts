import { createServer, type RequestListener } from 'node:http'
import t, { type Test } from 'tap'
import type { AddressInfo } from 'node:net'
import { EDITOR, send } from '../server.js'

interface Answer { readonly backend: string, readonly path: string, readonly status: number, readonly headers: string[][], readonly names: string[] }
interface Memory { readonly since: (number: number, origin: string) => { latest: number, answers: Answer[] }, readonly close: () => void }

const { Answers }: { Answers: new (ports: Record<string, number>) => Memory } =
  await import(String(new URL('../../examples/demo/answers.js', import.meta.url)))

const PAGE = 'http://127.0.0.1:8081'

/** Starts servers, and what remembers their answers: all but those of the server that is called `other`. */
async function start (t: Test, listeners: Record<string, RequestListener>): Promise<{ answers: Memory, ports: Record<string, number> }> {
  const ports: Record<string, number> = {}
  for (const [name, listener] of Object.entries(listeners)) {
    const server = createServer(listener)
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
    t.after(() => { server.close() })
    ports[name] = (server.address() as AddressInfo).port
  }
  const { other, ...watched } = ports
  const answers = new Answers(watched)
  t.after(() => { answers.close() })
  return { answers, ports }
}

const WAYS: ReadonlyArray<readonly [about: string, listener: RequestListener]> = [
  ['headers that were set', (_request, response) => { response.setHeader('Vary', 'Origin').setHeader('X-Own', '1').end() }],
  ['headers in an object', (_request, response) => { response.writeHead(200, { Vary: 'Origin', 'X-Own': '1' }).end() }],
  ['headers in a list', (_request, response) => { response.writeHead(200, ['Vary', 'Origin', 'X-Own', '1']).end() }],
  ['headers behind a status message', (_request, response) => { response.writeHead(200, 'Fine', { Vary: 'Origin', 'X-Own': '1' }).end() }],
  ['both, with one that is replaced', (_request, response) => { response.setHeader('Vary', 'Accept').writeHead(200, { vary: 'Origin', 'X-Own': '1' }).end() }]
]

for (const [about, listener] of WAYS) {
  t.test(`Recipe: the page of the example shows what was answered: ${about}`, async (t) => {
    const { answers, ports } = await start(t, { with: listener })
    await send(Number(ports.with), { path: '/jobs', headers: { origin: PAGE } })
    const { latest, answers: [answer] } = answers.since(0, PAGE)
    t.equal(latest, 1)
    t.match(answer, { backend: 'with', path: '/jobs', status: 200 })
    t.strictSame(answer?.headers, [['vary', 'Origin']])
    t.strictSame(answer?.names.toSorted(), ['vary', 'x-own'])
  })
}

t.test('Recipe: the page of the example tells of no requests but its own, and not again of those that it knows', async (t) => {
  const ok: RequestListener = (_request, response) => { response.end() }
  const { answers, ports } = await start(t, { with: ok, without: ok, other: ok })
  for (const [name, headers] of [
    ['with', { origin: PAGE }], ['without', { origin: 'null' }], ['with', { origin: EDITOR }], ['with', {}], ['other', { origin: PAGE }]
  ] as const) await send(Number(ports[name]), { headers })
  t.strictSame(answers.since(0, PAGE).answers.map(({ backend }) => backend), ['with', 'without'])
  t.strictSame(answers.since(1, PAGE).answers.map(({ backend }) => backend), ['without'])
})

t.test('Recipe: the page of the example remembers a bounded number of answers', async (t) => {
  const { answers, ports } = await start(t, { with: (_request, response) => { response.end() } })
  for (let sent = 0; sent < 510; sent++) await send(Number(ports.with), { headers: { origin: PAGE } })
  const { latest, answers: kept } = answers.since(0, PAGE)
  t.equal(latest, 510)
  t.equal(kept.length, 500)
})
