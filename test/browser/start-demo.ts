import type { FastifyPluginAsync } from 'fastify'
import type { Test } from 'tap'
import { listen } from '../server.js'
import { build } from './example.js'

type BuildOptions = Parameters<typeof build>[0]
interface Demo { readonly url: string, readonly close: () => Promise<void> }

const { startDemo: start, demoRoutes }: { startDemo: (options: object) => Promise<Demo>, demoRoutes: FastifyPluginAsync } =
  await import(String(new URL('../../examples/demo/serve.js', import.meta.url)))

/** How many steps the demo has. */
export const STEPS = 25

/** How many of them the browser blocks with the plugin too. They are the last. */
export const REFUSED = 3

/** Starts the demo's page and its back-ends on free ports, without a log. `stopApi` stops the back-end with the plugin before the test ends. */
export async function startDemo (t: Test): Promise<{ readonly url: string, readonly stopApi: () => Promise<unknown> }> {
  const api = await build({ corsOptions: { auth: true, rangeRequests: true } })
  await api.register(demoRoutes)
  const apiPort = await listen(t, api)
  const { url, close } = await start({
    build: (options: BuildOptions) => build({ ...options, logger: false }),
    host: '127.0.0.1',
    apiPort,
    port: 0,
    plainPort: 0,
    listedPort: 0,
    fastifyCorsPort: 0
  })
  t.after(() => close())
  return { url, stopApi: () => api.close() }
}
