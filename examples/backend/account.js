// openEO, "Account Management": logging in, and who one is.

import { OpeneoError } from './errors.js'
import { describeProvider } from './oidc.js'
import { PUBLIC } from './routes.js'

export async function account (api, { tokens, oidc }) {
  api.get('/credentials/basic', { config: { access: 'basic' } }, async request => {
    const [, encoded = ''] = /^basic (.*)$/i.exec(request.headers.authorization) ?? []
    const [, name, password] = /^([^:]+):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? []
    if (!isRight(name, password)) throw new OpeneoError(403, 'CredentialsInvalid', 'Credentials are not correct.')
    return { access_token: await tokens.issue(name) }
  })

  // openEO wants at least one provider here, so without one there is no such route.
  if (oidc !== undefined) api.get('/credentials/oidc', PUBLIC, async () => ({ providers: [describeProvider(oidc)] }))

  api.get('/me', async ({ user: { id, name } }) => ({ user_id: id, name, links: [] }))
}

// Any name with any password, but for one pair, by which one can see what clients do with a 403: `wrong` and `wrong`. A real
// back-end checks them here.
function isRight (name, password) {
  return name !== undefined && !(name === 'wrong' && password === 'wrong')
}
