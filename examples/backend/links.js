// URLs of this back-end, as the client knows it.

/** Where the API is. Everything else is outside of it. */
export const PREFIX = '/api/v1'

// `host` is what the client sent. Behind a proxy, set Fastify's `trustProxy`.
export const rootUrl = request => `${request.protocol}://${request.host}`
export const apiUrl = request => rootUrl(request) + PREFIX

/** A link. Clients show its title. */
export const link = (rel, href, title, type = 'application/json') => ({ rel, href, type, title })

/** Links to the catalogue's root, by which STAC clients find their way back from a collection or an item. */
export const linksToCatalogue = request => ['root', 'parent'].map(rel => link(rel, `${apiUrl(request)}/`, 'openEO example'))
