// openEO, "Process Discovery" and "Process Validation": the processes that the back-end brings. What they do is in `processing`.

import { problems } from './processing/run.js'
import { PROCESS, PUBLIC } from './routes.js'

const CUBE = { type: 'object', subtype: 'datacube' }
const OR_NULL = { type: 'null' }
const optional = { optional: true, default: null }

const PROCESSES = [{
  id: 'load_collection',
  summary: 'Load a collection',
  description: 'Loads a collection as a data cube.',
  categories: ['cubes', 'import'],
  parameters: [
    { name: 'id', description: 'A collection.', schema: { type: 'string', subtype: 'collection-id' } },
    {
      name: 'spatial_extent',
      description: 'Where. Null is everywhere.',
      schema: [{
        type: 'object',
        subtype: 'bounding-box',
        required: ['west', 'south', 'east', 'north'],
        properties: Object.fromEntries(['west', 'south', 'east', 'north'].map(side => [side, { type: 'number' }]))
      }, OR_NULL]
    },
    {
      name: 'temporal_extent',
      description: 'When. Null is always. All images look alike.',
      schema: [{ type: 'array', subtype: 'temporal-interval', minItems: 2, maxItems: 2, items: { type: ['string', 'null'] } }, OR_NULL]
    },
    {
      name: 'bands',
      description: 'Which bands. Null is all.',
      ...optional,
      schema: [{ type: 'array', minItems: 1, items: { type: 'string', subtype: 'band-name' } }, OR_NULL]
    }
  ],
  returns: { description: 'The data cube.', schema: CUBE }
}, {
  id: 'ndvi',
  summary: 'Normalized Difference Vegetation Index',
  description: 'Computes from the bands red and nir how green a place is: below 0 for water, near 1 for dense plants.',
  categories: ['cubes', 'math > indices'],
  parameters: [{ name: 'data', description: 'A data cube with the bands red and nir.', schema: CUBE }],
  returns: { description: 'A data cube with one band.', schema: CUBE }
}, {
  id: 'save_result',
  summary: 'Save processed data',
  description: 'Saves a data cube in a file format.',
  categories: ['cubes', 'export'],
  parameters: [
    { name: 'data', description: 'A data cube. Left out, it is the vegetation of the whole scene.', ...optional, schema: CUBE },
    { name: 'format', description: 'A file format.', optional: true, default: 'GTiff', schema: { type: 'string', subtype: 'output-format' } },
    {
      name: 'options',
      description: 'Options of the format. No format has any.',
      optional: true,
      default: {},
      schema: { type: 'object', subtype: 'output-format-options' }
    }
  ],
  returns: { description: 'The data cube, to be saved.', schema: CUBE }
}]

export async function processes (api) {
  api.get('/processes', PUBLIC, async () => ({ processes: PROCESSES, links: [] }))

  // An invalid process is a 200: its errors are what was asked for.
  api.post('/validation', { schema: { body: PROCESS } }, async ({ body, user }) => ({ errors: problems(body, user) }))
}
