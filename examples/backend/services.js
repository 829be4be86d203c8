// openEO, "Secondary Services": maps of what a process computes.

import { randomUUID } from 'node:crypto'
import { OpeneoError, find } from './errors.js'
import { apiUrl, rootUrl } from './links.js'
import { logEntry, logPage } from './logs.js'
import { check, run } from './processing/run.js'
import { drawTile } from './processing/tile.js'
import { EDITABLE, PUBLIC, accepts, created, noContent, now, responds, summaries } from './routes.js'

const SERVICE_TYPES = {
  XYZ: { title: 'XYZ tiles', description: 'Tiles of a map on the web.', configuration: {}, process_parameters: [] }
}
const SERVICE = { ...EDITABLE, enabled: { type: 'boolean' }, configuration: { type: 'object' } }

export async function services (api, { tiles }) {
  const requested = ({ params, user }) => find(user.services, params.service_id, 'ServiceNotFound', 'Service')

  api.get('/service_types', PUBLIC, async () => SERVICE_TYPES)
  api.get('/services', async ({ user }) => ({ services: summaries(user.services), links: [] }))
  api.post('/services', {
    schema: accepts({ ...SERVICE, type: { type: 'string' } }, ['type', 'process'])
  }, async (request, reply) => {
    const { body, user } = request
    const type = body.type.toUpperCase()
    if (!Object.hasOwn(SERVICE_TYPES, type)) {
      throw new OpeneoError(400, 'ServiceUnsupported', `Service type '${body.type}' is not supported.`)
    }
    check(body.process, user)
    const id = randomUUID()
    // Clients put the numbers of a tile in the place of the braces.
    const url = `${rootUrl(request)}/xyz/${id}/{z}/{x}/{y}`
    const service = { enabled: true, configuration: {}, attributes: {}, ...body, id, type, url, created: now() }
    user.services.set(id, service)
    user.logs.set(id, [logEntry('Created.')])
    tiles.set(id, { service, user })
    return created(reply, `${apiUrl(request)}/services/${id}`, id)
  })
  api.get('/services/:service_id', async request => requested(request))
  api.patch('/services/:service_id', { schema: accepts(SERVICE) }, async (request, reply) => {
    const { body, user } = request
    const service = requested(request)
    if (body.process !== undefined) check(body.process, user)
    Object.assign(service, body)
    return noContent(reply)
  })
  api.delete('/services/:service_id', async (request, reply) => {
    const { id } = requested(request)
    for (const map of [request.user.services, request.user.logs, tiles]) map.delete(id)
    return noContent(reply)
  })
  api.get('/services/:service_id/logs', async request => logPage(request, requested(request)))
}

const TILE = {
  type: 'object',
  properties: {
    z: { type: 'integer', minimum: 0, maximum: 24 },
    x: { type: 'integer', minimum: 0 },
    y: { type: 'integer', minimum: 0 }
  }
}

/** The tiles are outside of the API, and public: maps load them as images, without a token. */
export async function serviceTiles (app, { tiles }) {
  app.get('/xyz/:service_id/:z/:x/:y', {
    ...PUBLIC,
    schema: { params: TILE, ...responds('image/png') }
  }, async ({ params }, reply) => {
    const { service, user } = find(tiles, params.service_id, 'ServiceNotFound', 'Service')
    if (!service.enabled) throw new OpeneoError(404, 'ServiceNotFound', 'The service is switched off.')
    return reply.type('image/png').send(drawTile(run(service.process, user), params))
  })
}
