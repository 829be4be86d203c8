import { chromium, type Browser } from 'playwright-core'
import type { Test } from 'tap'
import { findBrowser } from './find-browser.js'
import { openPage, type Page } from './site.js'

/**
 * Starts Chromium without a window, and stops it after the test. It is the system's, or the one that the environment
 * variable CHROMIUM names.
 */
export async function launchChromium (t: Test): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: findBrowser('chromium', 'CHROMIUM'),
    args: [
      '--no-sandbox', // as containers and root need it
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Tests need nobody else. Requests are not intercepted for this, as Chromium sends no preflights then.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'
    ]
  })
  t.after(() => browser.close())
  return browser
}

/** Opens the page of a new site in a new Chromium. */
export async function openInChromium (t: Test): Promise<Page> {
  const tab = await (await launchChromium(t)).newPage()
  return await openPage(t, async (url) => {
    await tab.goto(url)
    return (expression) => tab.evaluate(expression)
  })
}
