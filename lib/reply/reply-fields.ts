import type { FastifyReply } from 'fastify'

/** The header fields of a reply, by name in lower case. They can be read, set and deleted. */
export type Fields = Record<string, FieldValue>

/** The value of a header field. */
export type FieldValue = ReturnType<FastifyReply['getHeader']>

const PROBE = 'x-fastify-openeo-cors'

let key = Symbol('unknown')
let isFindable = true

/**
 * The header fields of a reply. Reading and writing them by the reply's methods would be most of the cost of the plugin. So
 * this is the object in which Fastify keeps them. Its key is a private symbol, which is looked for once: a test header is set,
 * and the object that has it is taken. If there is no such object, the reply's methods are used.
 */
export function fieldsOf (reply: FastifyReply): Fields {
  return (reply as Keyed)[key] ?? (isFindable ? findFields(reply) : fieldsByMethods(reply))
}

type Keyed = FastifyReply & { readonly [key: symbol]: Fields | undefined }

function findFields (reply: FastifyReply): Fields {
  reply.header(PROBE, PROBE)
  const found = Object.getOwnPropertySymbols(reply).find((symbol) => (reply as Keyed)[symbol]?.[PROBE] === PROBE)
  const fields = found === undefined ? undefined : (reply as Keyed)[found]
  reply.removeHeader(PROBE)
  // If the object still has the test header, it is a copy of the fields.
  isFindable = fields !== undefined && !(PROBE in fields)
  if (!isFindable) return fieldsByMethods(reply)
  key = found!
  return fields!
}

function fieldsByMethods (reply: FastifyReply): Fields {
  return new Proxy<Fields>({}, {
    get: (_fields, name) => reply.getHeader(String(name)),
    set: (_fields, name, value: FieldValue) => reply.header(String(name), value) === reply,
    deleteProperty: (_fields, name) => reply.removeHeader(String(name)) === reply,
    ownKeys: () => Object.keys(reply.getHeaders()),
    getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true })
  })
}
