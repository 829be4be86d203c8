import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import Fastify from 'fastify'
import openeoCors, { OptionsSchema } from 'fastify-openeo-cors'

const Configuration = Type.Object({ port: Type.Integer(), cors: OptionsSchema, others: Type.Optional(Type.Array(OptionsSchema)) })

const file: unknown = JSON.parse(await readFile(new URL('configuration.json', import.meta.url), 'utf8'))
assert(Value.Check(Configuration, file), 'the configuration is wrong')
assert(!Value.Check(Configuration, { port: 80, cors: { atuh: true } }), 'a misspelt option is found')
assert(!Value.Check(Configuration, { port: 80, cors: { maxAge: '600' } }), 'a mistyped option is found')
assert(!Value.Check(Configuration, { port: 80, cors: { origin: false } }), 'a mistyped origin is found')
assert(Value.Check(Configuration, { port: 80, cors: { origin: () => true } }), 'a function is right')

export const app = Fastify()
app.register(openeoCors, file.cors)
