// openEO, "Batch Jobs": results that take their time.

import { randomUUID } from 'node:crypto'
import { OpeneoError } from './errors.js'
import { discard, requestedJob } from './job-results.js'
import { apiUrl, link } from './links.js'
import { logEntry, logPage } from './logs.js'
import { EDITABLE, accepts, created, noContent, now, summaries } from './routes.js'

export async function jobs (api, { downloads }) {
  api.get('/jobs', async ({ user }) => ({ jobs: summaries(user.jobs), links: [] }))
  api.post('/jobs', { schema: accepts(EDITABLE, ['process']) }, async (request, reply) => {
    const id = randomUUID()
    request.user.jobs.set(id, { ...request.body, id, status: 'created', created: now() })
    request.user.logs.set(id, [logEntry('Created.')])
    return created(reply, `${apiUrl(request)}/jobs/${id}`, id)
  })
  api.get('/jobs/:job_id', async request => {
    const { key, ...job } = requestedJob(request)
    const url = `${apiUrl(request)}/jobs/${job.id}`
    const links = [link('monitor', `${url}/logs`)]
    if (job.status === 'finished') links.push(link('result', `${url}/results`))
    return { ...job, links }
  })
  api.patch('/jobs/:job_id', { schema: accepts(EDITABLE) }, async (request, reply) => {
    const job = requestedJob(request)
    if (job.status === 'queued') throw new OpeneoError(400, 'JobLocked', 'Batch job is locked while it is queued.')
    Object.assign(job, request.body)
    return noContent(reply)
  })
  api.delete('/jobs/:job_id', async (request, reply) => {
    const job = requestedJob(request)
    discard(job, downloads)
    request.user.jobs.delete(job.id)
    request.user.logs.delete(job.id)
    return noContent(reply)
  })
  api.get('/jobs/:job_id/estimate', async request => {
    requestedJob(request)
    return { duration: 'PT1S', size: 1024 }
  })
  api.get('/jobs/:job_id/logs', async request => logPage(request, requestedJob(request)))
}
