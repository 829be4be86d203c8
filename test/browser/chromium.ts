import t from 'tap'
import { openInChromium } from './launch-chromium.js'
import { runPreflights } from './run-preflights.js'
import { runPromises } from './run-promises.js'
import { runSteps } from './run-steps.js'

t.test('Chromium', async (t) => {
  const page = await openInChromium(t)
  await runPreflights(t, page)
  await runPromises(t, page)
  await runSteps(t, page)
})
