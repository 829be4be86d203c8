import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import Fastify from 'fastify'
import openeoCors, { OptionsSchema, type OpeneoCorsOptions } from 'fastify-openeo-cors'
import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from 'type-provider-typebox-6'
import Type, { type Static } from 'typebox'
import Value from 'typebox/value'

const Configuration = Type.Object({ port: Type.Integer(), cors: OptionsSchema, others: Type.Optional(Type.Array(OptionsSchema)) })

const file: unknown = JSON.parse(await readFile(new URL('configuration.json', import.meta.url), 'utf8'))
assert(Value.Check(Configuration, file), 'the configuration is wrong')
assert(!Value.Check(Configuration, { port: 80, cors: { atuh: true } }), 'a misspelt option is found')
assert(!Value.Check(Configuration, { port: 80, cors: { maxAge: '600' } }), 'a mistyped option is found')
assert(!Value.Check(Configuration, { port: 80, cors: { origin: false } }), 'a mistyped origin is found')
assert(Value.Check(Configuration, { port: 80, cors: { origin: () => true } }), 'a function is right')

const options: OpeneoCorsOptions = file.cors
const also: Static<typeof OptionsSchema> = Value.Parse(Configuration, file).cors

export const app = Fastify().withTypeProvider<TypeBoxTypeProvider>().setValidatorCompiler(TypeBoxValidatorCompiler)
app.register(openeoCors, { ...options, ...also })
app.get('/jobs/:job_id', { schema: { params: Type.Object({ job_id: Type.String() }) } }, async ({ params }) => params.job_id.trim())

// Compiled, as a check that it does not, and not run.
export function misuse (): void {
  // @ts-expect-error -- a mistyped option of the configuration
  const wrong: Static<typeof Configuration> = { port: 80, cors: { origin: false } }
  app.register(openeoCors, wrong.cors)
}
