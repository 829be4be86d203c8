import type { FastifyReply } from 'fastify'

/** The header fields of a reply by their names in lower case, to be read, set and deleted. */
export type Fields = Record<string, FieldValue>

/** What a header field can hold. */
export type FieldValue = ReturnType<FastifyReply['getHeader']>

const PROBE = 'x-fastify-openeo-cors'

let key = Symbol('unknown')
let isFindable = true

/**
 * The header fields of a reply. To read and write them one by one, by the reply's methods, is most of what CORS costs, so
 * this is the object that Fastify keeps them in. Its key has no public name: it is found by what it does, once, and where
 * nothing does that, the methods are used.
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
  // Gone from it as well: this is no copy.
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
