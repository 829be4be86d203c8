// The chapters of openEO's API, each a Fastify plugin.

import { account } from './account.js'
import { capabilities, wellKnown } from './capabilities.js'
import { collections } from './collections.js'
import { files } from './files.js'
import { jobDownloads, jobResults } from './job-results.js'
import { jobs } from './jobs.js'
import { logs } from './logs.js'
import { processes } from './processes.js'
import { result } from './result.js'
import { serviceTiles, services } from './services.js'
import { udfRuntimes } from './udf-runtimes.js'
import { userProcesses } from './user-processes.js'

export const CHAPTERS = [
  capabilities, collections, processes, udfRuntimes, account, userProcesses, services, result, jobs, jobResults, files
]

/** What the answers of the API link to. It is at the root of the server, and no operation of the API. */
export const LINKED = [wellKnown, jobDownloads, logs, serviceTiles]
