// Who may use which route.

import { OpeneoError } from './errors.js'

// A route needs a token unless its config says otherwise, so forgetting it closes a route and does not open one. OPTIONS is
// no special case: the plugin deals with it.
export function authenticate ({ tokens, userOf }) {
  return async (request, reply) => {
    // A path that does not exist is a 404 for everybody.
    if (request.is404) return
    const { access } = request.routeOptions.config
    if (access === 'public') return

    const { authorization } = request.headers
    if (!authorization) {
      // Not `Basic`: browsers would open their own login dialog.
      reply.header('WWW-Authenticate', 'Bearer')
      throw new OpeneoError(401, 'AuthenticationRequired', 'Unauthorized.')
    }
    if (access === 'basic') return

    const [, token] = /^bearer (.*)$/i.exec(authorization) ?? []
    if (token === undefined) {
      throw new OpeneoError(403, 'AuthenticationSchemeInvalid', 'Authentication method not supported.')
    }
    const name = await tokens.verify(token)
    if (name === undefined) {
      throw new OpeneoError(403, 'TokenInvalid', 'Authorization token has expired or is invalid.')
    }
    request.user = userOf(name)
  }
}
