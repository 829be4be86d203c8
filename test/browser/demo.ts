import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { axeFindings, smallTargets } from './accessibility.js'
import { lowContrast } from './contrast.js'
import { choose, cutOff, finished, focus, isOutlined, states, stepOf } from './demo-page.js'
import { launchChromium } from './launch-chromium.js'
import { REFUSED, STEPS, startDemo } from './start-demo.js'

/** What Chromium itself says of requests that fail and of those that it blocks. */
const BROWSERS_OWN = /^(?:Failed to load resource: |Refused to get unsafe header |Access to (?:fetch|XMLHttpRequest|resource) at )/

/** Steps beside those of the client: what comes of them with the plugin, and what the page gets of each request. */
const SPECIAL_STEPS: ReadonlyArray<readonly [title: string, outcome: RegExp, replies: readonly RegExp[]]> = [
  ['500: a mistake in the back-end', /status 500, the code Internal, and the message “Server error\.”/, [/500 .*"id": /s]],
  ['Follow the progress by events', /: 25 %, 50 %, 75 %, 100 %\.$/, [/200.*data: {"progress":25}/s]],
  ['Read a window of a large image', /the value 51300 of one pixel.* 131486 bytes/, [
    /206 .*Content-Range: bytes 0-1023\/131486.*1024 bytes\s*$/s
  ]],
  ['Read what was passed on', /with status 200/, [/200 OK/]],
  ['Send a cookie along', /came back/, [/"received": null/, /"received": "\w+"/]],
  ['A redirect', /led to \/api\/v1\/collections, .* status 200/, [/200 OK/]],
  ['A method that is not there', /^All that the page learns is “Failed to fetch”\.$/, [/The back-end never saw the request/]],
  ['An origin that is not on the list', /^All that the page learns is “Failed to fetch”\.$/, [/not on its list/]],
  ['A frame without an origin', /^All that the page learns is “Failed to fetch”\.$/, [/Access-Control-Allow-Origin: null.*200 OK/s, /null is on no list/]]
]

/** What comes of the steps with @fastify/cors, other than that they pass. */
const WITH_FASTIFY_CORS: Readonly<Record<string, readonly [state: string, why: RegExp]>> = {
  'Create a job': ['failed', /Headers that are hidden from it:.*OpenEO-Identifier: not exposed/s],
  'Change the job': ['blocked', /the answer allows the methods GET,HEAD,POST, and no PATCH, so the PATCH was never sent/],
  'Delete the job': ['blocked', /and no DELETE, so the DELETE was never sent/],
  'Compute a result': ['failed', /Link: not exposed/],
  'Upload a file': ['blocked', /and no PUT, so the PUT was never sent/],
  'Delete the file': ['blocked', /and no DELETE, so the DELETE was never sent/],
  '400: a malformed URL': ['blocked', /the answer, with status 400, has no Access-Control-Allow-Origin, so the GET was never sent\.Fastify itself has answered/],
  'Read a window of a large image': ['failed', /Content-Range: not exposed/],
  'Read what was passed on': ['blocked', /the answer allows https:\/\/other\.example, and not http:\S+, so the browser keeps it back/],
  'A method that is not there': ['rightly', /this answer is the same for every path/],
  'An origin that is not on the list': ['left-out', /about the plugin’s option origin/],
  'A frame without an origin': ['left-out', /about the plugin’s option origin/]
}

t.test('the demo', async (t) => {
  const browser = await launchChromium(t)
  const demo = await startDemo(t)

  async function load (t: Test, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, reducedMotion: 'reduce', ...options })
    t.after(() => page.close())
    await page.goto(demo.url)
    await page.locator('.step').first().waitFor()
    return page
  }

  async function open (t: Test, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await load(t, options)
    await page.click('#run')
    await finished(page)
    return page
  }

  await t.test('nothing is sent before one has asked for it', async (t) => {
    const page = await load(t)
    const backends: Record<string, string> = await (await fetch(`${demo.url}/backends.json`)).json()
    let sent = 0
    page.on('request', (request) => { if (Object.values(backends).includes(new URL(request.url()).origin)) sent++ })
    await choose(page, 'without')
    await page.waitForTimeout(200)
    t.match(await page.innerText('.progress'), /^Nothing has been sent yet/)
    t.equal(sent, 0)
    await page.click('#run')
    await finished(page)
    t.ok(sent > 0, 'then it is')
  })

  await t.test('with the plugin every step goes as it should', async (t) => {
    const page = await open(t)
    t.same(await states(page), [...Array(STEPS - REFUSED).fill('works'), ...Array(REFUSED).fill('rightly')])
    t.equal(await page.textContent('#status'), `Done. All ${STEPS} steps passed. Next: choose “@fastify/cors” above.`)
    t.equal(await page.textContent('#label-with .count'), `${STEPS} of ${STEPS}`)

    const created = stepOf(page, 'Create a job').locator('.exchange').first()
    const [request, preflight, reply] = await created.locator('.part').allInnerTexts()
    t.match(request, /^POST http:.*\/api\/v1\/jobs$/m, 'the request')
    t.match(preflight, /The header Authorization needs permission/, 'why it needs a preflight')
    t.match(preflight, /^Access-Control-Request-Headers: authorization,content-type$/m, 'the preflight')
    t.match(preflight, /The back-end answers:\s+204\s[^]*^Access-Control-Allow-Methods: OPTIONS, GET, HEAD, POST$/m, 'its answer')
    t.match(reply, /The back-end answers:\s+201\s+Vary: Origin\s+Access-Control-Allow-Origin: http:/, 'what the back-end answers')
    t.match(reply, /201 Created[^]*Headers that are exposed to it:[^]*OpenEO-Identifier: \S+/, 'the headers that the page reads')
    t.match(await page.locator('.step').last().innerText(), /Blocked, as intended/, 'a step that should be blocked')

    const listed = stepOf(page, 'List the jobs').locator('.part').nth(1)
    t.match(await listed.textContent(), /remembers the answer that it got when it asked for POST\. It holds for GET too:204.*Allow: OPTIONS, GET, HEAD, POST/,
      'one preflight serves all methods of a URL')
    await page.click('#run')
    await finished(page)
    t.match(await stepOf(page, 'Log in').textContent(), /remembers the answer that it got when it asked for GET\. It still holds:204/, 'another run')
  })

  await t.test('the command that is folded away shows the same answer', async (t) => {
    const page = await open(t)
    const step = stepOf(page, 'Create a job')
    const commands = step.locator('.fold').first()
    t.equal(await commands.locator('code').isVisible(), false)
    await commands.locator('summary').click()
    const command = await commands.locator('code').innerText()
    t.match(command, /^curl -i -X OPTIONS \\\n\s+-H 'Origin: http:/)
    const { stdout } = await promisify(execFile)('sh', ['-c', command])
    const shown = await step.locator('.part').nth(1).innerText()
    for (const name of ['Access-Control-Allow-Methods', 'Access-Control-Allow-Headers', 'Access-Control-Max-Age', 'Allow', 'Vary']) {
      const [, value = 'none'] = new RegExp(`^${name}: (.*)\\r$`, 'im').exec(stdout) ?? []
      t.ok(shown.replace(/\s+/g, ' ').includes(`${name}: ${value}`), `${name}: ${value}`)
    }
  })

  await t.test('the switch shows what is different with @fastify/cors', async (t) => {
    const page = await open(t)
    await choose(page, 'fastifyCors')
    await finished(page)
    for (const step of await page.locator('.step').all()) {
      const title = await step.locator('.title').innerText()
      const [state, why] = WITH_FASTIFY_CORS[title] ?? ['works', /200|202|4\d\d|500/]
      t.equal(await step.getAttribute('data-state'), state, title)
      t.match(await step.textContent(), why, 'why')
    }
    t.equal(await page.textContent('#label-fastifyCors .count'), '14 of 23')
    t.equal(await page.textContent('#status'), 'Done. 14 of 23 steps passed, 6 blocked, 3 failed. Next: choose “No CORS” above.')
  })

  await t.test('the page tells what it got of each request', async (t) => {
    const page = await open(t)
    for (const [title, outcome, replies] of SPECIAL_STEPS) {
      const step = stepOf(page, title)
      t.match(await step.locator('.outcome').textContent(), outcome, title)
      const texts = await step.locator('.exchange .part:last-child').allTextContents()
      t.equal(texts.length, replies.length, 'requests')
      for (const [index, reply] of replies.entries()) t.match(texts[index], reply, `reply ${index + 1}`)
    }
  })

  await t.test('the switch shows by keyboard that without CORS every step is blocked', async (t) => {
    const page = await open(t)
    await focus(page, 'input[value=with]')
    await page.keyboard.press('ArrowLeft')
    await finished(page)
    t.same(await states(page), [...Array(STEPS - REFUSED).fill('blocked'), ...Array(REFUSED).fill('left-out')])
    t.match(await page.textContent('#status'), `Done. The browser blocked all ${STEPS - REFUSED} steps.`)
    t.equal(await page.textContent('#label-without .count'), `0 of ${STEPS - REFUSED}`)

    for (const step of (await page.locator('.step').all()).slice(0, STEPS - REFUSED)) {
      const text = String(await step.textContent())
      t.match(text, /All that the page learns is “(?:Network Error|Failed to fetch|error)”/, await step.locator('.title').innerText())
      t.match(text, /No Access-Control-\* header|allows https:\/\/other\.example/, 'what the back-end answers')
      const why = /Not allowed: nothing more is sent/.test(text)
        ? /the answer, with status 40\d, has no Access-Control-Allow-Origin, so the \w+ was never sent/
        : /so the browser keeps it back/
      t.match(text, why, 'why')
    }
    t.match(await stepOf(page, '400: a malformed URL').textContent(), /frameworkErrors answers in its place/, 'the remedy is the right one')
    t.match(await stepOf(page, 'A method that is not there').textContent(), /this one shows nothing/, 'why a step is left out')

    let sent = 0
    page.on('request', () => { sent++ })
    await page.keyboard.press('ArrowRight')
    await finished(page)
    t.match(await page.textContent('#status'), `Done. All ${STEPS} steps passed.`, 'and back')
    t.match(await stepOf(page, 'Create a job').textContent(), /201 Created/, 'with all that is in the steps')
    t.equal(sent, 0, 'without another run')
  })

  await t.test('it is used by keyboard, with a focus that can be seen', async (t) => {
    const page = await open(t)
    const stops = [
      '.intro a', 'input[value=with]', '#run', '#open-all', '.step summary', '.step[open] .fold summary', '.step[open] .payload', '.next .copy'
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

    await focus(page, 'section:last-child .step:last-child > summary')
    await focus(page, '.step summary', 'Shift+Tab')
    const [controls, summary] = [await page.locator('#controls').boundingBox(), await first.locator('> summary').boundingBox()]
    t.ok(Number(summary?.y) >= Number(controls?.y) + Number(controls?.height), 'the controls do not cover what has the focus')

    await focus(page, '#open-all', 'Shift+Tab')
    await page.keyboard.press('Space')
    t.equal(await page.locator('.step[open]').count(), STEPS, 'Space opens all')
    await page.keyboard.press('Space')
    t.equal(await page.locator('.step[open]').count(), 0, 'and closes all')
  })

  await t.test('what one reads stays where it is when the switch is used', async (t) => {
    const page = await open(t)
    const read = stepOf(page, '404: a job that is not there')
    await read.evaluate((step) => { step.scrollIntoView({ block: 'center' }) })
    const before = await read.boundingBox()
    await page.getByText('No CORS').click()
    await finished(page)
    const after = await read.boundingBox()
    t.ok(Math.abs(Number(after?.y) - Number(before?.y)) < 2, `from ${before?.y} to ${after?.y}`)
  })

  await t.test('the score stays in view', async (t) => {
    const page = await open(t, { viewport: { width: 390, height: 844 } })
    await page.evaluate(() => { window.scrollTo(0, document.body.scrollHeight / 2) })
    const box = await page.locator('#label-with .count').boundingBox()
    t.ok(box !== null && box.y >= 0 && box.y < 200, JSON.stringify(box))
  })

  await t.test('a run is announced once, at its end', async (t) => {
    const page = await open(t)
    await page.evaluate(() => {
      const told: string[] = []
      Object.assign(window, { told })
      for (const region of document.querySelectorAll('[role=status], [aria-live]')) {
        new MutationObserver(() => { if (region.textContent !== '') told.push(region.textContent) }).observe(region, { childList: true, subtree: true })
      }
    })
    await page.getByRole('button', { name: 'Run again' }).press('Enter')
    await finished(page)
    const told: string[] = await page.evaluate('told')
    t.equal(told.length, 1, told.join(' | '))
    t.match(told[0], `Done. All ${STEPS} steps passed.`)
  })

  await t.test('what was copied is heard', async (t) => {
    const page = await load(t, { permissions: ['clipboard-read', 'clipboard-write'] })
    await page.click('.next .copy')
    await page.locator('[aria-live]').filter({ hasText: /^Copied$/ }).waitFor({ state: 'attached' })
    const backends: Record<string, string> = await (await fetch(`${demo.url}/backends.json`)).json()
    t.equal(await page.evaluate(() => navigator.clipboard.readText()), `npx fastify-openeo-cors check ${backends.with}`)
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    await t.test(`axe finds nothing, ${colorScheme}`, async (t) => {
      const page = await load(t, { colorScheme })
      t.same(await axeFindings(page), [], 'before a run')
      // The one in which steps end in all ways that there are.
      await choose(page, 'fastifyCors')
      await page.click('#run')
      await finished(page)
      await page.click('#open-all')
      t.same(await axeFindings(page), [], 'after a run, with all steps open')
    })
  }

  for (const width of [320, 400, 1400]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await t.test(`it is readable at ${width} pixels, ${colorScheme}`, async (t) => {
        const page = await open(t, { viewport: { width, height: 900 }, colorScheme })
        for (const backend of ['with', 'fastifyCors', 'without']) {
          await choose(page, backend)
          await finished(page)
          await page.evaluate(() => { for (const step of document.querySelectorAll('details')) step.open = true })
          t.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, `${backend}: no scrolling aside`)
          t.same(await page.evaluate(cutOff), [], `${backend}: nothing beyond the edge`)
          t.same(await page.evaluate(lowContrast), [], `${backend}: enough contrast`)
          t.same(await page.evaluate(smallTargets), [], `${backend}: nothing that fingers miss`)
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
    await page.click('#run')
    for (const backend of ['with', 'fastifyCors', 'without']) {
      await choose(page, backend)
      await finished(page)
    }
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
    await page.click('#run')
    await finished(page)
    t.match(await page.textContent('#status'), /^Nothing answers at http:\/\/127\.0\.0\.1:\d+\. Is it running\?/)
  })
})
