// openEO, "Capabilities": what this back-end can do.

import { apiUrl, link, rootUrl } from './links.js'
import { PUBLIC } from './routes.js'

const CONFORMANCE = ['https://api.openeo.org/1.2.0', 'https://api.stacspec.org/v1.0.0/collections']
const OUTPUT_FORMATS = { GeoJSON: { title: 'GeoJSON', gis_data_types: ['vector'], parameters: {} } }
const UDF_RUNTIMES = { Python: { type: 'language', default: '3', versions: { 3: { libraries: {} } } } }
export const SERVICE_TYPES = { XYZ: { title: 'XYZ tiles', configuration: {}, process_parameters: [] } }

export async function capabilities (api) {
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
}

/** Lists the versions of the API. It is at the root of the server. */
export async function wellKnown (app) {
  app.get('/.well-known/openeo', PUBLIC, async request => ({
    versions: [{ url: apiUrl(request), api_version: '1.2.0', production: false }]
  }))
}
