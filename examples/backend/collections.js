// openEO, "EO Data Discovery": the collections, as STAC describes them.

import { find } from './errors.js'
import { apiUrl, link } from './links.js'
import { PUBLIC, responds } from './routes.js'

const JSON_SCHEMA = 'application/schema+json'
const BBOX = [0, 0, 10, 10]
const START = '2024-01-01T00:00:00Z'

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

export async function collections (api) {
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
