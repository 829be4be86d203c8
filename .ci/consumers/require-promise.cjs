const Fastify = require('fastify')

const app = Fastify()
app.register(import('fastify-openeo-cors'), { auth: true })

exports.app = app
