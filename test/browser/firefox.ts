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
    // Clicks when the button is ready, and gives the status when the run has ended. On the way, the status is empty.
    const statusAfter = (selector: string) => `new Promise((resolve) => {
      let isClicked = false
      const timer = setInterval(() => {
        if (document.querySelector('#run').disabled) return
        if (!isClicked) {
          isClicked = true
          document.querySelector('${selector}').click()
        }
        const { textContent } = document.querySelector('#status')
        if (textContent === '') return
        clearInterval(timer)
        resolve(textContent)
      }, 50)
    })`
    t.match(await evaluate(statusAfter('#run')), `Done. All ${STEPS} steps passed.`)
    t.match(await evaluate(statusAfter('input[value=without]')), `Done. The browser blocked all ${STEPS - REFUSED} steps.`)
  })
})
