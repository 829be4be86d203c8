// openEO, "Data Processing": results at once.

import { randomUUID } from 'node:crypto'
import { create } from 'content-disposition'
import { rootUrl } from './links.js'
import { logEntry } from './logs.js'
import { FORMATS, encode } from './processing/formats.js'
import { run } from './processing/run.js'
import { EDITABLE, accepts, responds } from './routes.js'

export async function result (api) {
  api.post('/result', {
    schema: { ...accepts(EDITABLE, ['process']), ...responds(...Object.values(FORMATS).map(({ type }) => type)) }
  }, async (request, reply) => {
    const { file, type, content } = encode(run(request.body.process, request.user))
    const id = randomUUID()
    request.user.logs.set(id, [logEntry('Computed.')])
    return reply.type(type).headers({
      'Content-Disposition': create(file),
      'OpenEO-Costs': '0',
      'OpenEO-Identifier': id,
      Link: `<${rootUrl(request)}/logs/${id}>; rel="monitor"`
    }).send(content)
  })
}
