// openEO, "Batch Jobs": starting a job, and what comes of it.

import { randomUUID } from 'node:crypto'
import { OpeneoError, find } from './errors.js'
import { apiUrl, link, rootUrl } from './links.js'
import { logEntry } from './logs.js'
import { PUBLIC, noContent, now, responds } from './routes.js'

const JOB_DURATION = 250 // milliseconds
export const GEOJSON = 'application/geo+json'
const FOOTPRINT = { type: 'Polygon', coordinates: [[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]] }
export const RESULT = { type: 'Feature', bbox: [0, 0, 10, 10], geometry: FOOTPRINT, properties: {} }

export const requestedJob = ({ params, user }) => find(user.jobs, params.job_id, 'JobNotFound', 'The batch job')
const setStatus = (job, status) => Object.assign(job, { status, updated: now() })

/** Takes a job's results away. */
export function discard (job, downloads) {
  downloads.delete(job.key)
  delete job.key
}

function start (job, logs, downloads) {
  discard(job, downloads)
  const key = randomUUID()
  job.key = key
  setStatus(job, 'queued')
  logs.push(logEntry('Queued.'))
  const timer = setTimeout(() => {
    // Canceled, deleted or started again in the meantime.
    if (job.key !== key) return
    downloads.set(key, RESULT)
    setStatus(job, 'finished')
    logs.push(logEntry('Finished.'))
  }, JOB_DURATION)
  // A job must not keep the process alive.
  timer.unref()
}

export async function jobResults (api, { downloads }) {
  api.post('/jobs/:job_id/results', async (request, reply) => {
    const job = requestedJob(request)
    if (job.status !== 'queued') start(job, request.user.logs.get(job.id), downloads)
    return reply.code(202).send()
  })
  api.delete('/jobs/:job_id/results', async (request, reply) => {
    const job = requestedJob(request)
    if (job.status === 'queued') {
      discard(job, downloads)
      setStatus(job, 'created')
    }
    return noContent(reply)
  })
  api.get('/jobs/:job_id/results', { schema: responds('application/json', GEOJSON) }, async (request, reply) => {
    const { id, status, updated, key } = requestedJob(request)
    if (status !== 'finished') throw new OpeneoError(400, 'JobNotFinished', 'Batch job has not finished yet.')
    const href = `${rootUrl(request)}/download/${key}/result.geojson`
    const type = request.headers.accept?.includes(GEOJSON) ? GEOJSON : 'application/json'
    return reply.type(type).headers({ 'OpenEO-Costs': '0', Vary: 'Accept' }).send({
      ...RESULT,
      stac_version: '1.0.0',
      id,
      properties: { datetime: updated },
      assets: { 'result.geojson': { href, type: GEOJSON, roles: ['data'] } },
      links: [link('self', `${apiUrl(request)}/jobs/${id}/results`)]
    })
  })
}

/** Downloads are outside of the API. The key stands for a token: such URLs open in any program. */
export async function downloads (app, { downloads }) {
  app.get('/download/:key/result.geojson', { ...PUBLIC, schema: responds(GEOJSON) }, async ({ params }, reply) =>
    reply.type(GEOJSON).send(find(downloads, params.key, 'NotFound', 'Download')))
}
