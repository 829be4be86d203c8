import t from 'tap'
import { launchFirefox } from './launch-firefox.js'
import { runPreflights } from './run-preflights.js'
import { runSteps } from './run-steps.js'
import { openPage } from './site.js'

t.test('Firefox', async (t) => {
  const open = await launchFirefox(t)
  const page = await openPage(t, open)
  await runPreflights(t, page)
  await runSteps(t, page)
})
