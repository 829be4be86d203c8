import { Type } from '@sinclair/typebox'
import Fastify = require('fastify')
import openeoCors = require('fastify-openeo-cors')
import check = require('fastify-openeo-cors/check')

const options: openeoCors.OpeneoCorsOptions = { auth: true, origin: async (origin, request) => origin !== '' && request.ip !== '' }

export const app = Fastify({ frameworkErrors: openeoCors.frameworkErrors(options) })
app.register(openeoCors, options)
app.get('/private', { config: { openeoCors: false } }, async () => '')
app.get('/rated', { config: { openeoCors: { exposedHeaders: ['X-Rate'] } } }, async () => '')

export const Configuration = Type.Object({ cors: openeoCors.OptionsSchema })

export const worst = async (url: string): Promise<check.Finding | undefined> => (await check.checkBackend(url)).findings[0]

export function codeOf (error: openeoCors.OpeneoCorsError): openeoCors.OpeneoCorsErrorCode | undefined {
  return error instanceof openeoCors.OpeneoCorsError ? error.code : undefined
}

// Compiled, as a check that it does not, and not run.
export function misuse (): void {
  // @ts-expect-error -- a misspelt option
  app.register(openeoCors, { auth: true, exposedheaders: ['X-Rate'] })
  // @ts-expect-error -- a mistyped option
  app.register(openeoCors.openeoCors, { auth: 'yes' })
  // @ts-expect-error -- a mistyped option of a route
  app.get('/', { config: { openeoCors: { exposedHeaders: 1 } } }, async () => '')
}
