// Draws tiles of a map on the web.

import { colorOf } from './colors.js'
import { drawPng } from './formats.js'
import { SIZE } from './scene.js'

const TILE = 256

// A map is cut into 2^z by 2^z tiles, in the Mercator projection, from 180 degrees west and about 85 degrees north.
const longitude = (x, z) => x / 2 ** z * 360 - 180
const latitude = (y, z) => Math.atan(Math.sinh(Math.PI * (1 - 2 * y / 2 ** z))) * 180 / Math.PI

/**
 * Draws one tile of what a process has computed. Around it, the tile is transparent.
 *
 * @param {import('./scene.js').Cube} cube
 * @param {{ z: number, x: number, y: number }} place
 * @returns {Buffer} a PNG
 */
export function drawTile ({ bbox: [west, south, east, north], bands }, { z, x, y }) {
  const [[name, values]] = Object.entries(bands)
  return drawPng(TILE, pixel => {
    const column = Math.floor((longitude(x + (pixel % TILE + 0.5) / TILE, z) - west) / (east - west) * SIZE)
    const row = Math.floor((north - latitude(y + (Math.floor(pixel / TILE) + 0.5) / TILE, z)) / (north - south) * SIZE)
    const isInside = column >= 0 && column < SIZE && row >= 0 && row < SIZE
    return isInside ? colorOf(name, values[row * SIZE + column]) : [0, 0, 0, 0]
  })
}
