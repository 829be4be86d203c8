// The one scene that there is. Nobody has taken it: its values come from formulas, as a landscape with a river might have them.

import { OpeneoError } from '../errors.js'

/** West, south, east and north, in degrees. */
export const BBOX = [0, 0, 10, 10]
/** The number of pixels on each side of what is loaded. */
export const SIZE = 256

/** What processes hand on to each other. A class, so that nothing that a client sends is taken for one. */
export class Cube {
  /**
   * @param {number[]} bbox
   * @param {Record<string, Float32Array>} bands values by the name of the band, in rows from north to south
   * @param {string} [format] the format of the file that it is to be saved in
   */
  constructor (bbox, bands, format = 'GTiff') {
    Object.assign(this, { bbox, bands, format })
  }
}

const growth = (x, y) => 0.5 + 0.5 * Math.sin(x * 1.9 + Math.sin(y)) * Math.cos(y * 1.3 - Math.sin(x * 0.7))
const isRiver = (x, y) => Math.abs(y - 5 - 2 * Math.sin(x)) < 0.2

// Plants take up red light and throw back the near infrared. Water takes up both.
const REFLECTANCES = {
  red: (x, y) => isRiver(x, y) ? 0.06 : 0.25 - 0.2 * growth(x, y),
  nir: (x, y) => isRiver(x, y) ? 0.02 : 0.3 + 0.3 * growth(x, y)
}

/** The names of the bands. */
export const BANDS = Object.keys(REFLECTANCES)

/**
 * Loads a part of the scene.
 *
 * @param {{ west: number, south: number, east: number, north: number } | null} [extent]
 * @param {string[] | null} [bands]
 * @returns {Cube}
 */
export function loadScene (extent, bands) {
  const bbox = extent == null ? BBOX : clip(extent)
  const wanted = bands ?? BANDS
  if (!isListOfBands(wanted)) throw new OpeneoError(400, 'ProcessParameterInvalid', `'bands' is no list of ${BANDS.join(', ')}.`)
  const names = BANDS.filter(name => wanted.includes(name))
  return new Cube(bbox, Object.fromEntries(names.map(name => [name, loadBand(REFLECTANCES[name], bbox)])))
}

function clip ({ west, south, east, north }) {
  if ([west, south, east, north].every(Number.isFinite)) {
    const bbox = [Math.max(west, BBOX[0]), Math.max(south, BBOX[1]), Math.min(east, BBOX[2]), Math.min(north, BBOX[3])]
    if (bbox[0] < bbox[2] && bbox[1] < bbox[3]) return bbox
  }
  throw new OpeneoError(400, 'ProcessParameterInvalid', `'spatial_extent' is no box that touches ${BBOX.join(', ')}.`)
}

function isListOfBands (value) {
  return Array.isArray(value) && value.length > 0 && value.every(name => BANDS.includes(name))
}

function loadBand (reflectance, [west, south, east, north]) {
  return new Float32Array(SIZE * SIZE).map((_, pixel) => reflectance(
    west + (pixel % SIZE + 0.5) * (east - west) / SIZE,
    north - (Math.floor(pixel / SIZE) + 0.5) * (north - south) / SIZE
  ))
}
