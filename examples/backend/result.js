// openEO, "Data Processing": results at once.

import { randomUUID } from 'node:crypto'
import { rootUrl } from './links.js'
import { logEntry } from './logs.js'
import { GEOJSON, RESULT } from './job-results.js'
import { EDITABLE, accepts, responds } from './routes.js'

export async function result (api) {
  api.post('/result', {
    schema: { ...accepts(EDITABLE, ['process']), ...responds(GEOJSON) }
  }, async (request, reply) => {
    const id = randomUUID()
    request.user.logs.set(id, [logEntry('Computed.')])
    const log = `<${rootUrl(request)}/logs/${id}>; rel="monitor"`
    return reply.type(GEOJSON).headers({ 'OpenEO-Costs': '0', Link: log }).send(RESULT)
  })
}
