// What clients are told of jobs, services and results as they are computed.

import { randomUUID } from 'node:crypto'
import { find } from './errors.js'
import { LOG_LEVELS, now } from './routes.js'

export const logEntry = (message, level = 'info') => ({ id: randomUUID(), level, message, time: now() })

export function logPage ({ user, query }, { id, log_level: stored = 'info' }) {
  const entries = find(user.logs, id, 'NotFound', 'Log')
  const lowest = Math.max(LOG_LEVELS.indexOf(query.level), LOG_LEVELS.indexOf(stored))
  // An offset that is not there is -1, and 0 is the start.
  const start = entries.findIndex(({ id }) => id === query.offset) + 1
  const logs = entries.slice(start).filter(({ level }) => LOG_LEVELS.indexOf(level) >= lowest)
  return { level: LOG_LEVELS[lowest], logs, links: [] }
}

// Where the log of POST /result is. The header Link leads there.
export async function logs (app) {
  app.get('/logs/:id', async request => logPage(request, request.params))
}
