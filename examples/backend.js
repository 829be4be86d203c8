// An openEO 1.2 back-end in memory, made to be read and copied from.
//
//   node examples/backend.js
//
// It answers every operation of the API but computes nothing: a job takes a
// moment, and its result is a footprint. What matters is the order in `build`:
// first the CORS plugin, then the authentication hook, then the routes.

import { randomUUID } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import Fastify from 'fastify'
import openeoCors, { frameworkErrors } from 'fastify-openeo-cors'

const PREFIX = '/api/v1'
const JOB_DURATION = 250 // milliseconds
const GEOJSON = 'application/geo+json'
const JSON_SCHEMA = 'application/schema+json'
const BYTES = 'application/octet-stream'
const PUBLIC = { config: { access: 'public' } }

/**
 * Builds the back-end, without listening.
 *
 * @param {object} [options]
 * @param {boolean | object} [options.logger] Fastify's `logger`
 * @param {boolean | ((app: import('fastify').FastifyInstance) => Promise<void>)} [options.cors] `false` leaves the plugin
 *   out, to see what it does. A function registers something else in its place.
 * @param {object} [options.corsOptions] the plugin's options
 * @param {object} [options.fastifyOptions] further Fastify options, such as `trustProxy`
 */
export async function build (options = {}) {
  const { logger = false, cors = true, corsOptions = { auth: true }, fastifyOptions } = options

  const app = Fastify({
    logger,
    // Fastify answers a malformed URL before any hook runs, so only this option
    // can give that reply its CORS headers.
    frameworkErrors: cors === true ? frameworkErrors(corsOptions, sendError) : sendError,
    // Fastify's 100 characters are few for the path of a satellite scene.
    routerOptions: { maxParamLength: 500 },
    ...fastifyOptions
  })

  // Before the authentication hook: its 401 needs the CORS headers, and a
  // preflight, which never carries a token, must not meet it.
  if (cors === true) await app.register(openeoCors, corsOptions)
  else if (cors !== false) await cors(app)

  app.setErrorHandler(sendError)
  app.setNotFoundHandler(async () => { throw new OpeneoError(404, 'NotFound', 'Resource not found.') })

  // A web page may post text/plain without a preflight. Only JSON is spoken here.
  app.removeContentTypeParser('text/plain')

  const store = { users: new Map(), tokens: new Map(), downloads: new Map() }
  app.decorateRequest('user', null)
  app.addHook('onRequest', authenticate(store))

  app.get('/.well-known/openeo', PUBLIC, async request => ({
    versions: [{ url: apiUrl(request), api_version: '1.2.0', production: false }]
  }))
  linkTargets(app, store)
  app.register(async api => {
    capabilities(api)
    discovery(api)
    account(api, store)
    userProcesses(api)
    services(api)
    processing(api)
    jobs(api, store)
    // In a scope of its own, because other content types apply.
    api.register(files)
  }, { prefix: PREFIX })

  return app
}

// Errors ----------------------------------------------------------------------

class OpeneoError extends Error {
  constructor (statusCode, code, message) {
    super(message)
    this.statusCode = statusCode
    this.code = code
  }
}

// For what Fastify refuses. openEO lets a back-end name its own codes where the
// standard list has none that fits.
const CODES = new Map([[413, 'RequestTooLarge'], [414, 'UrlTooLong'], [415, 'ContentTypeInvalid']])

function sendError (error, request, reply) {
  const { id } = request
  if (error?.statusCode >= 400 && error.statusCode < 500) {
    const code = error instanceof OpeneoError ? error.code : CODES.get(error.statusCode) ?? 'RequestInvalid'
    return reply.code(error.statusCode).send({ id, code, message: error.message, links: [] })
  }
  // What went wrong stays in the log. The id leads there.
  request.log.error(error)
  return reply.code(500).send({ id, code: 'Internal', message: 'Server error.', links: [] })
}

function find (map, id, code, kind) {
  if (!map.has(id)) throw new OpeneoError(404, code, `${kind} '${id}' does not exist.`)
  return map.get(id)
}

// Authentication --------------------------------------------------------------

// A route needs a token unless its config says otherwise, so forgetting it
// closes a route and does not open one. OPTIONS is no special case: the plugin
// deals with it.
function authenticate ({ tokens }) {
  return async (request, reply) => {
    // A path that does not exist is a 404 for everybody.
    if (request.is404) return
    const { access } = request.routeOptions.config
    if (access === 'public') return

    const { authorization } = request.headers
    if (!authorization) {
      // Not `Basic`: browsers would open their own login dialog.
      reply.header('WWW-Authenticate', 'Bearer')
      throw new OpeneoError(401, 'AuthenticationRequired', 'Unauthorized.')
    }
    if (access === 'basic') return

    const [, token] = /^bearer (.*)$/i.exec(authorization) ?? []
    if (token === undefined) {
      throw new OpeneoError(403, 'AuthenticationSchemeInvalid', 'Authentication method not supported.')
    }
    request.user = tokens.get(token)
    if (request.user === undefined) {
      throw new OpeneoError(403, 'TokenInvalid', 'Authorization token has expired or is invalid.')
    }
  }
}

function account (api, { users, tokens }) {
  // Any name with any password. A real back-end checks them here.
  api.get('/credentials/basic', { config: { access: 'basic' } }, async request => {
    const [, encoded = ''] = /^basic (.*)$/i.exec(request.headers.authorization) ?? []
    const [, name] = /^([^:]+):/.exec(Buffer.from(encoded, 'base64').toString()) ?? []
    if (name === undefined) throw new OpeneoError(403, 'CredentialsInvalid', 'Credentials are not correct.')

    if (!users.has(name)) users.set(name, newUser(name))
    const token = randomUUID()
    tokens.set(`basic//${token}`, users.get(name))
    return { access_token: token }
  })

  api.get('/credentials/oidc', PUBLIC, async () => ({ providers: [] }))

  api.get('/me', async ({ user: { id, name } }) => ({ user_id: id, name, storage: null, budget: null, links: [] }))
}

// What users own hangs on the user, so that no id can reach somebody else's.
// Maps, because ids come from outside: an object has a `constructor` already.
function newUser (name) {
  const [processes, services, jobs, logs, files] = Array.from({ length: 5 }, () => new Map())
  return { id: randomUUID(), name, processes, services, jobs, logs, files }
}

// Shared by the routes --------------------------------------------------------

// `host` is what the client sent. Behind a proxy, set Fastify's `trustProxy`.
const rootUrl = request => `${request.protocol}://${request.host}`
const apiUrl = request => rootUrl(request) + PREFIX
const link = (rel, href, type = 'application/json') => ({ rel, href, type })

const created = (reply, url, id) => reply.code(201).headers({ Location: url, 'OpenEO-Identifier': id }).send()
const noContent = reply => reply.code(204).send()
const now = () => new Date().toISOString()

// The plugin takes the content type of a preflight's answer from such a schema.
const responds = (...types) => ({
  response: { 200: { content: Object.fromEntries(types.map(type => [type, { schema: {} }])) } }
})

const LOG_LEVELS = ['debug', 'info', 'warning', 'error']
const PROCESS = { type: 'object', required: ['process_graph'], properties: { process_graph: { type: 'object' } } }
const EDITABLE = {
  title: { type: ['string', 'null'] },
  description: { type: ['string', 'null'] },
  process: PROCESS,
  log_level: { type: 'string', enum: LOG_LEVELS }
}

// Fastify drops what is not listed: read-only properties, and `plan` and
// `budget`, because nothing is billed here.
const accepts = (properties, required = []) => ({
  body: { type: 'object', required, properties, minProperties: 1, additionalProperties: false }
})

const logEntry = message => ({ id: randomUUID(), level: 'info', message, time: now() })

function logPage ({ user, query }, { id, log_level: stored = 'info' }) {
  const entries = find(user.logs, id, 'NotFound', 'Log')
  const lowest = Math.max(LOG_LEVELS.indexOf(query.level), LOG_LEVELS.indexOf(stored))
  // An offset that is not there is -1, and 0 is the start.
  const start = entries.findIndex(({ id }) => id === query.offset) + 1
  const logs = entries.slice(start).filter(({ level }) => LOG_LEVELS.indexOf(level) >= lowest)
  return { level: LOG_LEVELS[lowest], logs, links: [] }
}

// Lists leave out what may be long, and what is not for clients.
const summaries = map =>
  Array.from(map.values(), ({ process, process_graph: _, configuration, attributes, key, ...rest }) => rest)

// Documents -------------------------------------------------------------------

const BBOX = [0, 0, 10, 10]
const FOOTPRINT = { type: 'Polygon', coordinates: [[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]] }
const RESULT = { type: 'Feature', bbox: BBOX, geometry: FOOTPRINT, properties: {} }
const START = '2024-01-01T00:00:00Z'
const CUBE = { type: 'object', subtype: 'datacube' }

const CONFORMANCE = ['https://api.openeo.org/1.2.0', 'https://api.stacspec.org/v1.0.0/collections']
const OUTPUT_FORMATS = { GeoJSON: { title: 'GeoJSON', gis_data_types: ['vector'], parameters: {} } }
const UDF_RUNTIMES = { Python: { type: 'language', default: '3', versions: { 3: { libraries: {} } } } }
const SERVICE_TYPES = { XYZ: { title: 'XYZ tiles', configuration: {}, process_parameters: [] } }

const COLLECTIONS = new Map([['demo', {
  stac_version: '1.0.0',
  stac_extensions: ['https://stac-extensions.github.io/datacube/v2.2.0/schema.json'],
  type: 'Collection',
  id: 'demo',
  title: 'Demo',
  description: 'Daily images that were never taken.',
  license: 'CC0-1.0',
  extent: { spatial: { bbox: [BBOX] }, temporal: { interval: [[START, null]] } },
  'cube:dimensions': {
    x: { type: 'spatial', axis: 'x', extent: [0, 10] },
    y: { type: 'spatial', axis: 'y', extent: [0, 10] },
    t: { type: 'temporal', extent: [START, null], step: 'P1D' },
    bands: { type: 'bands', values: ['red', 'nir'] }
  },
  summaries: { platform: ['demo-1'] }
}]])

const PROCESSES = new Map([['load_collection', {
  id: 'load_collection',
  description: 'Loads a collection as a data cube.',
  parameters: [
    { name: 'id', description: 'A collection.', schema: { type: 'string', subtype: 'collection-id' } },
    { name: 'spatial_extent', description: 'Where.', schema: { type: ['object', 'null'], subtype: 'bounding-box' } },
    { name: 'temporal_extent', description: 'When.', schema: { type: ['array', 'null'], subtype: 'temporal-interval' } }
  ],
  returns: { description: 'The data cube.', schema: CUBE }
}], ['save_result', {
  id: 'save_result',
  description: 'Saves a data cube in a file format.',
  parameters: [
    { name: 'data', description: 'A data cube.', schema: CUBE },
    { name: 'format', description: 'A file format.', schema: { type: 'string', subtype: 'output-format' } }
  ],
  returns: { description: 'Always true.', schema: { type: 'boolean' } }
}]])

// Capabilities ----------------------------------------------------------------

function capabilities (api) {
  // Without the plugin, no browser gets to see them anyway.
  let endpoints = []
  api.addHook('onReady', async () => {
    if (api.hasDecorator('openeoEndpoints')) endpoints = api.openeoEndpoints()
  })

  api.get('/', PUBLIC, async request => ({
    api_version: '1.2.0',
    backend_version: '1.0.0',
    stac_version: '1.0.0',
    type: 'Catalog',
    id: 'openeo-example',
    title: 'openEO example',
    description: 'A back-end in memory that computes nothing.',
    conformsTo: CONFORMANCE,
    production: false,
    endpoints,
    links: [
      link('version-history', `${rootUrl(request)}/.well-known/openeo`),
      link('conformance', `${apiUrl(request)}/conformance`),
      link('data', `${apiUrl(request)}/collections`)
    ]
  }))
  api.get('/conformance', PUBLIC, async () => ({ conformsTo: CONFORMANCE }))
  api.get('/file_formats', PUBLIC, async () => ({ input: {}, output: OUTPUT_FORMATS }))
  api.get('/udf_runtimes', PUBLIC, async () => UDF_RUNTIMES)
  api.get('/service_types', PUBLIC, async () => SERVICE_TYPES)
  api.get('/processes', PUBLIC, async () => ({ processes: [...PROCESSES.values()], links: [] }))
}

function discovery (api) {
  const requested = ({ params }) => find(COLLECTIONS, params.collection_id, 'CollectionNotFound', 'Collection')
  const url = (request, { id }) => `${apiUrl(request)}/collections/${id}`
  const withLinks = (request, collection) => ({
    ...collection,
    links: [
      link('self', url(request, collection)),
      link('root', `${apiUrl(request)}/collections`),
      link('parent', `${apiUrl(request)}/collections`),
      link('http://www.opengis.net/def/rel/ogc/1.0/queryables', `${url(request, collection)}/queryables`, JSON_SCHEMA)
    ]
  })

  api.get('/collections', PUBLIC, async request => ({
    collections: Array.from(COLLECTIONS.values(), collection => withLinks(request, collection)),
    links: []
  }))
  api.get('/collections/:collection_id', PUBLIC, async request => withLinks(request, requested(request)))
  api.get('/collections/:collection_id/queryables', {
    ...PUBLIC,
    schema: responds(JSON_SCHEMA)
  }, async (request, reply) => reply.type(JSON_SCHEMA).send({
    $schema: 'https://json-schema.org/draft/2019-09/schema',
    $id: `${url(request, requested(request))}/queryables`,
    type: 'object',
    properties: { platform: { title: 'Platform', type: 'string', enum: ['demo-1'] } },
    additionalProperties: false
  }))
}

// User-defined processes ------------------------------------------------------

function userProcesses (api) {
  const requested = ({ params, user }) =>
    find(user.processes, params.process_graph_id, 'ProcessGraphNotFound', 'User-defined process')

  // An invalid process is a 200: its errors are what was asked for.
  api.post('/validation', { schema: { body: PROCESS } }, async ({ body, user }) => ({
    errors: Object.values(body.process_graph)
      .map(node => node?.process_id)
      .filter(id => !PROCESSES.has(id) && !user.processes.has(id))
      .map(id => ({ code: 'ProcessUnsupported', message: `Process '${id}' is not available.` }))
  }))

  api.get('/process_graphs', async ({ user }) => ({ processes: summaries(user.processes), links: [] }))
  api.get('/process_graphs/:process_graph_id', async request => requested(request))
  api.put('/process_graphs/:process_graph_id', {
    schema: {
      params: { type: 'object', properties: { process_graph_id: { type: 'string', pattern: '^\\w+$' } } },
      body: PROCESS
    }
  }, async ({ params: { process_graph_id: id }, body, user }, reply) => {
    user.processes.set(id, { ...body, id })
    return reply.send()
  })
  api.delete('/process_graphs/:process_graph_id', async (request, reply) => {
    request.user.processes.delete(requested(request).id)
    return noContent(reply)
  })
}

// Web services ----------------------------------------------------------------

function services (api) {
  const editable = { ...EDITABLE, enabled: { type: 'boolean' }, configuration: { type: 'object' } }
  const requested = ({ params, user }) => find(user.services, params.service_id, 'ServiceNotFound', 'Service')

  api.get('/services', async ({ user }) => ({ services: summaries(user.services), links: [] }))
  api.post('/services', {
    schema: accepts({ ...editable, type: { type: 'string' } }, ['type', 'process'])
  }, async (request, reply) => {
    const { body, user } = request
    const type = body.type.toUpperCase()
    if (!Object.hasOwn(SERVICE_TYPES, type)) {
      throw new OpeneoError(400, 'ServiceUnsupported', `Service type '${body.type}' is not supported.`)
    }
    const id = randomUUID()
    // Where the tiles would be. Nothing answers there.
    const url = `${rootUrl(request)}/xyz/${id}`
    const defaults = { enabled: true, configuration: {}, attributes: {} }
    user.services.set(id, { ...defaults, ...body, id, type, url, created: now() })
    user.logs.set(id, [logEntry('Created.')])
    return created(reply, `${apiUrl(request)}/services/${id}`, id)
  })
  api.get('/services/:service_id', async request => requested(request))
  api.patch('/services/:service_id', { schema: accepts(editable) }, async (request, reply) => {
    Object.assign(requested(request), request.body)
    return noContent(reply)
  })
  api.delete('/services/:service_id', async (request, reply) => {
    const { id } = requested(request)
    request.user.services.delete(id)
    request.user.logs.delete(id)
    return noContent(reply)
  })
  api.get('/services/:service_id/logs', async request => logPage(request, requested(request)))
}

// Processing ------------------------------------------------------------------

function processing (api) {
  api.post('/result', {
    schema: { ...accepts(EDITABLE, ['process']), ...responds(GEOJSON) }
  }, async (request, reply) => {
    const id = randomUUID()
    request.user.logs.set(id, [logEntry('Computed.')])
    const log = `<${rootUrl(request)}/logs/${id}>; rel="monitor"`
    return reply.type(GEOJSON).headers({ 'OpenEO-Costs': '0', Link: log }).send(RESULT)
  })
}

function jobs (api, { downloads }) {
  const requested = ({ params, user }) => find(user.jobs, params.job_id, 'JobNotFound', 'The batch job')
  const setStatus = (job, status) => Object.assign(job, { status, updated: now() })

  function start (job, logs) {
    discard(job)
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

  function discard (job) {
    downloads.delete(job.key)
    delete job.key
  }

  api.get('/jobs', async ({ user }) => ({ jobs: summaries(user.jobs), links: [] }))
  api.post('/jobs', { schema: accepts(EDITABLE, ['process']) }, async (request, reply) => {
    const id = randomUUID()
    request.user.jobs.set(id, { ...request.body, id, status: 'created', created: now() })
    request.user.logs.set(id, [logEntry('Created.')])
    return created(reply, `${apiUrl(request)}/jobs/${id}`, id)
  })
  api.get('/jobs/:job_id', async request => {
    const { key, ...job } = requested(request)
    const url = `${apiUrl(request)}/jobs/${job.id}`
    const links = [link('monitor', `${url}/logs`)]
    if (job.status === 'finished') links.push(link('result', `${url}/results`))
    return { ...job, links }
  })
  api.patch('/jobs/:job_id', { schema: accepts(EDITABLE) }, async (request, reply) => {
    const job = requested(request)
    if (job.status === 'queued') throw new OpeneoError(400, 'JobLocked', 'Batch job is locked while it is queued.')
    Object.assign(job, request.body)
    return noContent(reply)
  })
  api.delete('/jobs/:job_id', async (request, reply) => {
    const job = requested(request)
    discard(job)
    request.user.jobs.delete(job.id)
    request.user.logs.delete(job.id)
    return noContent(reply)
  })
  api.get('/jobs/:job_id/estimate', async request => {
    requested(request)
    return { duration: 'PT1S', size: 1024 }
  })
  api.get('/jobs/:job_id/logs', async request => logPage(request, requested(request)))

  api.post('/jobs/:job_id/results', async (request, reply) => {
    const job = requested(request)
    if (job.status !== 'queued') start(job, request.user.logs.get(job.id))
    return reply.code(202).send()
  })
  api.delete('/jobs/:job_id/results', async (request, reply) => {
    const job = requested(request)
    if (job.status === 'queued') {
      discard(job)
      setStatus(job, 'created')
    }
    return noContent(reply)
  })
  api.get('/jobs/:job_id/results', { schema: responds('application/json', GEOJSON) }, async (request, reply) => {
    const { id, status, updated, key } = requested(request)
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

// What the API's answers link to, but is no operation of the API.
function linkTargets (app, { downloads }) {
  // The key stands for a token: such URLs open in any program.
  app.get('/download/:key/result.geojson', { ...PUBLIC, schema: responds(GEOJSON) }, async ({ params }, reply) =>
    reply.type(GEOJSON).send(find(downloads, params.key, 'NotFound', 'Download')))

  app.get('/logs/:id', async request => logPage(request, request.params))
}

// Files -----------------------------------------------------------------------

async function files (api) {
  api.removeAllContentTypeParsers()
  api.addContentTypeParser(BYTES, { parseAs: 'buffer' }, (request, body, done) => done(null, body))

  const describe = (path, { content, modified }) => ({ path, size: content.length, modified })

  function requested ({ params: { '*': path }, user }) {
    if (Array.from(user.files.keys()).some(name => name.startsWith(`${path}/`))) {
      throw new OpeneoError(400, 'FileOperationUnsupported', 'The path is a folder.')
    }
    return find(user.files, path, 'FileNotFound', 'File')
  }

  api.get('/files', async ({ user }) => ({
    files: Array.from(user.files, ([path, file]) => describe(path, file)),
    links: []
  }))
  api.get('/files/*', { schema: responds(BYTES) }, async (request, reply) =>
    reply.type(BYTES).send(requested(request).content))
  api.put('/files/*', async ({ params: { '*': path }, body, user }) => {
    if (/[\\:'"\p{Cc}]/u.test(path) || path.split('/').some(name => ['', '.', '..'].includes(name))) {
      throw new OpeneoError(400, 'FilePathInvalid', 'File path is invalid.')
    }
    // An empty file may come without any body.
    const file = { content: body ?? Buffer.alloc(0), modified: now() }
    user.files.set(path, file)
    return describe(path, file)
  })
  api.delete('/files/*', async (request, reply) => {
    requested(request)
    request.user.files.delete(request.params['*'])
    return noContent(reply)
  })
}

// Command line ----------------------------------------------------------------

function isMain () {
  try {
    return import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href
  } catch {
    return false // no script: --eval, a REPL or standard input
  }
}

// Beside the back-end, for looking at what the plugin does. The back-end does
// without it.
function loadDemo () {
  return import('./demo/serve.js').catch(error => ({
    demoRoutes: async () => {},
    startDemo: async () => { throw error }
  }))
}

async function startPage (startDemo, app, { HOST: host = '127.0.0.1', DEMO_PORT, PLAIN_PORT, LISTED_PORT, FASTIFY_CORS_PORT }) {
  const { port: apiPort } = app.server.address()
  const port = Number(DEMO_PORT ?? apiPort + 1)
  const plainPort = Number(PLAIN_PORT ?? port + 1)
  const listedPort = Number(LISTED_PORT ?? plainPort + 1)
  const fastifyCorsPort = Number(FASTIFY_CORS_PORT ?? listedPort + 1)
  try {
    return await startDemo({ build, host, apiPort, port, plainPort, listedPort, fastifyCorsPort })
  } catch (error) {
    return { error, close: async () => {} }
  }
}

if (isMain()) {
  const { HOST = '127.0.0.1', PORT = '8080' } = process.env
  const { demoRoutes, startDemo } = await loadDemo()
  const app = await build({ logger: { level: 'warn' }, corsOptions: { auth: true, rangeRequests: true } })
  await app.register(demoRoutes)
  try {
    const url = await app.listen({ host: HOST, port: Number(PORT) })
    const demo = await startPage(startDemo, app, process.env)
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => Promise.all([app.close(), demo.close()]))
    console.log(`openEO back-end at ${url}\n`)
    console.log(`curl -i -X OPTIONS -H 'Origin: https://editor.openeo.org' -H 'Access-Control-Request-Method: POST' ${url}${PREFIX}/jobs`)
    console.log(demo.url
      ? `\nSee it in a browser: ${demo.url}`
      : `\nNo page to see it in a browser: ${demo.error.message}. DEMO_PORT, PLAIN_PORT, LISTED_PORT and FASTIFY_CORS_PORT choose other ports.`)
    console.log('\nA web page from the internet, such as https://editor.openeo.org, reaches this machine only if you let it: the browser\n' +
      'asks. If you refuse, the console says “blocked by CORS policy”, and no header changes that.')
  } catch (error) {
    console.error(`Cannot listen on ${HOST}:${PORT}: ${error.message}`)
    process.exitCode = 1
    await app.close()
  }
}
