// What is compared in one process: requests, and who answers them. Ratios are of the first to the others.

import { ORIGIN, bare, byHand, withEmptyHooks, withFastifyCors, withOpeneoCors } from './apis.js'

const HOST = 'openeo.example'
const JOB = '/jobs/a3cca2b2aa1e3b5b'

let count = 0
const newJob = () => `/jobs/${(++count * 2654435761 % 4294967296).toString(16)}-${count}`

const asks = (origin = ORIGIN) => ({
  host: HOST, origin, 'access-control-request-method': 'DELETE', 'access-control-request-headers': 'authorization,content-type'
})
const preflight = { method: 'OPTIONS', url: JOB, headers: asks() }
const get = { method: 'GET', url: JOB, headers: { host: HOST, origin: ORIGIN } }
const getWithoutOrigin = { method: 'GET', url: JOB, headers: { host: HOST } }

const all = { '@fastify/cors': () => withFastifyCors(), 'by hand': () => byHand(), bare: () => bare() }
const plugin = () => withOpeneoCors()

const origins = Array.from({ length: 1000 }, (_, i) => `https://editor${i}.example.org`)
const patterns = Array.from({ length: 50 }, (_, i) => `https://*.group${i}.example.net`)
const fromList = () => origins[count++ % origins.length]

const wildcard = { origin: '*' }
const atWarn = { server: { logger: { level: 'warn', stream: { write () {} } } } }

export const cases = {
  'preflight, same URL': { request: () => preflight, ours: plugin, others: all },
  'preflight, every URL new': { request: () => ({ ...preflight, url: newJob() }), ours: plugin, others: all },
  'GET with Origin': { request: () => get, ours: plugin, others: all },
  'GET without Origin': { request: () => getWithoutOrigin, ours: plugin, others: { ...all, 'empty hooks': () => withEmptyHooks() } },
  "preflight, origin: '*'": {
    request: () => preflight,
    ours: () => withOpeneoCors(wildcard),
    others: { '@fastify/cors': () => withFastifyCors(wildcard), 'by hand': () => byHand(wildcard), bare: () => bare() }
  },
  "GET, origin: '*'": {
    request: () => get,
    ours: () => withOpeneoCors(wildcard),
    others: { '@fastify/cors': () => withFastifyCors(wildcard), 'by hand': () => byHand(wildcard), bare: () => bare() }
  },
  'preflight, 10,000 routes more': {
    request: () => ({ ...preflight, url: newJob() }),
    ours: () => withOpeneoCors({ more: 10_000 }),
    others: { 'without them': plugin }
  },
  'preflight, 1,000 origins, 50 patterns': {
    request: () => ({ ...preflight, headers: asks(fromList()) }),
    ours: () => withOpeneoCors({ origin: [...patterns, ...origins] }),
    others: { 'echo of as many': plugin }
  },
  'preflight, one origin of 1,050': {
    request: () => preflight,
    ours: () => withOpeneoCors({ origin: [...patterns, ...origins, ORIGIN] }),
    others: { 'one of one': () => withOpeneoCors({ origin: ORIGIN }) }
  },
  'preflight refused, log at warn': {
    request: () => ({ ...preflight, headers: asks(fromList()) }),
    ours: () => withOpeneoCors({ origin: ORIGIN, ...atWarn }),
    others: { 'not refused': () => withOpeneoCors(atWarn) }
  }
}
