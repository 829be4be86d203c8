import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import openeoCors, { type OpeneoCorsOptions } from '../lib/index.js'

type Build = (app: FastifyInstance, declare: (instance: FastifyInstance) => unknown, options?: OpeneoCorsOptions) => unknown

/** When something is declared in the instance in which the plugin is registered. */
export const IN_ONE_INSTANCE: Readonly<Record<string, Build>> = {
  'after the awaited plugin': async (app, declare, options = {}) => {
    await app.register(openeoCors, options)
    await declare(app)
  },
  'in the same tick as the plugin': (app, declare, options = {}) => {
    app.register(openeoCors, options)
    declare(app)
  },
  'before the plugin': (app, declare, options = {}) => {
    declare(app)
    app.register(openeoCors, options)
  },
  'before the awaited plugin': async (app, declare, options = {}) => {
    await declare(app)
    await app.register(openeoCors, options)
  }
}

/** When and where something is declared, in that instance or below it. */
export const ORDERS: Readonly<Record<string, Build>> = {
  ...IN_ONE_INSTANCE,
  'in after() of the plugin': (app, declare, options = {}) => {
    app.register(openeoCors, options).after(() => { declare(app) })
  },
  'in a plugin before': (app, declare, options = {}) => {
    app.register(async (scope) => { declare(scope) })
    app.register(openeoCors, options)
  },
  'in a plugin after': (app, declare, options = {}) => {
    app.register(openeoCors, options)
    app.register(async (scope) => { declare(scope) })
  },
  'below the plugin when another plugin registers it': (app, declare, options = {}) => {
    app.register(fp(async (scope) => { await scope.register(openeoCors, options) }))
    app.register(async (scope) => { declare(scope) })
    // Neither registration is awaited.
    app.get('/in-the-same-tick', async () => null)
  },
  'by a scope from before the plugin': (app, declare, options = {}) => {
    let captured = app
    app.register(async (scope) => { captured = scope })
    app.register(openeoCors, options)
    app.after(() => { declare(captured) })
  }
}
