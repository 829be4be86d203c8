import type { Test } from 'tap'
import { startExample, type Example } from './example.js'
import { REFUSED } from './in-page.js'
import type { Page } from './site.js'

/** What is shown of a document: the text of the component, and what it has logged as an error. */
interface Shown { readonly text: string, readonly errors: readonly string[] }

type Component = readonly [path: string, element: string, property: string, text: string, part?: string]

/** The components of the Web Editor, what each is given, and what it has to show of it. */
const COMPONENTS: readonly Component[] = [
  ['/', 'openeo-capabilities', 'capabilities', '1.3.0'],
  ['/collections/demo', 'openeo-collection', 'data', 'Daily images that were never taken.'],
  ['/processes', 'openeo-processes', 'processes', 'Normalized Difference Vegetation Index', 'processes'],
  ['/file_formats', 'openeo-file-formats', 'formats', 'GeoTIFF'],
  ['/udf_runtimes', 'openeo-udf-runtimes', 'runtimes', 'Python'],
  ['/service_types', 'openeo-service-types', 'services', 'XYZ'],
  ['/jobs/{job}', 'openeo-job', 'job', 'finished'],
  ['/jobs/{job}/estimate', 'openeo-job-estimate', 'estimate', 'second'],
  ['/jobs/{job}/logs', 'openeo-logs', 'logs', 'Computed the result.', 'logs'],
  ['/jobs/{job}/results', 'openeo-item', 'data', 'result.tif']
]

/** Runs in the page: reads documents from the back-end, and gives each to a component. */
async function show (example: Example, components: readonly Component[]): Promise<Shown[]> {
  await page.finish(example)
  const shown: Shown[] = []
  for (const [path, name, property, expected, part] of components) {
    const reply = await fetch(`${example.api}${path.replace('{job}', example.job)}`, { headers: page.authorizationOf(example) })
    const received = await reply.json()
    await customElements.whenDefined(name)

    const errors: string[] = []
    const { error } = console
    console.error = (...values: unknown[]) => { errors.push(values.map(String).join(' ')) }
    // As the README of the components has it.
    const data = document.createElement('script')
    data.type = 'application/json'
    data.setAttribute('prop', property)
    data.textContent = JSON.stringify(part === undefined ? received : received[part])
    const element = document.createElement(name)
    element.append(data)
    document.body.append(element)
    const textOf = () => Array.from(element.shadowRoot?.children ?? [], (child) => child instanceof HTMLStyleElement ? '' : child.textContent).join(' ')
    // The component's own script is loaded when it is used first.
    for (let wait = 0; wait < 200 && !textOf().includes(expected); wait++) {
      await new Promise((resolve) => { setTimeout(resolve, 25) })
    }
    const text = textOf()
    shown.push({ text: text.includes(expected) ? expected : text, errors })
    element.remove()
    console.error = error
  }
  return shown
}

const LOAD = `new Promise((resolve, reject) => {
  const script = document.createElement('script')
  Object.assign(script, { src: '/components/openeo.min.js', onload: () => resolve(), onerror: reject })
  document.head.append(script)
})`

/** Shows the documents of the example by the components that the Web Editor is made of. */
export async function showDocuments (t: Test, { evaluate }: Page): Promise<void> {
  await t.test('R1: The components of the Web Editor show the documents of the example', async (t) => {
    await evaluate(LOAD)
    const run = async (example: Awaited<ReturnType<typeof startExample>>) =>
      await evaluate(`page.attempt((example) => (${show})(example, ${JSON.stringify(COMPONENTS)}), ${JSON.stringify(await example.prepare())})`)
    t.same(await run(await startExample(t, { auth: true }, 0.1)), { value: COMPONENTS.map(([,,, text]) => ({ text, errors: [] })) })
    t.same(await run(await startExample(t, undefined, 0.1)), REFUSED, 'without the plugin nothing')
  })
}
