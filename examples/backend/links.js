// URLs of this back-end, as the client knows it.

/** Where the API is. Everything else is outside of it. */
export const PREFIX = '/api/v1'

// `host` is what the client sent. Behind a proxy, set Fastify's `trustProxy`.
export const rootUrl = request => `${request.protocol}://${request.host}`
export const apiUrl = request => rootUrl(request) + PREFIX

export const link = (rel, href, type = 'application/json') => ({ rel, href, type })
