// openEO, "Batch Jobs": results that take their time.

import { randomUUID } from 'node:crypto'
import { find } from './errors.js'
import { discardResults, refuseIfAtWork } from './job-work.js'
import { apiUrl, link } from './links.js'
import { logEntry, logPage } from './logs.js'
import { check } from './processing/run.js'
import { EDITABLE, accepts, created, noContent, now, summaries } from './routes.js'

export const requestedJob = ({ params, user }) => find(user.jobs, params.job_id, 'JobNotFound', 'The batch job')

export async function jobs (api, store) {
  api.get('/jobs', async ({ user }) => ({ jobs: summaries(user.jobs), links: [] }))
  api.post('/jobs', { schema: accepts(EDITABLE, ['process']) }, async (request, reply) => {
    const { body, user } = request
    check(body.process, user)
    const id = randomUUID()
    user.jobs.set(id, { ...body, id, status: 'created', created: now() })
    user.logs.set(id, [logEntry('Created.')])
    return created(reply, `${apiUrl(request)}/jobs/${id}`, id)
  })
  api.get('/jobs/:job_id', async request => {
    const job = requestedJob(request)
    const url = `${apiUrl(request)}/jobs/${job.id}`
    const links = [link('monitor', `${url}/logs`, 'Log')]
    if (job.status === 'finished') links.push(link('result', `${url}/results`, 'Results'))
    return { ...job, links }
  })
  api.patch('/jobs/:job_id', { schema: accepts(EDITABLE) }, async (request, reply) => {
    const { body, user } = request
    const job = requestedJob(request)
    refuseIfAtWork(job)
    if (body.process !== undefined) check(body.process, user)
    Object.assign(job, body, { updated: now() })
    return noContent(reply)
  })
  api.delete('/jobs/:job_id', async (request, reply) => {
    const { id } = requestedJob(request)
    discardResults(id, store)
    request.user.jobs.delete(id)
    request.user.logs.delete(id)
    return noContent(reply)
  })
  api.get('/jobs/:job_id/estimate', async request => {
    requestedJob(request)
    return { duration: `PT${Math.ceil(store.jobSeconds)}S`, size: 262144, costs: 0 }
  })
  api.get('/jobs/:job_id/logs', async request => logPage(request, requestedJob(request)))
}
