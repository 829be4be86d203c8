import Fastify, { type FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import openeoCors, { type OpeneoCorsOptions } from '../../lib/index.js'
import { EDITOR, corsHeaders } from '../server.js'

export interface Neighbours {
  /** Options of our plugin. */
  readonly cors?: Omit<OpeneoCorsOptions, 'logLevel'>
  /** Registers the other plugin. */
  readonly other: (app: FastifyInstance) => unknown
  /** Declares routes, when both are registered. */
  readonly routes?: (app: FastifyInstance) => void
}

/** Tests an application in which our plugin is registered first, and one in which the other plugin is. */
export async function inBothOrders (
  t: Test, { cors = { auth: true }, other, routes }: Neighbours, check: (t: Test, app: FastifyInstance) => Promise<void>
): Promise<void> {
  for (const oursFirst of [true, false]) {
    await t.test(oursFirst ? 'registered after ours' : 'registered before ours', async (t) => {
      const app = Fastify()
      t.after(() => app.close())
      if (oursFirst) await app.register(openeoCors, cors)
      await other(app)
      if (!oursFirst) await app.register(openeoCors, cors)
      routes?.(app)
      await check(t, app)
    })
  }
}

/** The headers of a request by a page of the editor. */
export const FROM_EDITOR = { origin: EDITOR }

/** The headers of a preflight by a page of the editor. */
export function asksFor (method: string): Record<string, string> {
  return { origin: EDITOR, 'access-control-request-method': method }
}

interface Reply {
  readonly headers: object & { readonly vary?: unknown }
}

/** Asserts that a page of the editor may read a reply: the headers of the CORS protocol, once each, and nothing else of it. */
export function readable (t: Test, { headers }: Reply, message: string, more: readonly string[] = []): void {
  t.strictSame(corsHeaders(headers), {
    'access-control-allow-origin': EDITOR,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': ['Location', 'OpenEO-Identifier', 'OpenEO-Costs', 'Link', ...more].join(', ')
  }, `${message} can be read`)
  t.equal(varies(headers).filter((name) => name === 'origin').length, 1, `${message} varies by origin`)
}

/** The members of a reply's Vary, sorted. */
export function varies ({ vary }: Reply['headers']): string[] {
  return String(vary).toLowerCase().split(',').map((name) => name.trim()).sort()
}
