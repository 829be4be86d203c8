import fp from 'fastify-plugin'

// A plugin with a route of its own, as those for documentation have. By the
// order of names, it is loaded before cors.js.
export default fp(async (fastify) => {
  fastify.get('/about', { config: { public: true } }, async () => ({ title: 'A back-end' }))
}, { name: 'about' })
