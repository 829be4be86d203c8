// openEO, "User-Defined Processes": what users add to the processes.

import { find } from './errors.js'
import { PROCESSES } from './processes.js'
import { PROCESS, noContent, summaries } from './routes.js'

export async function userProcesses (api) {
  const requested = ({ params, user }) =>
    find(user.processes, params.process_graph_id, 'ProcessGraphNotFound', 'User-defined process')

  // An invalid process is a 200: its errors are what was asked for.
  api.post('/validation', { schema: { body: PROCESS } }, async ({ body, user }) => ({
    errors: Object.values(body.process_graph)
      .map(node => node?.process_id)
      .filter(id => !PROCESSES.has(id) && !user.processes.has(id))
      .map(id => ({ code: 'ProcessUnsupported', message: `Process '${id}' is not available.` }))
  }))

  api.get('/process_graphs', async ({ user }) => ({ processes: summaries(user.processes), links: [] }))
  api.get('/process_graphs/:process_graph_id', async request => requested(request))
  api.put('/process_graphs/:process_graph_id', {
    schema: {
      params: { type: 'object', properties: { process_graph_id: { type: 'string', pattern: '^\\w+$' } } },
      body: PROCESS
    }
  }, async ({ params: { process_graph_id: id }, body, user }, reply) => {
    user.processes.set(id, { ...body, id })
    return reply.send()
  })
  api.delete('/process_graphs/:process_graph_id', async (request, reply) => {
    request.user.processes.delete(requested(request).id)
    return noContent(reply)
  })
}
