// What the processes of `processes.js` do.

import { OpeneoError } from '../errors.js'
import { FORMATS } from './formats.js'
import { Cube, loadScene } from './scene.js'

/** Functions by the id of the process. They take its arguments. */
export const OPERATIONS = new Map(Object.entries({
  load_collection: ({ spatial_extent: extent, bands }) => loadScene(extent, bands),
  ndvi,
  save_result: saveResult
}))

// The normalized difference of what plants take up and what they throw back.
function ndvi ({ data }) {
  const { red, nir } = data instanceof Cube ? data.bands : {}
  if (!red || !nir) throw new OpeneoError(400, 'ProcessParameterInvalid', "'data' of ndvi needs the bands red and nir.")
  return new Cube(data.bbox, { ndvi: nir.map((value, pixel) => (value - red[pixel]) / (value + red[pixel])) })
}

// Without data it saves the vegetation of the whole scene, so that the smallest process there is has a result.
function saveResult ({ data, format }) {
  const cube = data ?? ndvi({ data: loadScene() })
  if (!(cube instanceof Cube)) throw new OpeneoError(400, 'ProcessParameterInvalid', "'data' of save_result is no data cube.")
  return new Cube(cube.bbox, cube.bands, formatOf(format ?? 'GTiff'))
}

// openEO compares the names of formats without regard to case.
function formatOf (wanted) {
  const name = typeof wanted === 'string' && Object.keys(FORMATS).find(name => name.toLowerCase() === wanted.toLowerCase())
  if (!name) throw new OpeneoError(400, 'FormatUnsupported', 'Output format is not supported.')
  return name
}
