// openEO, "EO Data Discovery": the collections, as STAC describes them.

import { find } from './errors.js'
import { apiUrl, link, linksToCatalogue } from './links.js'
import { BANDS, BBOX } from './processing/scene.js'
import { PUBLIC, responds } from './routes.js'

const JSON_SCHEMA = 'application/schema+json'
const QUERYABLES = 'http://www.opengis.net/def/rel/ogc/1.0/queryables'
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
    x: { type: 'spatial', axis: 'x', extent: [BBOX[0], BBOX[2]] },
    y: { type: 'spatial', axis: 'y', extent: [BBOX[1], BBOX[3]] },
    t: { type: 'temporal', extent: [START, null], step: 'P1D' },
    bands: { type: 'bands', values: BANDS }
  },
  summaries: { platform: ['demo-1'] }
}]])

const url = (request, { id }) => `${apiUrl(request)}/collections/${id}`

/** Links by which STAC clients find the collections in the catalogue. */
export const collectionLinks = request => Array.from(COLLECTIONS.values(), collection =>
  link('child', url(request, collection), collection.title))

export async function collections (api) {
  const requested = ({ params }) => find(COLLECTIONS, params.collection_id, 'CollectionNotFound', 'Collection')
  const withLinks = (request, collection) => ({
    ...collection,
    links: [
      link('self', url(request, collection), collection.title),
      ...linksToCatalogue(request),
      link(QUERYABLES, `${url(request, collection)}/queryables`, 'What it can be filtered by', JSON_SCHEMA)
    ]
  })

  api.get('/collections', PUBLIC, async request => ({
    collections: Array.from(COLLECTIONS.values(), collection => withLinks(request, collection)),
    links: [link('self', `${apiUrl(request)}/collections`, 'Collections'), ...linksToCatalogue(request)]
  }))
  api.get('/collections/:collection_id', PUBLIC, async request => withLinks(request, requested(request)))
  api.get('/collections/:collection_id/queryables', { ...PUBLIC, schema: responds(JSON_SCHEMA) }, async (request, reply) =>
    reply.type(JSON_SCHEMA).send({
      $schema: 'https://json-schema.org/draft/2019-09/schema',
      $id: `${url(request, requested(request))}/queryables`,
      type: 'object',
      properties: { platform: { title: 'Platform', type: 'string', enum: ['demo-1'] } },
      additionalProperties: false
    }))
}
