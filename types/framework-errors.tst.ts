import Fastify, { type FastifyServerOptions } from 'fastify'

import type { Http2SecureServer, Http2Server } from 'node:http2'
import type { Server as HttpsServer } from 'node:https'

import { frameworkErrors } from 'fastify-openeo-cors'

import { describe, expect, test } from 'tstyche'

test("R5: takes the plugin's options, checked as register checks them", () => {
  expect(frameworkErrors).type.toBeCallableWith({})
  expect(frameworkErrors).type.toBeCallableWith({ auth: true, origin: ['https://editor.openeo.org'] })
  expect(frameworkErrors).type.not.toBeCallableWith()
  expect(frameworkErrors).type.not.toBeCallableWith({ auth: true, atuh: true })
  expect(frameworkErrors).type.not.toBeCallableWith({ auth: 'yes' })
  expect(frameworkErrors).type.not.toBeCallableWith({}, 'handler')
  expect(frameworkErrors).type.not.toBeCallableWith({}, (error: string) => error)
})

describe("R5: without a handler it is assignable to Fastify's option", () => {
  test('for HTTP', () => {
    expect(Fastify).type.toBeCallableWith({ frameworkErrors: frameworkErrors({}) })
    expect<FastifyServerOptions['frameworkErrors']>().type.toBeAssignableFrom(frameworkErrors({}))
  })

  test('for HTTPS', () => {
    expect(Fastify).type.toBeCallableWith({ https: {}, frameworkErrors: frameworkErrors({}) })
    expect<FastifyServerOptions<HttpsServer>['frameworkErrors']>().type.toBeAssignableFrom(frameworkErrors({}))
  })

  test('for HTTP/2, whose server is named', () => {
    expect<FastifyServerOptions<Http2Server>['frameworkErrors']>().type.toBeAssignableFrom(frameworkErrors<Http2Server>({}))
    Fastify({ http2: true, frameworkErrors: frameworkErrors<Http2Server>({}) })
    Fastify({ http2: true, https: {}, frameworkErrors: frameworkErrors<Http2SecureServer>({}) })
  })
})

describe("R5: with a handler written in place it is assignable to Fastify's option", () => {
  const own = frameworkErrors({}, (error, request, reply) => {
    reply.code(error.statusCode ?? 500).send({ id: request.id, code: error.code, message: error.message })
  })

  test('for HTTP', () => {
    expect(Fastify).type.toBeCallableWith({ frameworkErrors: own })
    Fastify({ frameworkErrors: frameworkErrors({}, (error, _request, reply) => { reply.code(400).send(error.message) }) })
  })

  test('for HTTPS', () => {
    expect(Fastify).type.toBeCallableWith({ https: {}, frameworkErrors: own })
  })
})
