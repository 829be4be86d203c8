import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import { EDITOR } from './server.js'

type Headers = Readonly<Record<string, string>>

/** Sends OPTIONS, without any header of the CORS protocol. */
export function sendOptions (app: FastifyInstance, url: string, headers: Headers = {}): Promise<LightMyRequestResponse> {
  return app.inject({ method: 'OPTIONS', url, headers })
}

/** Sends a preflight of an origin that the default options allow. */
export function sendPreflight (
  app: FastifyInstance, url: string, method = 'GET', headers: Headers = {}
): Promise<LightMyRequestResponse> {
  return sendOptions(app, url, { origin: EDITOR, 'access-control-request-method': method, ...headers })
}

/** The value that Allow must have: OPTIONS and the methods that are answered with neither 404 nor 414, in openEO's order. */
export async function served (app: FastifyInstance, url: string): Promise<string> {
  await app.ready()
  const methods = ['OPTIONS']
  for (const method of new Set(['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', ...app.supportedMethods.toSorted()])) {
    if (method === 'OPTIONS') continue
    // Fastify refuses QUERY without a body and its type, before it looks for the route.
    const body = method === 'QUERY' ? { payload: 'text' } : {}
    const { statusCode } = await app.inject({ method, url, headers: { 'content-type': 'text/plain' }, ...body } as InjectOptions)
    if (statusCode !== 404 && statusCode !== 414) methods.push(method)
  }
  return methods.join(', ')
}

/** Asserts that the router serves these methods at these URLs, and that preflights list them. */
export async function assertListed (
  t: Pick<Test, 'equal'>, app: FastifyInstance, expected: Readonly<Record<string, string>>
): Promise<void> {
  for (const [url, methods] of Object.entries(expected)) {
    t.equal(await served(app, url), methods, `${url}: is served so`)
    const { headers } = await sendPreflight(app, url)
    t.equal(headers['access-control-allow-methods'], methods, `${url}: is listed so`)
    t.equal(headers.allow, methods, `${url}: and in Allow`)
  }
}
