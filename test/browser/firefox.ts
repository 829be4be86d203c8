import t from 'tap'
import { launchFirefox } from './launch-firefox.js'
import { runPreflights } from './run-preflights.js'
import { runSteps } from './run-steps.js'
import { openPage } from './site.js'
import { REFUSED, STEPS, startDemo } from './start-demo.js'

t.test('Firefox', async (t) => {
  const open = await launchFirefox(t)
  const page = await openPage(t, open)
  await runPreflights(t, page)
  await runSteps(t, page)

  await t.test('the steps of the demo go as they should', async (t) => {
    const { url } = await startDemo(t)
    const evaluate = await open(url)
    // A timer keeps the promise alive. Firefox forgets one that only an observer would settle.
    const done = (selector: string, said: string) => `new Promise((resolve) => {
      const status = document.querySelector('#status')
      document.querySelector('${selector}').click()
      const timer = setInterval(() => {
        if (!status.textContent.startsWith('${said}')) return
        clearInterval(timer)
        resolve(true)
      }, 50)
    })`
    t.equal(await evaluate(done('#run', `Done. All ${STEPS} steps passed.`)), true)
    t.equal(await evaluate(done('input[value=without]', `Done. The browser blocked all ${STEPS - REFUSED} steps.`)), true)
  })
})
