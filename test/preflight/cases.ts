import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { sendOptions, served } from '../requests.js'
import { EDITOR } from '../server.js'

/** Routes, and the lists of methods that they come to. */
export interface Case {
  readonly what: string
  readonly options?: FastifyServerOptions
  readonly declare: (app: FastifyInstance) => void
  /** The methods by URL. */
  readonly expected: Readonly<Record<string, string>>
}

export const ok = async () => null
export const NONE = 'OPTIONS'
export const GET = 'OPTIONS, GET, HEAD'

/** Tests that the router serves the methods of each case, and that the headers list them. */
export function testCases (cases: readonly Case[]): void {
  for (const { what, options, declare, expected } of cases) {
    t.test(`O3: ${what}`, async (t) => {
      const app = Fastify(options)
      await app.register(openeoCors)
      declare(app)
      for (const [url, methods] of Object.entries(expected)) {
        t.equal(await served(app, url), methods, `${url}: is served so`)
        const { headers } = await sendOptions(app, url, { origin: EDITOR })
        t.equal(headers['access-control-allow-methods'], methods, `${url}: is listed so`)
        t.equal(headers.allow, methods, `${url}: and in Allow`)
      }
    })
  }
}
