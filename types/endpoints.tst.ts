import Fastify, { type FastifyInstance } from 'fastify'
import type { OpeneoEndpoint } from 'fastify-openeo-cors'
import { describe, expect, test } from 'tstyche'

describe('openeoEndpoints', () => {
  const { openeoEndpoints } = Fastify()

  test('lists paths and methods', () => {
    expect<OpeneoEndpoint>().type.toBe<{ path: string, methods: string[] }>()
    expect(openeoEndpoints()).type.toBe<OpeneoEndpoint[]>()
  })

  test('takes a prefix, and nothing else', () => {
    expect(openeoEndpoints).type.toBeCallableWith({})
    expect(openeoEndpoints).type.toBeCallableWith({ prefix: '/api/v1' })
    expect(openeoEndpoints).type.not.toBeCallableWith('/api/v1')
    expect(openeoEndpoints).type.not.toBeCallableWith({ prefix: 1 })
    expect(openeoEndpoints).type.not.toBeCallableWith({ Prefix: '/api/v1' })
  })

  test('is there on every kind of application, and in its scopes', () => {
    expect(Fastify({ http2: true }).openeoEndpoints).type.toBe<FastifyInstance['openeoEndpoints']>()
    Fastify().register(async (scope) => {
      expect(scope.openeoEndpoints).type.toBe<FastifyInstance['openeoEndpoints']>()
    })
  })
})
