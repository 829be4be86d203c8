/**
 * The back-ends of the switch, in the order in which one tries them.
 *
 * @type {Record<string, { label: string, about: string }>}
 */
export const POSITIONS = {
  with: { label: 'This plugin', about: 'fastify-openeo-cors, with auth: true and rangeRequests: true' },
  fastifyCors: { label: '@fastify/cors', about: '@fastify/cors, with origin: true and credentials: true, as its documentation sets it up for an API with a login' },
  without: { label: 'No CORS', about: 'no CORS at all' }
}

/** The first of those that have not been tried yet, if any. */
export function nextPosition (tried) {
  return Object.keys(POSITIONS).find(name => !tried.has(name))
}
