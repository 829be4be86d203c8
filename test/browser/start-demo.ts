import type { Test } from 'tap'
import { listen } from '../server.js'
import { build } from './example.js'

interface Demo { readonly url: string, readonly close: () => Promise<void> }

const demo: { startDemo: (options: object) => Promise<Demo> } =
  await import(String(new URL('../../examples/demo/serve.js', import.meta.url)))

/** How many steps the demo has. */
export const STEPS = 19

/** Starts the demo's page and its back-ends on free ports. `stopApi` stops the back-end with the plugin before the test ends. */
export async function startDemo (t: Test): Promise<{ readonly url: string, readonly stopApi: () => Promise<unknown> }> {
  const api = await build({ corsOptions: { auth: true } })
  const apiPort = await listen(t, api)
  const { url, close } = await demo.startDemo({
    build: () => build({ cors: false }), host: '127.0.0.1', apiPort, port: 0, plainPort: 0
  })
  t.after(() => close())
  return { url, stopApi: () => api.close() }
}
