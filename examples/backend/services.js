// openEO, "Secondary Services": maps of what a process computes.

import { randomUUID } from 'node:crypto'
import { SERVICE_TYPES } from './capabilities.js'
import { OpeneoError, find } from './errors.js'
import { apiUrl, rootUrl } from './links.js'
import { logEntry, logPage } from './logs.js'
import { EDITABLE, accepts, created, noContent, now, summaries } from './routes.js'

export async function services (api) {
  const editable = { ...EDITABLE, enabled: { type: 'boolean' }, configuration: { type: 'object' } }
  const requested = ({ params, user }) => find(user.services, params.service_id, 'ServiceNotFound', 'Service')

  api.get('/services', async ({ user }) => ({ services: summaries(user.services), links: [] }))
  api.post('/services', {
    schema: accepts({ ...editable, type: { type: 'string' } }, ['type', 'process'])
  }, async (request, reply) => {
    const { body, user } = request
    const type = body.type.toUpperCase()
    if (!Object.hasOwn(SERVICE_TYPES, type)) {
      throw new OpeneoError(400, 'ServiceUnsupported', `Service type '${body.type}' is not supported.`)
    }
    const id = randomUUID()
    // Where the tiles would be. Nothing answers there.
    const url = `${rootUrl(request)}/xyz/${id}`
    const defaults = { enabled: true, configuration: {}, attributes: {} }
    user.services.set(id, { ...defaults, ...body, id, type, url, created: now() })
    user.logs.set(id, [logEntry('Created.')])
    return created(reply, `${apiUrl(request)}/services/${id}`, id)
  })
  api.get('/services/:service_id', async request => requested(request))
  api.patch('/services/:service_id', { schema: accepts(editable) }, async (request, reply) => {
    Object.assign(requested(request), request.body)
    return noContent(reply)
  })
  api.delete('/services/:service_id', async (request, reply) => {
    const { id } = requested(request)
    request.user.services.delete(id)
    request.user.logs.delete(id)
    return noContent(reply)
  })
  api.get('/services/:service_id/logs', async request => logPage(request, requested(request)))
}
