import { askForDocument, type Question, type Step } from './ask.js'
import type { Client } from './client.js'
import { ACCEPT, listOf, page, type Api } from './discovery.js'
import type { Field } from './fetch-standard.js'

const PUBLIC = ['/conformance', '/collections', '/processes', '/file_formats', '/udf_runtimes', '/service_types', '/credentials/oidc']
const PRIVATE = ['/me', '/jobs', '/services', '/process_graphs', '/files']
const JSON_BODY: Field = ['Content-Type', 'application/json']

function bearer (token: string): Field { return ['Authorization', `Bearer ${token}`] }

const WRONG_TOKEN = bearer('basic//cors-check')

/** The requests for one origin. They are those that pages send, without any that change something. */
export function questionsFor (api: Api, origin: string, token: string | undefined): Question[] {
  const isOffered = (path: string) => api.endpoints.some((endpoint) => endpoint.path === path && endpoint.method === 'GET')
  const urlOf = (path: string) => new URL(api.url + path.replaceAll(/\{[^{}]*\}/g, 'cors-check'))
  const get = (path: string, label = `GET ${path}`, ...headers: Field[]): Question =>
    ({ ...page(label, urlOf(path), origin, stepOf(path, 'GET')), headers: [ACCEPT, ...headers] })
  const error = (path: string, label: string, ...headers: Field[]): Question => ({ ...get(path, label, ...headers), kind: 'error', step: 'read errors' })
  const preflight = ({ path, method }: Api['endpoints'][number]): Question => ({
    ...get(path, `${method} ${path}`, ...api.hasLogin ? [WRONG_TOKEN] : [], ...['POST', 'PUT', 'PATCH'].includes(method) ? [JSON_BODY] : []),
    kind: 'preflight',
    step: stepOf(path, method),
    method
  })

  const secrets = PRIVATE.filter(isOffered)
  const [secret] = secrets
  return [
    // If the API has no login, a GET has no token, so it needs no preflight.
    ...api.endpoints.filter(({ method }) => api.hasLogin || method !== 'GET').map(preflight),
    ...['/', ...PUBLIC.filter(isOffered)].map((path) => get(path)),
    ...token === undefined ? [] : secrets.map((path) => get(path, `GET ${path} with the token`, bearer(token))),
    error('/cors-check', 'GET a path that does not exist'),
    error('/%', 'GET a malformed URL'),
    error('/collections?limit=-1&bbox=x', 'GET /collections?limit=-1'),
    error('/collections/cors-check', 'GET a collection that does not exist'),
    ...secret === undefined
      ? []
      : [error(secret, `GET ${secret} without a token`), error(secret, `GET ${secret} with a wrong token`, WRONG_TOKEN)],
    // What openEO's own validator sends.
    { ...page('OPTIONS /', urlOf('/'), origin, 'use the other endpoints'), kind: 'options' }
  ]
}

/** Asks for the results of a finished job, if there is one. Its files are often on another host, which needs CORS too, and gets no token. */
export async function findDownload (client: Client, api: Api, origin: string, token: string): Promise<Question[]> {
  const ask = (path: string): Question => ({
    ...page('GET /jobs/{job_id}/results with the token', new URL(api.url + path), origin, 'download results'), headers: [ACCEPT, bearer(token)]
  })
  const jobs = listOf((await askForDocument(client, ask('/jobs'))).document?.jobs)
  const job = jobs.find(({ id, status }) => typeof id === 'string' && status === 'finished')
  if (job === undefined) return []
  // JSON can have a lone surrogate, but a URL cannot. Buffer replaces it with U+FFFD.
  const results = ask(`/jobs/${encodeURIComponent(Buffer.from(job.id as string).toString())}/results`)
  const [asset] = listOf(Object.values(Object((await askForDocument(client, results)).document?.assets)))
  const isWeb = typeof asset?.href === 'string' && /^https?:\/\//.test(asset.href) && URL.canParse(asset.href)
  return [results, ...isWeb ? [page('GET a file of a result', new URL(asset.href as string), origin, 'download results')] : []]
}

function stepOf (path: string, method: string): Step {
  if (/^\/(?:credentials\/|me$)/.test(path)) return 'log in'
  if (method === 'GET' && /^\/(?:jobs\/[^/]+\/results|files)\b/.test(path)) return 'download results'
  if (/^\/(?:jobs|result)\b/.test(path)) return 'create and follow jobs'
  return path === '/' || PUBLIC.includes(path) || path.startsWith('/collections/') ? 'discover' : 'use the other endpoints'
}
