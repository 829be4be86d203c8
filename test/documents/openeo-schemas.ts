// What openEO 1.3.0 requires of the documents that a back-end sends, in our words: names, types, and the values that are listed
// there. openEO's own OpenAPI document is in no package.

type Schema = Readonly<Record<string, unknown>>

const text = { type: 'string' }
const name = { type: 'string', pattern: '^\\w+$' }
const url = { type: 'string', pattern: '^https?://' }
const time = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z$' }
const oneOf = (...values: string[]) => ({ type: 'string', enum: values })
const list = (items: Schema, minItems = 0) => ({ type: 'array', items, minItems })
const map = (additionalProperties: Schema, minProperties = 0) => ({ type: 'object', additionalProperties, minProperties })

/** An object that has all of these. */
const required = (properties: Readonly<Record<string, Schema>>, optional: Readonly<Record<string, Schema>> = {}): Schema =>
  ({ type: 'object', required: Object.keys(properties), properties: { ...properties, ...optional } })

const links = list(required({ rel: text, href: { type: 'string', pattern: '^https?://\\S+$' } }, { type: text, title: text }))
const methods = list(oneOf('GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'), 1)
const conformsTo = { ...list(url, 1), contains: { const: 'https://api.openeo.org/1.3.0' } }
const status = oneOf('created', 'queued', 'running', 'canceled', 'finished', 'error')
const level = oneOf('debug', 'info', 'warning', 'error')
const version = { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+$' }

const graph = map(required({ process_id: text }, { arguments: { type: 'object' } }), 1)
const process = required({ process_graph: graph })
const dataSchema = { type: ['object', 'array'] }
const parameter = required({ name, description: text, schema: dataSchema }, { optional: { type: 'boolean' } })
const job = required({ id: text, status, created: time }, {
  updated: time, queued: time, started: time, progress: { type: 'number', minimum: 0, maximum: 100 }, links
})
const service = required({ id: text, enabled: { type: 'boolean' }, type: text, url })
const logs = required({ logs: list(required({ id: text, level, message: text, time })), links, level })
const collection = required({
  stac_version: { const: '1.0.0' },
  id: text,
  type: { const: 'Collection' },
  description: text,
  license: text,
  extent: required({
    spatial: required({ bbox: list(list({ type: 'number' }, 4), 1) }),
    temporal: required({ interval: list(list({ type: ['string', 'null'] }, 2), 1) })
  }),
  'cube:dimensions': map(required({ type: oneOf('spatial', 'temporal', 'bands', 'geometry') }), 1),
  summaries: { type: 'object' },
  links
})

/** By the path, with the names of the parameters as openEO has them. */
export const DOCUMENTS: Readonly<Record<string, Schema>> = {
  '/.well-known/openeo': required({ versions: list(required({ url, api_version: version }, { production: { type: 'boolean' } }), 1) }),
  '/': required({
    api_version: { const: '1.3.0' },
    backend_version: text,
    stac_version: version,
    type: { const: 'Catalog' },
    id: text,
    title: text,
    description: text,
    conformsTo,
    endpoints: list(required({ path: { type: 'string', pattern: '^/' }, methods }), 1),
    links
  }),
  '/conformance': required({ conformsTo }),
  '/file_formats': required({
    input: { type: 'object' },
    output: map(required({ gis_data_types: list(oneOf('raster', 'vector', 'table', 'pointcloud', 'other'), 1), parameters: { type: 'object' } }), 1)
  }),
  '/collections': required({ collections: list(collection), links }),
  '/collections/{collection_id}': collection,
  '/collections/{collection_id}/queryables': required({ $schema: url, $id: url, type: { const: 'object' }, properties: { type: 'object' } }),
  '/processes': required({
    processes: list(required({ id: name, description: text, parameters: list(parameter), returns: required({ schema: dataSchema }) }), 1), links
  }),
  // 1.3 asks for at least one.
  '/udf_runtimes': map(required({
    type: { const: 'language' }, default: text, versions: map(required({ libraries: { type: 'object' } }), 1)
  }), 1),
  '/service_types': map(required({ configuration: { type: 'object' }, process_parameters: list(parameter) })),
  '/credentials/basic': required({ access_token: text }),
  '/credentials/oidc': required({
    providers: list(required({ id: { type: 'string', pattern: '^[\\da-z]+$' }, issuer: url, title: text }, {
      scopes: list(text),
      default_clients: list(required({ id: text, grant_types: list(text, 1) }, { redirect_urls: list(url) }))
    }), 1)
  }),
  '/me': required({ user_id: text }, { name: text, links }),
  '/process_graphs': required({ processes: list(required({ id: name })), links }),
  '/process_graphs/{process_graph_id}': required({ id: name, process_graph: graph }),
  '/services': required({ services: list(service), links }),
  '/services/{service_id}': { ...service, required: ['id', 'process', 'configuration', 'attributes', 'enabled', 'type', 'url'] },
  '/services/{service_id}/logs': logs,
  '/jobs': required({ jobs: list(job), links }),
  '/jobs/{job_id}': { ...job, required: ['id', 'process', 'status', 'created'], properties: { ...job.properties as object, process } },
  '/jobs/{job_id}/estimate': {
    ...required({}, { duration: { type: 'string', pattern: '^P' }, size: { type: 'integer', minimum: 0 }, costs: { type: 'number' } }),
    anyOf: ['duration', 'costs'].map((name) => ({ required: [name] }))
  },
  '/jobs/{job_id}/logs': logs,
  '/jobs/{job_id}/results': required({
    stac_version: { const: '1.0.0' },
    id: text,
    type: { const: 'Feature' },
    bbox: list({ type: 'number' }, 4),
    geometry: required({ type: text, coordinates: { type: 'array' } }),
    properties: required({ datetime: time }),
    assets: map(required({ href: url }, { type: text, title: text, roles: list(text) }), 1),
    links: { ...links, contains: required({ rel: { const: 'canonical' } }) }
  }),
  '/files': required({ files: list(required({ path: text }, { size: { type: 'integer' }, modified: time })), links }),
  '/validation': required({ errors: list(required({ code: text, message: text })) })
}

/** Any error. */
export const ERROR = required({ id: text, code: text, message: text })
