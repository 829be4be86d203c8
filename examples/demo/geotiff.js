// Makes the image that the page reads a window of.

const SIZE = 256
const TILE = 64
const TILES_ACROSS = SIZE / TILE
const TILE_BYTES = TILE * TILE * 2

// TIFF 6.0, section 2: types of values, and the bytes of one.
const SHORT = 3
const LONG = 4
const DOUBLE = 12
const BYTES = { [SHORT]: 2, [LONG]: 4, [DOUBLE]: 8 }

/** @typedef {[tag: number, type: number, values: number[]]} Field */

/**
 * The value of a pixel in {@link tiledGeoTiff}. Each occurs once.
 *
 * @param {number} x
 * @param {number} y
 * @returns {number}
 */
export function pixel (x, y) {
  return y * SIZE + x
}

/**
 * A GeoTIFF as viewers like it: tiled, with everything that describes it in front. 256 by 256 pixels of 16 bits, without
 * compression, over ten degrees by ten. It is larger than what a viewer reads at first.
 *
 * @returns {Buffer}
 */
export function tiledGeoTiff () {
  const tiles = Array.from({ length: TILES_ACROSS ** 2 }, (_, tile) => tilePixels(tile))
  const header = Buffer.from('49492a0008000000', 'hex') // little endian, TIFF, the directory comes next
  const directory = describe(0)
  return Buffer.concat([header, describe(header.length + directory.length), ...tiles])
}

function tilePixels (tile) {
  const bytes = Buffer.alloc(TILE_BYTES)
  const left = tile % TILES_ACROSS * TILE
  const top = Math.floor(tile / TILES_ACROSS) * TILE
  for (let index = 0; index < TILE * TILE; index++) {
    bytes.writeUInt16LE(pixel(left + index % TILE, top + Math.floor(index / TILE)), index * 2)
  }
  return bytes
}

function describe (firstTile) {
  const degrees = 10 / SIZE
  return imageDirectory([
    [256, LONG, [SIZE]], // ImageWidth
    [257, LONG, [SIZE]], // ImageLength
    [258, SHORT, [16]], // BitsPerSample
    [259, SHORT, [1]], // Compression: none
    [262, SHORT, [1]], // PhotometricInterpretation: black is zero
    [277, SHORT, [1]], // SamplesPerPixel
    [322, LONG, [TILE]], // TileWidth
    [323, LONG, [TILE]], // TileLength
    [324, LONG, Array.from({ length: TILES_ACROSS ** 2 }, (_, tile) => firstTile + tile * TILE_BYTES)], // TileOffsets
    [325, LONG, Array.from({ length: TILES_ACROSS ** 2 }, () => TILE_BYTES)], // TileByteCounts
    [339, SHORT, [1]], // SampleFormat: unsigned
    [33550, DOUBLE, [degrees, degrees, 0]], // ModelPixelScale
    [33922, DOUBLE, [0, 0, 0, 0, 10, 0]], // ModelTiepoint: the first pixel is at 0 degrees east, 10 north
    [34735, SHORT, [1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326]] // GeoKeyDirectory: WGS 84
  ])
}

/**
 * An image file directory, the last, at byte 8. Values of more than four bytes come behind it.
 *
 * @param {Field[]} fields
 */
function imageDirectory (fields) {
  const table = Buffer.alloc(2 + fields.length * 12 + 4)
  const behind = []
  let end = 8 + table.length
  table.writeUInt16LE(fields.length)
  for (const [index, [tag, type, values]] of fields.entries()) {
    const at = 2 + index * 12
    const bytes = encode(type, values)
    table.writeUInt16LE(tag, at)
    table.writeUInt16LE(type, at + 2)
    table.writeUInt32LE(values.length, at + 4)
    if (bytes.length <= 4) {
      bytes.copy(table, at + 8)
    } else {
      table.writeUInt32LE(end, at + 8)
      behind.push(bytes)
      end += bytes.length
    }
  }
  return Buffer.concat([table, ...behind])
}

function encode (type, values) {
  const size = BYTES[type]
  const bytes = Buffer.alloc(values.length * size)
  for (const [index, value] of values.entries()) {
    if (type === DOUBLE) bytes.writeDoubleLE(value, index * size)
    else bytes.writeUIntLE(value, index * size, size)
  }
  return bytes
}
