import { readFileSync } from 'node:fs'
import { createServer, type OutgoingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium } from 'playwright-core'
import t, { type Test } from 'tap'
import { findBrowser } from './find-browser.js'

interface Cause {
  readonly message: string
  /** What the page sends, in the place of a plain GET. */
  readonly request?: RequestInit
  /** What the server answers to OPTIONS, and to anything else. `%` stands for the origin of the page. */
  readonly preflight?: OutgoingHttpHeaders & { readonly status?: number }
  readonly reply?: OutgoingHttpHeaders
}

const ALLOWED = { 'access-control-allow-origin': '%' }
const PATCH = { method: 'PATCH' }

const CAUSES: readonly Cause[] = [
  { message: "No 'Access-Control-Allow-Origin' header is present" },
  { message: 'is not equal to the supplied origin', reply: { 'access-control-allow-origin': 'https://other.example' } },
  { message: 'contains multiple values', reply: { 'access-control-allow-origin': '%, %' } },
  { message: "must not be the wildcard '*'", request: { credentials: 'include' }, reply: { 'access-control-allow-origin': '*' } },
  { message: "which must be 'true'", request: { credentials: 'include' }, reply: ALLOWED },
  { message: 'It does not have HTTP ok status', request: PATCH, preflight: { ...ALLOWED, status: 401 } },
  { message: 'Redirect is not allowed for a preflight request', request: PATCH, preflight: { ...ALLOWED, status: 308, location: '/' } },
  { message: 'is not allowed by Access-Control-Allow-Methods', request: PATCH, preflight: ALLOWED },
  { message: 'is not allowed by Access-Control-Allow-Headers', request: { headers: { 'X-Own': '1' } }, preflight: ALLOWED }
]

const PERMISSION = 'Permission was denied for this request to access the `loopback` address space'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const [, section = ''] = /^## Trouble-shooting$(.*?)^## /ms.exec(readme) ?? []

/** Starts a page and a server of another origin, and sends requests from the one to the other, as the causes have it. */
async function start (t: Test, { isPublic }: { readonly isPublic: boolean }) {
  let cause: Cause = CAUSES[0] as Cause
  const page = createServer((_request, response) => { response.writeHead(200, { 'content-type': 'text/html' }).end() })
  const server = createServer(({ method }, response) => {
    const { status = method === 'OPTIONS' ? 204 : 200, ...headers } = (method === 'OPTIONS' ? cause.preflight : cause.reply) ?? {}
    const fields = Object.entries(headers).map(([name, value]) => [name, String(value).replaceAll('%', origin)])
    response.writeHead(Number(status), Object.fromEntries(fields)).end()
  })
  for (const each of [page, server]) {
    await new Promise<void>((resolve) => { each.listen(0, '127.0.0.1', resolve) })
    t.after(() => { each.close() })
  }
  const [pagePort, port] = [page, server].map((each) => (each.address() as AddressInfo).port)
  const origin = `http://127.0.0.1:${pagePort}`

  const browser = await chromium.launch({
    executablePath: findBrowser('chromium', 'CHROMIUM'),
    // To the browser, the page comes from the internet then.
    args: ['--no-sandbox', '--disable-gpu', ...(isPublic ? [`--ip-address-space-overrides=127.0.0.1:${pagePort}=public`] : [])]
  })
  t.after(() => browser.close())
  const tab = await browser.newPage()
  await tab.goto(origin)
  return {
    /** Does what a person does who clicks on “Allow”. */
    allow: async () => { await tab.context().grantPermissions(['local-network-access'], { origin }) },
    /** What the console says, or the status if the page gets the reply. */
    send: async (next: Cause): Promise<string | number> => {
      cause = next
      const said = tab.waitForEvent('console', { predicate: (message) => message.text().includes('blocked by CORS policy') })
      said.catch(() => {})
      const status = await tab.evaluate(([url, init]) => fetch(url, init).then(({ status }) => status, () => undefined),
        [`http://127.0.0.1:${port}/`, next.request ?? {}] as const)
      return status ?? (await said).text()
    }
  }
}

t.test('Chromium says what the README quotes', async (t) => {
  const { send } = await start(t, { isPublic: false })
  for (const cause of CAUSES) {
    t.match(await send(cause), cause.message)
    t.ok(section.includes(cause.message), 'the README has it')
  }
})

t.test('no header helps a page from the internet that may not reach this machine', async (t) => {
  const { send, allow } = await start(t, { isPublic: true })
  const open: Cause = { message: PERMISSION, reply: { 'access-control-allow-origin': '*' } }
  t.match(await send(open), PERMISSION)
  t.ok(section.includes(PERMISSION), 'the README has it')
  await allow()
  t.equal(await send(open), 200, 'with the permission, it reaches it')
})
