// What the back-end remembers until it ends.

import { randomUUID } from 'node:crypto'
import { createVerifier } from './oidc.js'
import { createTokens } from './tokens.js'

/** @param {{ jobSeconds: number, oidc?: object }} options see `server.js` */
export function createStore ({ jobSeconds, oidc }) {
  const users = new Map()
  return {
    jobSeconds,
    oidc,
    tokens: createTokens(oidc && createVerifier(oidc)),
    /** The user of a name. The first login makes one. */
    userOf (name) {
      if (!users.has(name)) users.set(name, newUser(name))
      return users.get(name)
    },
    /** Who works or has worked on a job, and the key of what came of it, by the id of the job. */
    work: new Map(),
    /** The results of jobs, by the key that stands in the URLs of their files. */
    results: new Map(),
    /** The services of all users, by their ids. The routes of tiles know no user. */
    tiles: new Map()
  }
}

// What users own hangs on the user, so that no id can reach somebody else's. Maps, because ids come from outside: an object
// has a `constructor` already.
function newUser (name) {
  const [processes, services, jobs, logs, files] = Array.from({ length: 5 }, () => new Map())
  return { id: randomUUID(), name, processes, services, jobs, logs, files }
}
