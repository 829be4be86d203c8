// openEO, "User-Defined Processes": what users add to the processes.

import { OpeneoError, find } from './errors.js'
import { check } from './processing/run.js'
import { OPERATIONS } from './processing/operations.js'
import { PROCESS, noContent, summaries } from './routes.js'

const PARAMS = { type: 'object', properties: { process_graph_id: { type: 'string', pattern: '^\\w+$' } } }

export async function userProcesses (api) {
  const requested = ({ params, user }) =>
    find(user.processes, params.process_graph_id, 'ProcessGraphNotFound', 'User-defined process')

  api.get('/process_graphs', async ({ user }) => ({ processes: summaries(user.processes), links: [] }))
  api.get('/process_graphs/:process_graph_id', async request => requested(request))
  api.put('/process_graphs/:process_graph_id', { schema: { params: PARAMS, body: PROCESS } }, async (request, reply) => {
    const { params: { process_graph_id: id }, body, user } = request
    if (OPERATIONS.has(id)) throw new OpeneoError(400, 'PredefinedProcessExists', `There is a predefined process '${id}'.`)
    check(body, user)
    user.processes.set(id, { ...body, id })
    return reply.send()
  })
  api.delete('/process_graphs/:process_graph_id', async (request, reply) => {
    request.user.processes.delete(requested(request).id)
    return noContent(reply)
  })
}
