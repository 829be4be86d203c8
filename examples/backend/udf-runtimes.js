// openEO, "User-Defined Functions": where users' own code would run.

import { PUBLIC } from './routes.js'

// openEO 1.3 wants at least one. There is no process `run_udf` here, so nothing runs in it.
const RUNTIMES = {
  Python: {
    title: 'Python',
    description: 'An entry to copy. This back-end runs no code of users.',
    type: 'language',
    default: '3',
    versions: { 3: { libraries: {} } },
    experimental: true
  }
}

export async function udfRuntimes (api) {
  api.get('/udf_runtimes', PUBLIC, async () => RUNTIMES)
}
