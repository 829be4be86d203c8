import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { envSchema } from 'env-schema'
import Fastify from 'fastify'
import openeoCors, { OptionsSchema, type OpeneoCorsOptions } from 'fastify-openeo-cors'

interface Environment {
  CORS_ORIGIN: string[]
  CORS_MAX_AGE: number
  cors: OpeneoCorsOptions
}

const file = JSON.parse(await readFile(new URL('configuration.json', import.meta.url), 'utf8'))
const environment = { CORS_ORIGIN: 'https://editor.openeo.org,https://*.example.org', CORS_MAX_AGE: '60' }

const { CORS_ORIGIN, CORS_MAX_AGE, cors } = envSchema<Environment>({
  schema: {
    type: 'object',
    required: ['CORS_ORIGIN'],
    properties: {
      // Commas are for env-schema to separate: one origin is a string to the plugin, several are a list.
      CORS_ORIGIN: { type: 'string', separator: ',' },
      CORS_MAX_AGE: OptionsSchema.properties.maxAge,
      cors: OptionsSchema
    }
  },
  env: false,
  data: [file, environment]
})
assert.deepEqual(CORS_ORIGIN, environment.CORS_ORIGIN.split(','))
assert.equal(CORS_MAX_AGE, 60)
assert.deepEqual(cors, file.cors)

export const app = Fastify()
app.register(openeoCors, { ...cors, origin: CORS_ORIGIN, maxAge: CORS_MAX_AGE })
