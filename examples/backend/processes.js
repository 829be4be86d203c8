// openEO, "Process Discovery": the processes that the back-end brings.

import { PUBLIC } from './routes.js'

const CUBE = { type: 'object', subtype: 'datacube' }

export const PROCESSES = new Map([['load_collection', {
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

export async function processes (api) {
  api.get('/processes', PUBLIC, async () => ({ processes: [...PROCESSES.values()], links: [] }))
}
