import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { Ajv } from 'ajv'
import Fastify from 'fastify'
import openeoCors, { OptionsSchema, type OpeneoCorsOptions } from 'fastify-openeo-cors'

interface Configuration {
  port: number
  cors: OpeneoCorsOptions
}

const isConfiguration = new Ajv({ strict: true }).compile<Configuration>({
  type: 'object',
  properties: { port: { type: 'integer' }, cors: OptionsSchema },
  required: ['port', 'cors'],
  additionalProperties: false
})

const file: unknown = JSON.parse(await readFile(new URL('configuration.json', import.meta.url), 'utf8'))
assert(isConfiguration(file), 'the configuration is wrong')
assert(!isConfiguration({ port: 80, cors: { atuh: true } }), 'a misspelt option is found')
assert(!isConfiguration({ port: 80, cors: { maxAge: '600' } }), 'a mistyped option is found')
assert(!isConfiguration({ port: 80, cors: { origin: false } }), 'a mistyped origin is found')

export const app = Fastify()
app.register(openeoCors, file.cors)
