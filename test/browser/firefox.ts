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
    // Clicks, and gives the status when the run that this starts has ended.
    const statusAfter = (selector: string) => `new Promise((resolve) => {
      const before = document.querySelector('#status').textContent
      document.querySelector('${selector}').click()
      const timer = setInterval(() => {
        const { textContent } = document.querySelector('#status')
        if (textContent === before || !/^(?:Done|Nothing)/.test(textContent)) return
        clearInterval(timer)
        resolve(textContent)
      }, 50)
    })`
    t.match(await evaluate(statusAfter('#run')), `Done. All ${STEPS} steps passed.`)
    t.match(await evaluate(statusAfter('input[value=without]')), `Done. The browser blocked all ${STEPS - REFUSED} steps.`)
  })
})
