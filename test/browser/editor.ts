import t from 'tap'
import { runEditor } from './run-editor.js'
import { launchChromium } from './launch-chromium.js'
import { openPage } from './site.js'

t.test('The editor', async (t) => {
  const tab = await (await launchChromium(t)).newPage()
  const page = await openPage(t, async (url) => {
    await tab.goto(url)
    return (expression) => tab.evaluate(expression)
  })
  await runEditor(t, page)
})
