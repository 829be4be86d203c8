import t, { type Test } from 'tap'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { lowContrast } from './contrast.js'
import { launchChromium } from './launch-chromium.js'
import { STEPS, startDemo } from './start-demo.js'

/** What Chromium itself says of requests that fail and of those that it blocks. */
const BROWSERS_OWN = /^(?:Failed to load resource: |Access to (?:fetch|XMLHttpRequest) at )/

/** More presses of a key than it takes to reach anything on the page. */
const MAX_STOPS = 200

/** Waits for the end of a run. Whatever starts one says so at once. */
async function finished (page: Page): Promise<void> {
  await page.getByRole('status').filter({ hasText: /^(?:Done|Nothing)/ }).waitFor()
}

async function states (page: Page): Promise<Array<string | undefined>> {
  return await page.locator('.step').evaluateAll((steps) => steps.map((step) => (step as HTMLElement).dataset.state))
}

/** Moves the focus by keyboard until it is on the first element of a selector. */
async function focus (page: Page, selector: string, key = 'Tab'): Promise<void> {
  const target = page.locator(selector).first()
  for (let presses = 0; !await target.evaluate((element) => element === document.activeElement); presses++) {
    if (presses === MAX_STOPS) throw new Error(`${key} does not lead to ${selector}`)
    await page.keyboard.press(key)
  }
}

/** Runs in a page: what is cut off at its right edge, or at that of what it stands in. */
function cutOff (): string[] {
  return Array.from(document.querySelectorAll('body *'))
    .filter((element) => {
      const reachesOut = element.scrollWidth > element.clientWidth && getComputedStyle(element).display !== 'inline'
      return reachesOut || element.getBoundingClientRect().right > document.documentElement.clientWidth
    })
    .map((element) => `${element.tagName} ${element.className} ${element.textContent.slice(0, 40)}`)
}

/** Runs in a page: whether one can see that an element has the focus, by itself or by its label. */
function isOutlined (element: Element): boolean {
  const { outlineStyle, outlineWidth } = getComputedStyle(element.closest('label') ?? element)
  return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2
}

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
    t.same(await states(page), [...Array(STEPS - 1).fill('works'), 'rightly'])
    t.equal(await page.textContent('#status'), `Done. All ${STEPS} steps went as they should.`)
    t.equal(await page.textContent('#result-with .count'), `${STEPS} of ${STEPS}`)

    const created = page.locator('.step', { hasText: 'Create a job' }).locator('.exchange').first()
    const [request, preflight, reply] = await created.locator('.part').allInnerTexts()
    t.match(request, /^POST http:.*\/api\/v1\/jobs$/m, 'the request')
    t.match(preflight, /The header Authorization needs permission/, 'why it needs a preflight')
    t.match(preflight, /^Access-Control-Request-Headers: authorization,content-type$/m, 'the preflight')
    t.match(reply, /201 Created[^]*Headers that the plugin exposes:[^]*OpenEO-Identifier: \S+/, 'the headers that the page reads')
    t.match(await page.locator('.step').last().innerText(), /Rightly blocked/, 'the step that should be blocked')
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
      t.match(text, /All that the page learns is “(?:Network Error|Failed to fetch)”/, await step.locator('.title').innerText())
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
