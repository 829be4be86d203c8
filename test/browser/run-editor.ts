import type { Test } from 'tap'
import type { OpeneoCorsOptions } from '../../lib/index.js'
import { EDITOR_STEPS } from './editor-steps.js'
import { build, startExample, type RunningExample } from './example.js'
import { REFUSED } from './in-page.js'
import type { Page } from './site.js'
import { listen } from '../server.js'

const CORS: OpeneoCorsOptions = { auth: true, rangeRequests: true }
const SHORT = 0.4 // seconds

/** Does what the Web Editor does, and does it again against a back-end without the plugin. */
export async function runEditor (t: Test, page: Page): Promise<void> {
  await t.test('R1: With the plugin, the editor', async (t) => {
    const examples = new Map<number, RunningExample>()
    for (const { name, jobSeconds = SHORT, run, gets } of EDITOR_STEPS) {
      const example = examples.get(jobSeconds) ?? await startExample(t, CORS, jobSeconds)
      examples.set(jobSeconds, example)
      t.same(await page.evaluate(`page.attempt(${run}, ${JSON.stringify(await example.prepare())})`), { value: gets }, name)
    }
  })

  await t.test('Without the plugin, the browser blocks all that the editor does', async (t) => {
    const example = await startExample(t, undefined, SHORT)
    for (const { name, run } of EDITOR_STEPS) {
      t.same(await page.evaluate(`page.attempt(${run}, ${JSON.stringify(await example.prepare())})`), REFUSED, name)
    }
  })

  await t.test('R1: With the plugin, the editor is told that its token is gone when the server has started again', (t) =>
    restart(t, page, { corsOptions: CORS }, [
      { value: 'no error' }, { value: [403, 'TokenInvalid', 'Authorization token has expired or is invalid.', 'string'] }, REFUSED
    ]))

  await t.test('Without the plugin, it cannot tell that from a server that is down', (t) =>
    restart(t, page, { cors: false }, [REFUSED, REFUSED, REFUSED]))
}

/** Asks with a token, again after a restart, and when the server is down. */
async function restart (t: Test, page: Page, options: Parameters<typeof build>[0], [valid, restarted, down]: readonly unknown[]): Promise<void> {
  const before = await build(options)
  const port = await listen(t, before)
  const login = await before.inject({ url: '/api/v1/credentials/basic', headers: { authorization: `Basic ${btoa('user:password')}` } })
  const example = {
    api: `http://127.0.0.1:${port}/api/v1`, capabilities: { api_version: '1.3.0', endpoints: [] }, token: login.json().access_token
  }
  const ask = () => page.evaluate(
    `page.attempt((example) => page.errorOf(page.clientOf(example).describeAccount()), ${JSON.stringify(example)})`
  )
  t.same(await ask(), valid, 'with its token')

  await before.close()
  const after = await build(options)
  t.after(() => after.close())
  await after.listen({ host: '127.0.0.1', port })
  t.same(await ask(), restarted, 'after a restart')

  await after.close()
  t.same(await ask(), down, 'while it is down')
}
