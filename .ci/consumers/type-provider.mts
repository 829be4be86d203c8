import { TypeBoxValidatorCompiler, type FastifyPluginAsyncTypebox, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import openeoCors from 'fastify-openeo-cors'

export const app = Fastify().withTypeProvider<TypeBoxTypeProvider>().setValidatorCompiler(TypeBoxValidatorCompiler)

const params = Type.Object({ job_id: Type.String() })
const config = { openeoCors: { exposedHeaders: ['X-Rate'] } }

const jobs: FastifyPluginAsyncTypebox = async (scope) => {
  scope.get('/jobs/:job_id', { schema: { params }, config }, async ({ params }) => params.job_id.trim())
}

app.register(openeoCors, { auth: true })
app.register(jobs)

// Compiled, as a check that it does not, and not run.
export function misuse (): void {
  // @ts-expect-error -- a misspelt option
  app.register(openeoCors, { auth: true, exposedheaders: ['X-Rate'] })
  // @ts-expect-error -- a mistyped option
  app.register(openeoCors, { auth: 'yes' })
  // @ts-expect-error -- a mistyped option of a route
  app.get('/', { config: { openeoCors: { exposedHeaders: 1 } } }, async () => '')
}
