export default async function jobs (fastify) {
  fastify.get('/', async () => ({ jobs: [], links: [] }))
  fastify.post('/', async (_request, reply) => reply.code(201).send())
}
