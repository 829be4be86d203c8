import type { Test } from 'tap'
import { startExample } from './example.js'
import { REFUSED } from './in-page.js'
import type { Page } from './site.js'
import type { Example } from './example.js'

interface Link { readonly rel: string, readonly href: string, readonly type?: string }

/** What is found of a document on the way. */
interface Found {
  readonly type: string
  readonly id: string
  /** By `root`, and at the end of a chain of `parent`. */
  readonly root: string
  readonly top: string
  /** What one may do there, by OPTIONS. */
  readonly allow: string | null
  /** The types of what its assets lead to. */
  readonly assets: ReadonlyArray<string | null>
}

interface Stac { readonly type: string, readonly id: string, readonly links: readonly Link[], readonly assets?: Record<string, { href: string }> }

/**
 * Runs in the page: reads STAC from the root on, and the results of a job that somebody has shared, as STAC Browser does, which
 * knows nothing but links, and has no token.
 */
async function walk (example: Example): Promise<Found[]> {
  const read = async (url: string): Promise<Stac> => (await fetch(url)).json()
  const find = ({ links }: Stac, rel: string) => String(links.find((link) => link.rel === rel)?.href)

  const { job } = await page.finish(example)
  const catalogue = await read(`${example.api}/`)
  const pending = [find(catalogue, 'self'), find(await job.getResultsAsStac() as Stac, 'canonical')]
  const found = new Map<string, Found>()
  for (const url of pending) {
    if (found.has(url)) continue
    const document = await read(url)
    pending.push(...document.links.filter(({ rel }) => ['child', 'item', 'root', 'parent', 'self'].includes(rel)).map(({ href }) => href))
    let top = document
    while (top.links.some(({ rel }) => rel === 'parent')) top = await read(find(top, 'parent'))
    found.set(url, {
      type: document.type,
      id: document.id === job.id ? 'the job' : document.id,
      root: (await read(find(document, 'root'))).id,
      top: top.id,
      allow: (await fetch(url, { method: 'OPTIONS' })).headers.get('Allow'),
      assets: await Promise.all(Object.values(document.assets ?? {}).map(async ({ href }) => (await fetch(href)).headers.get('Content-Type')))
    })
  }
  return [...found.values()]
}

/** Lets a page read the example from its root, as STAC Browser does. */
export async function walkStac (t: Test, { evaluate }: Page): Promise<void> {
  const run = async (example: Awaited<ReturnType<typeof startExample>>) =>
    await evaluate(`page.attempt(${walk}, ${JSON.stringify(await example.prepare())})`)

  await t.test('R1, O5: STAC Browser reads the collections and the results of jobs by links, and what it may do in Allow', async (t) => {
    const common = { root: 'openeo-example', top: 'openeo-example', allow: 'OPTIONS, GET, HEAD' }
    t.same(await run(await startExample(t, { auth: true }, 0.1)), {
      value: [
        { type: 'Catalog', id: 'openeo-example', ...common, assets: [] },
        { type: 'Feature', id: 'the job', ...common, assets: ['image/tiff; application=geotiff'] },
        { type: 'Collection', id: 'demo', ...common, assets: [] }
      ]
    })
    t.same(await run(await startExample(t, undefined, 0.1)), REFUSED, 'without the plugin nothing')
  })
}
