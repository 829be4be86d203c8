import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { Test } from 'tap'
import type { OpeneoCorsOptions } from '../../lib/index.js'

interface BuildOptions {
  readonly corsOptions?: OpeneoCorsOptions
  readonly fastifyOptions?: FastifyServerOptions
}

const EXAMPLE = new URL('../../examples/backend/server.js', import.meta.url)
const START = new URL('start.js', EXAMPLE)
const NEEDS = 'It needs the built package, so do `npm run build` first.'

/** Builds the example, which uses the package by its name, and so as it is published. */
export async function build (options: BuildOptions = {}): Promise<FastifyInstance> {
  const example: { build: (options: BuildOptions) => Promise<FastifyInstance> } = await import(EXAMPLE.href)
    .catch((cause) => { throw new Error(`The example cannot be loaded. ${NEEDS}`, { cause }) })
  return await example.build(options)
}

/** Starts the example in a process of its own, and stops it after the test. Returns the port that it listens on. */
export async function startReplica (t: Pick<Test, 'after'>): Promise<number> {
  const replica = spawn(process.execPath, [fileURLToPath(START)], { env: { PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => replica.once('close', resolve))
  t.after(async () => {
    replica.kill('SIGTERM')
    await ended
  })
  for await (const line of createInterface({ input: replica.stdout })) {
    const port = /http:\/\/127\.0\.0\.1:(\d+)$/.exec(line)?.[1]
    if (port !== undefined) return Number(port)
  }
  throw new Error(`The example does not start. ${NEEDS}`)
}
