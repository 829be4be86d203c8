import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Test } from 'tap'
import { findBrowser } from './find-browser.js'
import type { Page } from './site.js'
import { BidiConnection } from './webdriver-bidi.js'

type Evaluated =
  | { readonly type: 'success', readonly result: { readonly value?: string } }
  | { readonly type: 'exception', readonly exceptionDetails: { readonly text: string } }

/**
 * Starts Firefox without a window, and stops it after the test. It is the system's, or the one that the environment
 * variable FIREFOX names. Returns what opens a page in it.
 */
export async function launchFirefox (t: Test): Promise<(url: string) => Promise<Page['evaluate']>> {
  const browser = await BidiConnection.connect(`${await start(t)}/session`)
  await browser.send('session.new', { capabilities: {} })
  const { contexts: [tab] } = await browser.send<{ contexts: Array<{ context: string }> }>('browsingContext.getTree', {})

  return async (url) => {
    await browser.send('browsingContext.navigate', { context: tab?.context, url, wait: 'complete' })
    return async (expression) => {
      const evaluated = await browser.send<Evaluated>('script.evaluate', {
        expression: `Promise.resolve(${expression}).then(JSON.stringify)`,
        target: { context: tab?.context },
        awaitPromise: true
      })
      if (evaluated.type === 'exception') throw new Error(evaluated.exceptionDetails.text)
      return evaluated.result.value === undefined ? undefined : JSON.parse(evaluated.result.value)
    }
  }
}

/** Starts the process with a new profile. Returns the WebSocket URL that it prints when it listens. */
async function start (t: Test): Promise<string> {
  const path = findBrowser('firefox-esr', 'FIREFOX')
  const profile = await mkdtemp(join(tmpdir(), 'firefox-'))
  const firefox = spawn(path, [
    '--headless', '--no-remote', '--remote-debugging-port=0', '--profile', profile
  ], {
    // Run by root, Firefox refuses a home that is somebody else's, as that of a container may be.
    env: { ...process.env, HOME: profile },
    stdio: ['ignore', 'ignore', 'pipe']
  })
  const exited = once(firefox, 'exit')
  t.after(async () => {
    firefox.kill()
    await exited
    await rm(profile, { recursive: true, maxRetries: 3 })
  })

  for await (const line of createInterface(firefox.stderr)) {
    const [, url] = /^WebDriver BiDi listening on (ws:\S+)$/.exec(line) ?? []
    if (url !== undefined) {
      firefox.stderr.resume() // whatever else it says, it must not wait for a reader
      return url
    }
  }
  throw new Error('Firefox ended before it listened')
}
