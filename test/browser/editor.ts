import t from 'tap'
import { countPreflights } from './count-preflights.js'
import { openInChromium } from './launch-chromium.js'
import { runEditor } from './run-editor.js'
import { showDocuments } from './show-documents.js'
import { walkStac } from './walk-stac.js'

t.test('The editor', async (t) => {
  const page = await openInChromium(t)
  await runEditor(t, page)
  await walkStac(t, page)
  await showDocuments(t, page)
  await countPreflights(t, page)
})
