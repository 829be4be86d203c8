import t from 'tap'
import { launchFirefox } from './launch-firefox.js'
import { runPreflights } from './run-preflights.js'
import { runSteps } from './run-steps.js'
import { openPage } from './site.js'
import { STEPS, startDemo } from './start-demo.js'

t.test('Firefox', async (t) => {
  const open = await launchFirefox(t)
  const page = await openPage(t, open)
  await runPreflights(t, page)
  await runSteps(t, page)

  await t.test('the steps of the demo go as they should', async (t) => {
    const { url } = await startDemo(t)
    const evaluate = await open(url)
    const done = `new Promise((resolve) => {
      const status = document.querySelector('#status')
      const check = () => { if (/^(Done|Nothing)/.test(status.textContent)) resolve(status.textContent) }
      new MutationObserver(check).observe(status, { childList: true })
      check()
    })`
    t.equal(await evaluate(done), `Done. All ${STEPS} steps went as they should.`)
    await evaluate('document.querySelector("input[value=without]").click()')
    t.equal(await evaluate(done), `Done. The browser blocked all ${STEPS} steps.`)
  })
})
