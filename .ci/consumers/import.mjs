import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import Fastify from 'fastify'
import * as module from 'fastify-openeo-cors'
import openeoCors, { openeoCors as named } from 'fastify-openeo-cors'
import { checkBackend } from 'fastify-openeo-cors/check'

assert.equal(named, openeoCors)

// Plugins of an application can be of both kinds, and have to have the same plugin.
const require = createRequire(import.meta.url)
const required = require('fastify-openeo-cors')
assert.equal(required, openeoCors)
for (const [name, exported] of Object.entries(module)) assert.equal(required[name], exported, name)
assert.equal(require('fastify-openeo-cors/check').checkBackend, checkBackend)

// The versions of Fastify that npm goes by, and those that Fastify does.
const { peerDependencies } = require('fastify-openeo-cors/package.json')
assert.equal(openeoCors[Symbol.for('plugin-meta')].fastify, peerDependencies.fastify)

export const app = Fastify()
app.register(openeoCors, { auth: true })
