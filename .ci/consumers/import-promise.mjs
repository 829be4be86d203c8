import Fastify from 'fastify'

export const app = Fastify()
app.register(import('fastify-openeo-cors'), { auth: true })
