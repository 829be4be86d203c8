const assert = require('node:assert/strict')
const Fastify = require('fastify')
const openeoCors = require('fastify-openeo-cors')

assert.equal(typeof openeoCors, 'function')
assert.equal(openeoCors.default, openeoCors)
assert.equal(openeoCors.openeoCors, openeoCors)
assert.equal(openeoCors.OptionsSchema.type, 'object')
assert.equal(new openeoCors.OpeneoCorsError('FST_OPENEO_CORS_INVALID_OPTIONS', 'wrong') instanceof Error, true)

assert.equal(typeof require('fastify-openeo-cors/check').checkBackend, 'function')

const app = Fastify({ frameworkErrors: openeoCors.frameworkErrors({ auth: true }) })
app.register(openeoCors, { auth: true })

exports.app = app
