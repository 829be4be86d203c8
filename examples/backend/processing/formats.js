// Writes what was computed as a file.

import { writeArrayBuffer } from 'geotiff'
import { PNG } from 'pngjs'
import { colorOf } from './colors.js'
import { SIZE } from './scene.js'

/** What `GET /file_formats` tells of the formats, and how each is written. */
export const FORMATS = {
  GTiff: { title: 'GeoTIFF', file: 'result.tif', type: 'image/tiff; application=geotiff', write: writeGeoTiff },
  PNG: { title: 'PNG', file: 'result.png', type: 'image/png', write: writePng }
}

/** Writes a cube in the format that it asks for. */
export function encode (cube) {
  const { file, type, write } = FORMATS[cube.format]
  return { file, type, content: write(cube) }
}

/** What STAC says of bands. Viewers need the range of the values, to choose colors. */
export function describeBands ({ bands }) {
  return Object.entries(bands).map(([name, values]) =>
    ({ name, statistics: { minimum: values.reduce((a, b) => Math.min(a, b)), maximum: values.reduce((a, b) => Math.max(a, b)) } }))
}

function writeGeoTiff ({ bbox: [west, south, east, north], bands }) {
  const layers = Object.values(bands)
  // Value by value of a pixel, as a GeoTIFF has them.
  const values = new Float32Array(SIZE * SIZE * layers.length)
  for (const [index, layer] of layers.entries()) {
    for (let pixel = 0; pixel < layer.length; pixel++) values[pixel * layers.length + index] = layer[pixel]
  }
  return Buffer.from(writeArrayBuffer(values, {
    width: SIZE,
    height: SIZE,
    ModelPixelScale: [(east - west) / SIZE, (north - south) / SIZE, 0],
    ModelTiepoint: [0, 0, 0, west, north, 0],
    GeographicTypeGeoKey: 4326,
    GTModelTypeGeoKey: 2
  }))
}

function writePng ({ bands }) {
  const [[name, values]] = Object.entries(bands)
  return drawPng(SIZE, pixel => colorOf(name, values[pixel]))
}

/**
 * Draws a square image.
 *
 * @param {number} size pixels on each side
 * @param {(pixel: number) => number[]} color red, green, blue and opacity of a pixel, 0 to 255
 */
export function drawPng (size, color) {
  const png = new PNG({ width: size, height: size })
  for (let pixel = 0; pixel < size * size; pixel++) png.data.set(color(pixel), pixel * 4)
  return PNG.sync.write(png)
}
