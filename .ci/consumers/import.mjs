import assert from 'node:assert/strict'
import Fastify from 'fastify'
import openeoCors, { openeoCors as named } from 'fastify-openeo-cors'

assert.equal(named, openeoCors)

export const app = Fastify()
app.register(openeoCors, { auth: true })
