import type { Test } from 'tap'
import type { OpeneoCorsOptions } from '../../lib/index.js'
import { startExample, type RunningExample } from './example.js'
import { REFUSED } from './in-page.js'
import type { Page } from './site.js'
import { CLIENT_STEPS } from './steps/client.js'
import { ERROR_STEPS } from './steps/errors.js'
import { ORIGIN_STEPS } from './steps/origins.js'
import { REPLY_STEPS } from './steps/replies.js'
import type { Step } from './steps/step.js'

/** Runs all steps in a page, against the example back-end with the plugin and without. */
export async function runSteps (t: Test, { origin, evaluate }: Page): Promise<void> {
  const without = await startExample(t, undefined)
  const examples = new Map<string, RunningExample>()

  for (const step of [...CLIENT_STEPS, ...ERROR_STEPS, ...ORIGIN_STEPS, ...REPLY_STEPS]) {
    // A browser keeps a preflight's answer for some seconds, but each preflight is to be seen here.
    const options: OpeneoCorsOptions = { auth: true, maxAge: 0, ...step.options?.(origin) }
    const key = JSON.stringify(options)
    const example = examples.get(key) ?? await startExample(t, options)
    examples.set(key, example)

    await t.test(step.name, async (t) => {
      t.same(await run(evaluate, step, example), 'gets' in step ? { value: step.gets } : REFUSED, 'what the page gets')
      t.same(example.seen(), step.reaching, 'what reaches the back-end')

      t.same(await run(evaluate, step, without), REFUSED, 'what the page gets without the plugin')
      t.same(without.seen(), step.reachingWithout, 'what reaches the back-end without the plugin')
    })
  }
}

async function run (evaluate: Page['evaluate'], step: Step, example: RunningExample): Promise<unknown> {
  return await evaluate(`page.attempt(${step.run}, ${JSON.stringify(await example.prepare())})`)
}
