import Fastify from 'fastify'
import openeoCors, { frameworkErrors, OpeneoCorsError, type OpeneoCorsOptions } from 'fastify-openeo-cors'

const options: OpeneoCorsOptions = { auth: true }

export const app = Fastify({ frameworkErrors: frameworkErrors(options) })
app.register(openeoCors, options)

export function isOurs (error: unknown): error is OpeneoCorsError {
  return error instanceof OpeneoCorsError
}
