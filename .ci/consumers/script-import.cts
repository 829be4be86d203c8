import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import Fastify from 'fastify'
import openeoCors, { frameworkErrors, OpeneoCorsError, OptionsSchema, type OpeneoCorsErrorCode, type OpeneoCorsOptions } from 'fastify-openeo-cors'

const Configuration = Type.Object({ port: Type.Integer(), cors: OptionsSchema })

const options: OpeneoCorsOptions = Value.Parse(Configuration, { port: 8080, cors: { auth: true } }).cors

export const app = Fastify({ frameworkErrors: frameworkErrors(options) })
app.register(openeoCors, options)

export function codeOf (error: unknown): OpeneoCorsErrorCode | undefined {
  return isOurs(error) ? error.code : undefined
}

function isOurs (error: unknown): error is OpeneoCorsError {
  return error instanceof OpeneoCorsError
}
