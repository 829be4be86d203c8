// openEO, "Capabilities": what this back-end can do.

import { collectionLinks } from './collections.js'
import { apiUrl, link, linksToCatalogue, rootUrl } from './links.js'
import { FORMATS } from './processing/formats.js'
import { PUBLIC } from './routes.js'

const API_VERSION = '1.3.0'
const CONFORMANCE = [
  `https://api.openeo.org/${API_VERSION}`,
  // Clients may send tokens without `basic//` in front.
  `https://api.openeo.org/${API_VERSION}/authentication/jwt`,
  'https://api.stacspec.org/v1.0.0/core',
  'https://api.stacspec.org/v1.0.0/collections'
]
const OUTPUT_FORMATS = Object.fromEntries(Object.entries(FORMATS).map(([name, { title }]) =>
  [name, { title, gis_data_types: ['raster'], parameters: {} }]))

export async function capabilities (api) {
  // Without the plugin, no browser gets to see them anyway.
  let endpoints = []
  api.addHook('onReady', async () => {
    if (api.hasDecorator('openeoEndpoints')) endpoints = api.openeoEndpoints()
  })

  api.get('/', PUBLIC, async request => {
    const url = apiUrl(request)
    return {
      api_version: API_VERSION,
      backend_version: '1.0.0',
      stac_version: '1.0.0',
      type: 'Catalog',
      id: 'openeo-example',
      title: 'openEO example',
      description: 'A back-end in memory, with one scene that nobody has taken. Log in with any name and any password. ' +
        'The name `wrong` with the password `wrong` is refused, to see what that looks like.',
      conformsTo: CONFORMANCE,
      production: false,
      endpoints,
      links: [
        link('self', `${url}/`, 'openEO example'),
        ...linksToCatalogue(request).filter(({ rel }) => rel === 'root'),
        link('version-history', `${rootUrl(request)}/.well-known/openeo`, 'Versions of the API'),
        link('conformance', `${url}/conformance`, 'What the API conforms to'),
        link('data', `${url}/collections`, 'Collections'),
        ...collectionLinks(request),
        link('web-editor', `https://editor.openeo.org/?server=${encodeURIComponent(url)}`, 'This back-end in the Web Editor', 'text/html')
      ]
    }
  })
  api.get('/conformance', PUBLIC, async () => ({ conformsTo: CONFORMANCE }))
  api.get('/file_formats', PUBLIC, async () => ({ input: {}, output: OUTPUT_FORMATS }))
}

/** Lists the versions of the API. It is at the root of the server. */
export async function wellKnown (app) {
  app.get('/.well-known/openeo', PUBLIC, async request => ({
    versions: [{ url: apiUrl(request), api_version: API_VERSION, production: false }]
  }))
}
