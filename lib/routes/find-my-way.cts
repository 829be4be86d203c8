import FindMyWay = require('find-my-way')

// A module of CommonJS, as only these can ask for the package that another package gets.
function ofFastify (): typeof FindMyWay {
  try {
    return require(require.resolve('find-my-way', { paths: [require.resolve('fastify')] }))
  } catch {
    return FindMyWay
  }
}

/**
 * Fastify's router. Versions differ in which URLs they match, so this is the copy that Fastify uses, wherever it can be
 * found, and otherwise the one that this package depends on.
 */
const findMyWay = ofFastify()

export = findMyWay
