// Prints what CORS costs, as ratios between candidates that take turns in one process. See the README for how to read it.
//
//   node benchmark/index.js [rounds] [case]

import { bare, fastifyCorsPlugin, handWritten, openeoCorsPlugin } from './candidates.js'
import { time } from './requests.js'

const ROUNDS = Number(process.argv[2] ?? 41)
const ONLY = process.argv[3]
const COUNT = 2000
const ORIGIN = 'https://editor.openeo.org'

const preflightHeaders = {
  host: 'openeo.example',
  origin: ORIGIN,
  'access-control-request-method': 'DELETE',
  'access-control-request-headers': 'authorization,content-type'
}
const JOB = '/jobs/a3cca2b2aa1e3b5b'
const job = (i) => `/jobs/${(i * 2654435761 % 4294967296).toString(16)}-${i}`

let seen = 0
const requests = {
  'preflight, same URL': () => ({ method: 'OPTIONS', url: JOB, headers: preflightHeaders }),
  'preflight, every URL new': () => ({ method: 'OPTIONS', url: job(seen++), headers: preflightHeaders }),
  'GET with Origin': () => ({ method: 'GET', url: JOB, headers: { host: 'openeo.example', origin: ORIGIN } }),
  'GET without Origin': () => ({ method: 'GET', url: JOB, headers: { host: 'openeo.example' } })
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]

async function compare (request, candidates) {
  const apps = Object.fromEntries(await Promise.all(Object.entries(candidates).map(async ([name, make]) => [name, await make().ready()])))
  const names = Object.keys(apps)
  const ratios = Object.fromEntries(names.map((name) => [name, []]))
  for (const name of names) await time(apps[name], request, COUNT * 3)
  for (let round = 0; round < ROUNDS; round++) {
    const times = {}
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length]
      times[name] = await time(apps[name], request, COUNT)
    }
    for (const name of names) ratios[name].push(times[name] / times.bare)
    if (global.gc) global.gc()
  }
  return Object.fromEntries(names.map((name) => [name, { ofBare: median(ratios[name]), ofCors: median(ratios[name].map((r, i) => r / ratios['@fastify/cors'][i])), ofHand: median(ratios[name].map((r, i) => r / ratios['by hand'][i])) }]))
}

const candidates = { bare, '@fastify/cors': fastifyCorsPlugin, 'by hand': handWritten, 'openeo-cors': openeoCorsPlugin }
for (const [name, request] of Object.entries(requests)) {
  if (ONLY && !name.includes(ONLY)) continue
  const result = await compare(request, candidates)
  const f = (x) => x.toFixed(2)
  console.log(name.padEnd(28), 'bare:', ...Object.entries(result).map(([n, r]) => `${n} ${f(r.ofBare)}`), '| ours/@fastify/cors', f(result['openeo-cors'].ofCors), 'ours/hand', f(result['openeo-cors'].ofHand))
}
