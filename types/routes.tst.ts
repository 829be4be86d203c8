import Fastify, { type FastifyContextConfig, type RouteOptions } from 'fastify'
import type { RouteCors } from 'fastify-openeo-cors'
import { describe, expect, test } from 'tstyche'

const app = Fastify()
const handler = () => 'ok'

describe('config.openeoCors', () => {
  test('is typed wherever Fastify has the config of a route', () => {
    expect<FastifyContextConfig>().type.toBeAssignableTo<{ openeoCors?: RouteCors }>()
    expect<NonNullable<RouteOptions['config']>['openeoCors']>().type.toBe<RouteCors | undefined>()
    app.get('/', (request) => {
      expect(request.routeOptions.config.openeoCors).type.toBe<RouteCors | undefined>()
    })
    app.addHook('onRoute', ({ config }) => {
      expect(config?.openeoCors).type.toBe<RouteCors | undefined>()
    })
  })

  test('takes false and what a route adds, in a shorthand declaration', () => {
    expect(app.get).type.toBeCallableWith('/', { config: {} }, handler)
    expect(app.get).type.toBeCallableWith('/', { config: { openeoCors: false } }, handler)
    expect(app.get).type.toBeCallableWith('/', { config: { openeoCors: {} } }, handler)
    expect(app.post).type.toBeCallableWith('/', { config: { openeoCors: { exposedHeaders: ['X-Rate'] } } }, handler)
    expect(app.all).type.toBeCallableWith('/', { config: { openeoCors: { exposedHeaders: 'all' } }, handler })
  })

  test('takes false and what a route adds, in a full declaration', () => {
    expect(app.route).type.toBeCallableWith({ method: 'GET', url: '/', handler, config: { openeoCors: false } })
    expect(app.route).type.toBeCallableWith({
      method: ['GET', 'POST'], url: '/', handler, config: { openeoCors: { exposedHeaders: ['X-Rate'] } }
    })
  })

  test('goes together with what others keep in the config of a route', () => {
    expect(app.get).type.toBeCallableWith('/', { config: { openeoCors: false, access: 'public' } }, handler)
  })
})
