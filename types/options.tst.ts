import { Type, type Static } from '@sinclair/typebox'
import Fastify, { type FastifyRequest, type LogLevel } from 'fastify'
import openeoCors, {
  OpeneoCorsError, OptionsSchema,
  type OpeneoCorsErrorCode, type OpeneoCorsOptions, type OriginFunction, type RouteCors
} from 'fastify-openeo-cors'
import { describe, expect, test } from 'tstyche'
import * as typebox from 'typebox'
import * as value from 'typebox/value'

describe('C1: the options', () => {
  test('have these types, and can all be left out', () => {
    expect<OpeneoCorsOptions>().type.toBe<{
      auth?: boolean
      origin?: true | string | readonly string[] | OriginFunction
      credentials?: boolean
      allowedHeaders?: readonly string[] | 'all'
      exposedHeaders?: readonly string[] | 'all'
      rangeRequests?: boolean
      maxAge?: number
      hideOptionsRoute?: boolean
      logLevel?: LogLevel
    }>()
    expect<OpeneoCorsOptions>().type.toBeAssignableFrom({})
  })

  test('take what the contract lists', () => {
    expect<OpeneoCorsOptions>().type.toBeAssignableFrom({
      auth: true,
      origin: ['https://editor.openeo.org', 'https://*.example.org'],
      credentials: false,
      allowedHeaders: ['X-Request-Id'],
      exposedHeaders: ['X-Rate'],
      rangeRequests: true,
      maxAge: 600,
      hideOptionsRoute: false,
      logLevel: 'warn' as const
    })
    expect<OpeneoCorsOptions>().type.toBeAssignableFrom({ origin: true as const, exposedHeaders: 'all' as const })
    expect<OpeneoCorsOptions>().type.toBeAssignableFrom({ origin: '*' })
    expect<OpeneoCorsOptions>().type.toBeAssignableFrom({ allowedHeaders: 'all' as const })
    expect<OpeneoCorsOptions>().type.toBeAssignableFrom({ origin: async () => true })
  })

  test('take lists that are readonly', () => {
    const LIST = ['https://editor.openeo.org', 'https://*.example.org'] as const
    const NAMES = ['X-A', 'X-B'] as const
    expect<OpeneoCorsOptions>().type.toBeAssignableFrom({ origin: LIST as readonly string[] })
    expect<OpeneoCorsOptions>().type.toBeAssignableFrom({ origin: LIST, allowedHeaders: NAMES, exposedHeaders: NAMES })
    expect(Fastify().register).type.toBeCallableWith(openeoCors, { origin: LIST as readonly string[], exposedHeaders: NAMES })
    expect<RouteCors>().type.toBeAssignableFrom({ origin: LIST as readonly string[], allowedHeaders: NAMES })
  })

  test('fail if they are mistyped', () => {
    expect<OpeneoCorsOptions>().type.not.toBeAssignableFrom({ auth: 'yes' })
    expect<OpeneoCorsOptions>().type.not.toBeAssignableFrom({ origin: false as const })
    expect<OpeneoCorsOptions>().type.not.toBeAssignableFrom({ origin: /example\.org$/ })
    expect<OpeneoCorsOptions>().type.not.toBeAssignableFrom({ origin: [/example\.org$/] })
    expect<OpeneoCorsOptions>().type.not.toBeAssignableFrom({ origin: () => 'https://editor.openeo.org' })
    expect<OpeneoCorsOptions>().type.not.toBeAssignableFrom({ credentials: 1 })
    expect<OpeneoCorsOptions>().type.not.toBeAssignableFrom({ allowedHeaders: 'X-Request-Id' })
    expect<OpeneoCorsOptions>().type.not.toBeAssignableFrom({ origin: undefined })
    expect<OpeneoCorsOptions>().type.not.toBeAssignableFrom({ exposedHeaders: 'X-Rate' as const })
    expect<OpeneoCorsOptions>().type.not.toBeAssignableFrom({ rangeRequests: ['bytes'] })
    expect<OpeneoCorsOptions>().type.not.toBeAssignableFrom({ maxAge: '600' })
    expect<OpeneoCorsOptions>().type.not.toBeAssignableFrom({ hideOptionsRoute: 0 })
    expect<OpeneoCorsOptions>().type.not.toBeAssignableFrom({ logLevel: 30 })
    expect<OpeneoCorsOptions>().type.not.toBeAssignableFrom({ logLevel: 'loud' as const })
  })

  test('have no misspelt names', () => {
    expect<OpeneoCorsOptions>().type.not.toHaveProperty('atuh')
    expect<OpeneoCorsOptions>().type.not.toHaveProperty('exposedheaders')
    expect<OpeneoCorsOptions>().type.not.toHaveProperty('methods')
  })
})

test('V6: an origin function is given the origin and the request, and answers at once or later', () => {
  expect<OriginFunction>().type.toBe<(origin: string, request: FastifyRequest) => boolean | Promise<boolean>>()
  const options: OpeneoCorsOptions = {
    origin: (origin, request) => {
      expect(origin).type.toBe<string>()
      expect(request).type.toBe<FastifyRequest>()
      return true
    }
  }
  expect(options).type.toBe<OpeneoCorsOptions>()
})

describe('OptionsSchema', () => {
  test('describes OpeneoCorsOptions', () => {
    expect<Static<typeof OptionsSchema>>().type.toBe<OpeneoCorsOptions>()
  })

  test('composes into the configuration of an application', () => {
    expect(Type.Object({ port: Type.Integer(), cors: OptionsSchema }).static).type.toBe<{ port: number, cors: OpeneoCorsOptions }>()
    expect(Type.Object({ cors: Type.Optional(OptionsSchema) }).static).type.toBe<{ cors?: OpeneoCorsOptions }>()
    expect(Type.Object({ cors: Type.Partial(OptionsSchema) }).static).type.toBe<{ cors: OpeneoCorsOptions }>()
    expect(Type.Pick(OptionsSchema, ['auth', 'maxAge']).static).type.toBe<{ auth?: boolean, maxAge?: number }>()
  })
})

describe('C7: OptionsSchema for typebox 1.x', () => {
  test('describes OpeneoCorsOptions', () => {
    expect<typebox.Static<typeof OptionsSchema>>().type.toBe<OpeneoCorsOptions>()
  })

  test('composes into the configuration of an application', () => {
    const Configuration = typebox.Object({ port: typebox.Integer(), cors: OptionsSchema })
    expect<typebox.Static<typeof Configuration>>().type.toBe<{ port: number, cors: OpeneoCorsOptions }>()
    expect(value.Parse(Configuration, {})).type.toBe<{ port: number, cors: OpeneoCorsOptions }>()
    const optional = value.Parse(typebox.Object({ cors: typebox.Optional(OptionsSchema) }), {})
    expect(optional).type.toBe<{ cors?: OpeneoCorsOptions }>()
  })
})

describe("a route's options", () => {
  const openeoCors = (cors: RouteCors): RouteCors => cors

  test('are false, or what the route adds', () => {
    expect(openeoCors).type.toBeCallableWith(false)
    expect(openeoCors).type.toBeCallableWith({})
    expect(openeoCors).type.toBeCallableWith({ exposedHeaders: ['X-Rate'] })
    expect(openeoCors).type.toBeCallableWith({ exposedHeaders: 'all' })
    expect(openeoCors).type.toBeCallableWith({
      auth: true, origin: ['https://editor.openeo.org'], credentials: false, allowedHeaders: ['X-A'], rangeRequests: true, maxAge: 0
    })
    expect(openeoCors).type.toBeCallableWith({ origin: (origin: string) => origin !== 'null' })
  })

  test('fail if they are misspelt or mistyped, or are for the plugin only', () => {
    expect(openeoCors).type.not.toBeCallableWith(true)
    expect(openeoCors).type.not.toBeCallableWith('all')
    expect(openeoCors).type.not.toBeCallableWith({ exposedheaders: ['X-Rate'] })
    expect(openeoCors).type.not.toBeCallableWith({ exposedHeaders: 'X-Rate' })
    expect(openeoCors).type.not.toBeCallableWith({ exposedHeaders: [1] })
    expect(openeoCors).type.not.toBeCallableWith({ origin: false })
    expect(openeoCors).type.not.toBeCallableWith({ hideOptionsRoute: true })
    expect(openeoCors).type.not.toBeCallableWith({ logLevel: 'warn' })
  })
})

describe('OpeneoCorsError', () => {
  test('has one of these codes', () => {
    expect<OpeneoCorsErrorCode>().type.toBe<
      | 'FST_OPENEO_CORS_INVALID_OPTIONS'
      | 'FST_OPENEO_CORS_ALREADY_REGISTERED'
      | 'FST_OPENEO_CORS_SEVERAL_COPIES'
      | 'FST_OPENEO_CORS_ORIGIN_FUNCTION_FAILED'
      | 'FST_OPENEO_CORS_ENDPOINTS_UNKNOWN'
    >()
    expect<OpeneoCorsError['code']>().type.toBe<OpeneoCorsErrorCode>()
  })

  test('is an error with a status', () => {
    expect<OpeneoCorsError>().type.toBeAssignableTo<Error>()
    expect<OpeneoCorsError['statusCode']>().type.toBe<500>()
  })

  test('narrows what is caught', () => {
    const caught: unknown = undefined
    if (caught instanceof OpeneoCorsError) expect(caught.code).type.toBe<OpeneoCorsErrorCode>()
  })
})
