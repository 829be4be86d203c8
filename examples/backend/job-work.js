// A job at work.

import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { OpeneoError } from './errors.js'
import { logEntry } from './logs.js'
import { describeBands, encode } from './processing/formats.js'
import { run } from './processing/run.js'
import { now } from './routes.js'

const isAtWork = ({ status }) => status === 'queued' || status === 'running'

// It would be done in a moment. It takes its time here, so that one can follow it.
const PAUSES = [
  { status: 'running', progress: 0, message: 'Started.' },
  { status: 'running', progress: 33, message: 'Loaded the scene.' },
  { status: 'running', progress: 66, message: 'Computed the result.' }
]

/** Refuses what may not be done while a job is queued or running. */
export function refuseIfAtWork (job) {
  if (isAtWork(job)) throw new OpeneoError(400, 'JobLocked', `Batch job is locked while it is ${job.status}.`)
}

/** Starts a job, unless it is at work. */
export function startJob (job, { user, log }, store) {
  if (isAtWork(job)) return
  discardResults(job.id, store)
  delete job.started
  update(job, { status: 'queued', queued: now(), progress: 0 })
  const controller = new AbortController()
  const key = randomUUID()
  store.work.set(job.id, { controller, key })
  user.logs.get(job.id).push(logEntry('Queued.'))
  compute(job, user, store, key, controller.signal).catch(error => fail(job, user, error, log))
}

async function compute (job, user, { jobSeconds, results }, key, signal) {
  const log = user.logs.get(job.id)
  for (const { message, ...state } of PAUSES) {
    // A job does not keep the process alive.
    await wait(jobSeconds / (PAUSES.length + 1) * 1000, undefined, { signal, ref: false })
    if (state.progress === 0) state.started = now()
    update(job, state)
    log.push(logEntry(message))
  }
  await wait(jobSeconds / (PAUSES.length + 1) * 1000, undefined, { signal, ref: false })
  const cube = run(job.process, user)
  results.set(key, { ...encode(cube), bbox: cube.bbox, bands: describeBands(cube), job })
  update(job, { status: 'finished', progress: 100 })
  log.push(logEntry('Finished.'))
}

// Nobody waits for a job, so nobody else would see its errors.
function fail (job, user, error, log) {
  // Canceled or deleted.
  if (error.name === 'AbortError') return
  const isClients = error instanceof OpeneoError
  if (!isClients) log.error(error)
  update(job, { status: 'error' })
  user.logs.get(job.id).push(logEntry(isClients ? error.message : 'Server error.', 'error'))
}

const update = (job, state) => Object.assign(job, state, { updated: now() })

/** Stops a job that is queued or running. It is as if it had never been started. */
export function cancelJob (job, user, store) {
  if (!isAtWork(job)) return
  discardResults(job.id, store)
  delete job.progress
  update(job, { status: 'created' })
  user.logs.get(job.id).push(logEntry('Canceled.'))
}

/** Forgets the results of a job, and whoever works on them. */
export function discardResults (id, { work, results }) {
  const { controller, key } = work.get(id) ?? {}
  controller?.abort()
  work.delete(id)
  results.delete(key)
}
