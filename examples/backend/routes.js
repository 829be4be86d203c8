// What the routes of all chapters share.

/** The config of a route that needs no token. */
export const PUBLIC = { config: { access: 'public' } }

export const created = (reply, url, id) => reply.code(201).headers({ Location: url, 'OpenEO-Identifier': id }).send()
export const noContent = reply => reply.code(204).send()
export const now = () => new Date().toISOString()

// The plugin takes the content type of a preflight's answer from such a schema.
export const responds = (...types) => ({
  response: { 200: { content: Object.fromEntries(types.map(type => [type, { schema: {} }])) } }
})

export const LOG_LEVELS = ['debug', 'info', 'warning', 'error']

const NODE = {
  type: 'object',
  required: ['process_id'],
  properties: { process_id: { type: 'string' }, arguments: { type: 'object' }, result: { type: ['boolean', 'null'] } }
}
export const PROCESS = {
  type: 'object',
  required: ['process_graph'],
  properties: {
    process_graph: { type: 'object', additionalProperties: NODE },
    parameters: { type: 'array', items: { type: 'object' } }
  }
}
export const EDITABLE = {
  title: { type: ['string', 'null'] },
  description: { type: ['string', 'null'] },
  process: PROCESS,
  log_level: { type: 'string', enum: LOG_LEVELS }
}

// Fastify drops what is not listed: read-only properties, and `plan` and `budget`, because nothing is billed here.
export const accepts = (properties, required = []) => ({
  body: { type: 'object', required, properties, minProperties: 1, additionalProperties: false }
})

// Lists leave out what may be long.
export const summaries = map =>
  Array.from(map.values(), ({ process, process_graph: _, configuration, attributes, ...rest }) => rest)
