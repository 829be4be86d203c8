import Fastify, {
  type FastifyBaseLogger, type FastifyPluginAsync, type FastifyRequest, type FastifyTypeProvider
} from 'fastify'
import { Type, type Static, type TSchema } from '@sinclair/typebox'
import openeoCors, { openeoCors as named, type OpeneoCorsOptions } from 'fastify-openeo-cors'
import { describe, expect, test } from 'tstyche'

test('the plugin is the default export and a named one', () => {
  expect(openeoCors).type.toBeAssignableTo<FastifyPluginAsync<OpeneoCorsOptions>>()
  expect(named).type.toBe<typeof openeoCors>()
})

describe('C1: register', () => {
  const { register } = Fastify()

  test('needs no options', () => {
    expect(register).type.toBeCallableWith(openeoCors)
    expect(register).type.toBeCallableWith(openeoCors, {})
  })

  test('takes the options of the plugin and its own', () => {
    expect(register).type.toBeCallableWith(openeoCors, { auth: true, origin: 'https://editor.openeo.org', maxAge: 600 })
    expect(register).type.toBeCallableWith(openeoCors, { auth: true, prefix: '/api', logLevel: 'warn' })
    expect(register).type.toBeCallableWith(openeoCors, () => ({ auth: true }))
  })

  test('takes options that were put together before', () => {
    expect(register).type.toBeCallableWith(openeoCors, {} as OpeneoCorsOptions)
    expect(register).type.toBeCallableWith(openeoCors, { ...({} as OpeneoCorsOptions), prefix: '/api' })
    expect(register).type.toBeCallableWith(import('fastify-openeo-cors'), {} as OpeneoCorsOptions)
  })

  test('knows what an origin function is given', () => {
    register(openeoCors, {
      origin: async (origin, request) => {
        expect(origin).type.toBe<string>()
        expect(request).type.toBe<FastifyRequest>()
        return true
      }
    })
  })

  test('refuses misspelt options', () => {
    expect(register).type.not.toBeCallableWith(openeoCors, { atuh: true })
    expect(register).type.not.toBeCallableWith(openeoCors, { auth: true, exposedheaders: ['X-Rate'] })
    expect(register).type.not.toBeCallableWith(import('fastify-openeo-cors'), { auth: true, exposedheaders: ['X-Rate'] })
  })

  test('refuses mistyped options', () => {
    expect(register).type.not.toBeCallableWith(openeoCors, { auth: 'yes' })
    expect(register).type.not.toBeCallableWith(openeoCors, { origin: [] as RegExp[] })
    expect(register).type.not.toBeCallableWith(openeoCors, { auth: true, maxAge: '600' })
    expect(register).type.not.toBeCallableWith(openeoCors, () => ({ auth: 'yes' }))
    expect(register).type.not.toBeCallableWith(import('fastify-openeo-cors'), { auth: 'yes' })
  })

  test('takes the promise of the module', () => {
    expect(register).type.toBeCallableWith(import('fastify-openeo-cors'))
    expect(register).type.toBeCallableWith(import('fastify-openeo-cors'), { auth: true })
  })
})

describe('register of another kind of application infers the options too', () => {
  test('HTTPS', () => {
    const { register } = Fastify({ https: {} })
    expect(register).type.toBeCallableWith(openeoCors, { auth: true })
    expect(register).type.not.toBeCallableWith(openeoCors, { auth: true, atuh: true })
  })

  test('HTTP/2', () => {
    const { register } = Fastify({ http2: true })
    expect(register).type.toBeCallableWith(openeoCors)
    expect(register).type.toBeCallableWith(openeoCors, { auth: true })
    expect(register).type.not.toBeCallableWith(openeoCors, { auth: true, atuh: true })
  })

  test('HTTP/2 with TLS', () => {
    const { register } = Fastify({ http2: true, https: {} })
    expect(register).type.toBeCallableWith(openeoCors, { auth: true })
    expect(register).type.not.toBeCallableWith(openeoCors, { auth: true, atuh: true })
  })

  test('with a logger of its own', () => {
    interface Logger extends FastifyBaseLogger { audit (what: string): void }
    const { register } = Fastify({ loggerInstance: {} as Logger })
    expect(register).type.toBeCallableWith(openeoCors, { auth: true })
    expect(register).type.not.toBeCallableWith(openeoCors, { auth: true, atuh: true })
  })

  test('with a type provider', () => {
    interface TypeBoxProvider extends FastifyTypeProvider {
      readonly validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown
      readonly serializer: this['validator']
    }
    const app = Fastify().withTypeProvider<TypeBoxProvider>()
    expect(app.register).type.toBeCallableWith(openeoCors, { auth: true })
    expect(app.register).type.not.toBeCallableWith(openeoCors, { auth: true, atuh: true })

    const params = Type.Object({ job_id: Type.String() })
    app.get('/jobs/:job_id', { schema: { params }, config: { openeoCors: { exposedHeaders: ['X-Rate'] } } }, (request) => {
      expect(request.params).type.toBe<{ job_id: string }>()
    })
  })
})
