import t from 'tap'
import { launchChromium } from './launch-chromium.js'
import { runPreflights } from './run-preflights.js'
import { runPromises } from './run-promises.js'
import { runSteps } from './run-steps.js'
import { openPage } from './site.js'

t.test('Chromium', async (t) => {
  const tab = await (await launchChromium(t)).newPage()
  const page = await openPage(t, async (url) => {
    await tab.goto(url)
    return (expression) => tab.evaluate(expression)
  })
  await runPreflights(t, page)
  await runPromises(t, page)
  await runSteps(t, page)
})
