import fp from 'fastify-plugin'
import openeoCors from 'fastify-openeo-cors'

// A file is a scope of its own. By fastify-plugin, the plugin gets out of it
// and is there for all the others.
export default fp(async (fastify) => {
  await fastify.register(openeoCors, { auth: true, origin: ['https://editor.openeo.org'] })
}, { name: 'cors' })
