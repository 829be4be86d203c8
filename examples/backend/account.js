// openEO, "Account Management": logging in, and who one is.

import { randomUUID } from 'node:crypto'
import { OpeneoError } from './errors.js'
import { PUBLIC } from './routes.js'

export async function account (api, { users, tokens }) {
  // Any name with any password. A real back-end checks them here.
  api.get('/credentials/basic', { config: { access: 'basic' } }, async request => {
    const [, encoded = ''] = /^basic (.*)$/i.exec(request.headers.authorization) ?? []
    const [, name] = /^([^:]+):/.exec(Buffer.from(encoded, 'base64').toString()) ?? []
    if (name === undefined) throw new OpeneoError(403, 'CredentialsInvalid', 'Credentials are not correct.')

    if (!users.has(name)) users.set(name, newUser(name))
    const token = randomUUID()
    tokens.set(`basic//${token}`, users.get(name))
    return { access_token: token }
  })

  api.get('/credentials/oidc', PUBLIC, async () => ({ providers: [] }))

  api.get('/me', async ({ user: { id, name } }) => ({ user_id: id, name, storage: null, budget: null, links: [] }))
}

// What users own hangs on the user, so that no id can reach somebody else's.
// Maps, because ids come from outside: an object has a `constructor` already.
function newUser (name) {
  const [processes, services, jobs, logs, files] = Array.from({ length: 5 }, () => new Map())
  return { id: randomUUID(), name, processes, services, jobs, logs, files }
}
