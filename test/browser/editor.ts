import t from 'tap'
import { countPreflights } from './count-preflights.js'
import { launchChromium } from './launch-chromium.js'
import { runEditor } from './run-editor.js'
import { showDocuments } from './show-documents.js'
import { openPage } from './site.js'
import { walkStac } from './walk-stac.js'

t.test('The editor', async (t) => {
  const tab = await (await launchChromium(t)).newPage()
  const page = await openPage(t, async (url) => {
    await tab.goto(url)
    return (expression) => tab.evaluate(expression)
  })
  await runEditor(t, page)
  await walkStac(t, page)
  await showDocuments(t, page)
  await countPreflights(t, page)
})
