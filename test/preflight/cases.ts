import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { assertListed } from '../requests.js'

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
      await assertListed(t, app, expected)
    })
  }
}
