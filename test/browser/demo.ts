import t, { type Test } from 'tap'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { lowContrast } from './contrast.js'
import { cutOff, finished, focus, isOutlined, states } from './demo-page.js'
import { launchChromium } from './launch-chromium.js'
import { REFUSED, STEPS, startDemo } from './start-demo.js'

/** What Chromium itself says of requests that fail and of those that it blocks. */
const BROWSERS_OWN = /^(?:Failed to load resource: |Access to (?:fetch|XMLHttpRequest|resource) at )/

/** Steps beside those of the client: what comes of them with the plugin, and what the page gets of each request. */
const SPECIAL_STEPS: ReadonlyArray<readonly [title: string, outcome: RegExp, replies: readonly RegExp[]]> = [
  ['500: a mistake in the back-end', /status 500, the code Internal, and the message “Server error\.”/, [/500 .*"id": /s]],
  ['Follow the progress by events', /: 25 %, 50 %, 75 %, 100 %\.$/, [/200.*data: {"progress":25}/s]],
  ['Read a window of a large image', /the value 51300 of one pixel.* 131486 bytes/, [
    /206 .*Content-Range: bytes 0-1023\/131486.*1024 bytes\s*$/s, /206 /, /206 .*8192 bytes\s*$/s
  ]],
  ['Send cookies along', /with status 200/, [/200 OK/]],
  ['A frame without an origin', /with status 200/, [/200 OK/]],
  ['A redirect', /led to \/api\/v1\/collections, .* status 200/, [/200 OK/]],
  ['A method that is not there', /^All that the page learns is “Failed to fetch”\.$/, [/The back-end never saw the request/]],
  ['An origin that is not on the list', /^All that the page learns is “Failed to fetch”\.$/, [/not on its list/]]
]

t.test('the demo', async (t) => {
  const browser = await launchChromium(t)
  const demo = await startDemo(t)

  async function open (t: Test, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, reducedMotion: 'reduce', ...options })
    t.after(() => page.close())
    await page.goto(demo.url)
    await finished(page)
    return page
  }

  await t.test('with the plugin every step goes as it should', async (t) => {
    const page = await open(t)
    t.same(await states(page), [...Array(STEPS - REFUSED).fill('works'), ...Array(REFUSED).fill('rightly')])
    t.equal(await page.textContent('#status'), `Done. All ${STEPS} steps went as they should.`)
    t.equal(await page.textContent('#result-with .count'), `${STEPS} of ${STEPS}`)

    const created = page.locator('.step', { hasText: 'Create a job' }).locator('.exchange').first()
    const [request, preflight, reply] = await created.locator('.part').allInnerTexts()
    t.match(request, /^POST http:.*\/api\/v1\/jobs$/m, 'the request')
    t.match(preflight, /The header Authorization needs permission/, 'why it needs a preflight')
    t.match(preflight, /^Access-Control-Request-Headers: authorization,content-type$/m, 'the preflight')
    t.match(reply, /201 Created[^]*Headers that the plugin exposes:[^]*OpenEO-Identifier: \S+/, 'the headers that the page reads')
    t.match(await page.locator('.step').last().innerText(), /Rightly blocked/, 'a step that should be blocked')
  })

  await t.test('the page tells what it got of each request', async (t) => {
    const page = await open(t)
    for (const [title, outcome, replies] of SPECIAL_STEPS) {
      const step = page.locator('.step', { hasText: title })
      t.match(await step.locator('.outcome').textContent(), outcome, title)
      const texts = await step.locator('.exchange .part:last-child').allTextContents()
      t.equal(texts.length, replies.length, 'requests')
      for (const [index, reply] of replies.entries()) t.match(texts[index], reply, `reply ${index + 1}`)
    }
  })

  await t.test('the switch shows by keyboard that without the plugin every step is blocked', async (t) => {
    const page = await open(t)
    await focus(page, 'input[value=with]')
    await page.keyboard.press('ArrowRight')
    await finished(page)
    t.same(await states(page), Array(STEPS).fill('blocked'))
    t.equal(await page.textContent('#status'), `Done. The browser blocked all ${STEPS} steps.`)
    t.equal(await page.textContent('#result-without .count'), `0 of ${STEPS}`)

    for (const step of await page.locator('.step').all()) {
      const text = String(await step.textContent())
      t.match(text, /All that the page learns is “(?:Network Error|Failed to fetch|error)”/, await step.locator('.title').innerText())
      const why = /Not allowed: nothing more is sent/.test(text) ? /answers that with an error/ : /the reply does not say that \S+ may read it/
      t.match(text, why, 'why')
    }
    await page.keyboard.press('ArrowLeft')
    await finished(page)
    t.equal(await page.textContent('#status'), `Done. All ${STEPS} steps went as they should.`, 'and back')
  })

  await t.test('it is used by keyboard, with a focus that can be seen', async (t) => {
    const page = await open(t)
    const stops = [
      '.intro a', 'input[value=with]', '#controls [type=submit]', '#open-all', '.step summary', '.step[open] .copy', '.step[open] .payload'
    ]
    for (const selector of stops) {
      await focus(page, selector)
      t.ok(await page.locator(selector).first().evaluate(isOutlined), `the focus on ${selector}`)
    }
    await focus(page, '.step summary', 'Shift+Tab')
    const first = page.locator('.step').first()
    t.equal(await first.getAttribute('open'), null)
    await page.keyboard.press('Enter')
    t.equal(await first.getAttribute('open'), '', 'Enter opens a step')

    await focus(page, 'section:last-child .step:last-child summary')
    await focus(page, '.step summary', 'Shift+Tab')
    const [controls, summary] = [await page.locator('#controls').boundingBox(), await first.locator('summary').boundingBox()]
    t.ok(Number(summary?.y) >= Number(controls?.y) + Number(controls?.height), 'the controls do not cover what has the focus')

    await focus(page, '#open-all', 'Shift+Tab')
    await page.keyboard.press('Space')
    t.equal(await page.locator('.step[open]').count(), STEPS, 'Space opens all')
    await page.keyboard.press('Space')
    t.equal(await page.locator('.step[open]').count(), 0, 'and closes all')
  })

  await t.test('what one reads stays where it is when the switch is used', async (t) => {
    const page = await open(t)
    const read = page.locator('.step', { hasText: '404: a job that is not there' })
    await read.evaluate((step) => { step.scrollIntoView({ block: 'center' }) })
    const before = await read.boundingBox()
    await page.getByText('Without it').click()
    await finished(page)
    const after = await read.boundingBox()
    t.ok(Math.abs(Number(after?.y) - Number(before?.y)) < 2, `from ${before?.y} to ${after?.y}`)
  })

  await t.test('it tells its progress in a live region', async (t) => {
    const page = await open(t)
    await page.evaluate(() => {
      const status = document.querySelector('[role=status]')
      const told: string[] = []
      Object.assign(window, { told })
      if (status !== null) new MutationObserver(() => told.push(String(status.textContent))).observe(status, { childList: true })
    })
    await page.getByRole('button', { name: 'Run again' }).press('Enter')
    await page.waitForFunction(() => (window as unknown as { told: string[] }).told.at(-1)?.startsWith('Done.'))
    const told: string[] = await page.evaluate('told')
    t.equal(told.filter((text) => text.startsWith('Step ')).length, STEPS)
    t.same(told.slice(0, 2), ['Starting.', `Step 1 of ${STEPS}: Find the API`])
  })

  for (const width of [320, 400, 1400]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await t.test(`it is readable at ${width} pixels, ${colorScheme}`, async (t) => {
        const page = await open(t, { viewport: { width, height: 900 }, colorScheme })
        for (const backend of ['with', 'without']) {
          await page.check(`input[value=${backend}]`, { force: true })
          await finished(page)
          await page.evaluate(() => { for (const step of document.querySelectorAll('details')) step.open = true })
          t.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, `${backend} the plugin: no scrolling aside`)
          t.same(await page.evaluate(cutOff), [], `${backend} the plugin: nothing beyond the edge`)
          t.same(await page.evaluate(lowContrast), [], `${backend} the plugin: enough contrast`)
        }
        const [red = 0] = await page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g)?.map(Number) ?? [])
        t.equal(red < 128, colorScheme === 'dark', 'the background is that of the scheme')
      })
    }
  }

  await t.test('it makes no errors of its own, and talks to nobody but the example', async (t) => {
    const page = await browser.newPage()
    t.after(() => page.close())
    const errors: string[] = []
    const hosts = new Set<string>()
    page.on('pageerror', (error) => { errors.push(String(error)) })
    page.on('console', (message) => { if (message.type() === 'error') errors.push(message.text()) })
    page.on('request', (request) => { hosts.add(new URL(request.url()).host) })
    await page.goto(demo.url)
    await finished(page)
    await page.check('input[value=without]', { force: true })
    await finished(page)
    t.same(errors.filter((text) => !BROWSERS_OWN.test(text)), [])

    const backends: Record<string, string> = await (await fetch(`${demo.url}/backends.json`)).json()
    t.same([...hosts].sort(), [demo.url, ...Object.values(backends)].map((url) => new URL(url).host).sort())
  })

  await t.test('it says so if the back-end does not run', async (t) => {
    const { url, stopApi } = await startDemo(t)
    await stopApi()
    const page = await browser.newPage()
    t.after(() => page.close())
    await page.goto(url)
    await finished(page)
    t.match(await page.textContent('#status'), /^Nothing answers at http:\/\/127\.0\.0\.1:\d+\. Is it running\?/)
  })
})
