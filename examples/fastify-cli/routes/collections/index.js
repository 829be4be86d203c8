export default async function collections (fastify) {
  fastify.get('/', { config: { public: true } }, async () => ({ collections: [], links: [] }))
}
