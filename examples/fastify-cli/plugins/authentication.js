import fp from 'fastify-plugin'

// Files are loaded in the order of their names, so this one would come before
// cors.js. The dependency has CORS come first: a hook in front of it refuses
// preflights, as they have no token. (Without `skipOverride`, the CLI gives the
// application a scope of its own, whose hooks see no preflights anyway.)
export default fp(async (fastify) => {
  fastify.addHook('onRequest', async ({ headers, is404, routeOptions }, reply) => {
    if (is404 || routeOptions.config.public || headers.authorization === 'Bearer basic//demo') return
    return reply.code(401).send({ code: 'AuthenticationRequired', message: 'Unauthorized.' })
  })
}, { name: 'authentication', dependencies: ['cors'] })
