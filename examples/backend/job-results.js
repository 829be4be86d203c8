// openEO, "Batch Jobs": starting and canceling a job, and what comes of it.

import { create } from 'content-disposition'
import { OpeneoError, find } from './errors.js'
import { cancelJob, startJob } from './job-work.js'
import { requestedJob } from './jobs.js'
import { apiUrl, link, linksToCatalogue, rootUrl } from './links.js'
import { sendBytes } from './ranges.js'
import { PUBLIC, noContent, responds } from './routes.js'

const GEOJSON = 'application/geo+json'
const JSON_OR_GEOJSON = responds('application/json', GEOJSON)

export async function jobResults (api, store) {
  api.post('/jobs/:job_id/results', async (request, reply) => {
    startJob(requestedJob(request), request, store)
    return reply.code(202).send()
  })
  api.delete('/jobs/:job_id/results', async (request, reply) => {
    cancelJob(requestedJob(request), request.user, store)
    return noContent(reply)
  })
  api.get('/jobs/:job_id/results', { schema: JSON_OR_GEOJSON }, async (request, reply) => {
    const { id, status } = requestedJob(request)
    // openEO wants the last entry of the log as the body.
    if (status === 'error') return reply.code(424).send(request.user.logs.get(id).at(-1))
    if (status !== 'finished') throw new OpeneoError(400, 'JobNotFinished', 'Batch job has not finished yet.')
    return sendItem(request, reply, store.work.get(id).key, `${apiUrl(request)}/jobs/${id}/results`, store)
  })
}

/**
 * The results are outside of the API as well, and public: whoever has the key, which stands for a token, can open them in
 * any program. `canonical` leads here.
 */
export async function jobDownloads (app, store) {
  const requested = ({ params }) => find(store.results, params.key, 'NotFound', 'Download')

  app.get('/download/:key', { ...PUBLIC, schema: JSON_OR_GEOJSON }, async (request, reply) => {
    requested(request)
    const { key } = request.params
    return sendItem(request, reply, key, `${rootUrl(request)}/download/${key}`, store)
  })
  app.get('/download/:key/:file', PUBLIC, async (request, reply) => {
    const { file, type, content } = requested(request)
    if (request.params.file !== file) throw new OpeneoError(404, 'NotFound', 'There is no such file.')
    return sendBytes(request, reply.type(type).header('Content-Disposition', create(file)), content)
  })
}

// The result as an item of STAC, which is a GeoJSON feature too.
function sendItem (request, reply, key, self, { results }) {
  const { file, type, bbox, bands, job } = results.get(key)
  const canonical = `${rootUrl(request)}/download/${key}`
  const title = job.title ?? 'Result'
  const [west, south, east, north] = bbox
  const accepted = request.headers.accept?.includes(GEOJSON) ? GEOJSON : 'application/json'
  return reply.type(accepted).headers({ 'OpenEO-Costs': '0', Vary: 'Accept' }).send({
    stac_version: '1.0.0',
    type: 'Feature',
    id: job.id,
    bbox,
    geometry: { type: 'Polygon', coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] },
    properties: { title, datetime: job.updated, created: job.created, updated: job.updated, queued: job.queued, started: job.started },
    'openeo:status': job.status,
    assets: { [file]: { href: `${canonical}/${file}`, type, title: file, bands, roles: ['data'] } },
    links: [
      link('self', self, title, GEOJSON),
      link('canonical', canonical, title, GEOJSON),
      ...linksToCatalogue(request)
    ]
  })
}
