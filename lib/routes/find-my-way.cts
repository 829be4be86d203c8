import FindMyWay = require('find-my-way')

// This module is CommonJS, because `require.resolve` can find the copy of a package that another package uses.
function ofFastify (): typeof FindMyWay {
  try {
    return require(require.resolve('find-my-way', { paths: [require.resolve('fastify')] }))
  } catch {
    return FindMyWay
  }
}

/**
 * Fastify's router, find-my-way. Its versions differ in which URLs they match. So this is the copy that Fastify uses. If that
 * copy cannot be found, it is the copy of this package.
 */
const findMyWay = ofFastify()

export = findMyWay
