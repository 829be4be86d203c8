import { chromium, type Browser } from 'playwright-core'
import type { Test } from 'tap'

/**
 * Starts Chromium without a window, and stops it after the test. It is the system's, or the one that the environment
 * variable CHROMIUM names.
 */
export async function launchChromium (t: Test): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', // as containers and root need it
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync'
    ]
  })
  t.after(() => browser.close())
  return browser
}
