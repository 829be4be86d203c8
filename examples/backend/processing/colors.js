// The colors of values, for people to look at.

const WATER = [40, 90, 160]
const BARE = [225, 205, 160]
const GREEN = [20, 100, 30]
const BRIGHTEST = 0.6

/**
 * The color of a value: of the vegetation index from bare to green, with water in blue; of a reflectance in grey.
 *
 * @param {string} band
 * @param {number} value
 * @returns {number[]} red, green, blue and opacity
 */
export function colorOf (band, value) {
  if (band !== 'ndvi') {
    const grey = Math.min(255, value / BRIGHTEST * 255)
    return [grey, grey, grey, 255]
  }
  if (value < 0) return [...WATER, 255]
  return [...BARE.map((from, channel) => from + (GREEN[channel] - from) * value), 255]
}
