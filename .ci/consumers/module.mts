import Fastify from 'fastify'
import openeoCors, { frameworkErrors, openeoCors as named, type OpeneoCorsOptions } from 'fastify-openeo-cors'
import { checkBackend, CheckError, type CheckResult, type Finding } from 'fastify-openeo-cors/check'

const options: OpeneoCorsOptions = { auth: true, origin: async (origin, request) => origin !== '' && request.ip !== '' }

export const app = Fastify({ frameworkErrors: frameworkErrors(options) })
app.register(openeoCors, options)
app.get('/private', { config: { openeoCors: false } }, async () => '')
app.get('/rated', { config: { openeoCors: { exposedHeaders: ['X-Rate'] } } }, async () => '')

export async function worst (url: string): Promise<Finding | undefined> {
  const result: CheckResult = await checkBackend(url, { origins: ['https://app.example'], timeout: 5 })
  return result.ok ? undefined : result.findings[0]
}

export const isLate = (error: unknown): boolean => error instanceof CheckError && error.code === 'time'

// Compiled, as a check that it does not, and not run.
export function misuse (): void {
  // @ts-expect-error -- a misspelt option
  app.register(openeoCors, { auth: true, exposedheaders: ['X-Rate'] })
  // @ts-expect-error -- a mistyped option
  app.register(named, { auth: 'yes' })
  // @ts-expect-error -- a mistyped option of a route
  app.get('/', { config: { openeoCors: { exposedHeaders: 1 } } }, async () => '')
  // @ts-expect-error -- a misspelt option of the check
  checkBackend('https://openeo.example', { origin: 'https://app.example' })
}
