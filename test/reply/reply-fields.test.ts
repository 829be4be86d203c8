import { types } from 'node:util'
import Fastify, { type FastifyReply } from 'fastify'
import t, { type Test } from 'tap'
import type { Fields } from '../../lib/reply/reply-fields.js'
import { corsHeaders } from '../server.js'

/** Sends a request that `handle` answers, and returns the headers of the reply. */
async function answer (handle: (reply: FastifyReply) => void): Promise<Record<string, unknown>> {
  const app = Fastify()
  app.get('/', async (_request, reply) => {
    handle(reply)
    return 'text'
  })
  const { headers } = await app.inject('/')
  await app.close()
  return headers
}

// This reply inherits its fields. They are not its own properties, so the search does not find them.
const hidden = (reply: FastifyReply) => Object.create(reply) as FastifyReply

/** A new copy of the module, which has not looked for the fields yet. */
async function load (t: Test): Promise<(reply: FastifyReply) => Fields> {
  return (await t.mockImport<typeof import('../../lib/reply/reply-fields.js')>('../../lib/reply/reply-fields.js')).fieldsOf
}

for (const [what, wrap, isProxy] of [
  ['the fields of a reply are those that Fastify sends', (reply: FastifyReply) => reply, false],
  ['where the fields of a reply cannot be found, its methods are used', hidden, true]
] as const) {
  t.test(`R1: ${what}`, async (t) => {
    const fieldsOf = await load(t)
    const headers = await answer((reply) => {
      reply.header('Vary', 'Accept').header('Access-Control-Max-Age', '1')
      const fields = fieldsOf(wrap(reply))
      t.equal(types.isProxy(fields), isProxy, 'how they are reached')
      t.equal(fields.vary, 'Accept', 'a field is read')
      t.equal(fields.allow, undefined, 'as is one that is not there')
      const names: string[] = []
      for (const name in fields) names.push(name)
      t.strictSame(names, ['vary', 'access-control-max-age'], 'fields are listed')
      fields.vary = 'Accept, Origin'
      t.equal(reply.getHeader('vary'), 'Accept, Origin', 'a field is written')
      t.ok(delete fields['access-control-max-age'], 'a field is deleted')
      fields['access-control-allow-origin'] = '*'
    })
    t.equal(headers.vary, 'Accept, Origin', 'what was written is sent')
    t.strictSame(corsHeaders(headers), { 'access-control-allow-origin': '*' }, 'and what was deleted is not')
  })
}

t.test('R1: a copy of the fields is not used as the fields of the reply', async (t) => {
  const fieldsOf = await load(t)
  await answer((reply) => {
    // This object looks like the fields, but it is a copy.
    const copy = Symbol('copy')
    const shape = { get [copy] () { return { ...reply.getHeaders() } } }
    const fields = fieldsOf(Object.defineProperties(hidden(reply), Object.getOwnPropertyDescriptors(shape)))
    fields.vary = 'Origin'
    t.equal(reply.getHeader('vary'), 'Origin')
  })
})

t.test('R1: fields that cannot be found are looked for once', async (t) => {
  const fieldsOf = await load(t)
  await answer((reply) => {
    fieldsOf(hidden(reply))
    const header = reply.header.bind(reply)
    reply.header = (...field) => {
      t.equal(field[0], 'vary', 'nothing else is written')
      return header(...field)
    }
    fieldsOf(hidden(reply)).vary = 'Origin'
    t.equal(reply.getHeader('vary'), 'Origin')
  })
})

t.test('R1: fields that were found once are not looked for again', async (t) => {
  const fieldsOf = await load(t)
  await answer((reply) => { fieldsOf(reply) })
  const headers = await answer((reply) => {
    reply.header = () => t.fail('nothing is written to find them') as never
    fieldsOf(reply)['x-server'] = 'one'
  })
  t.equal(headers['x-server'], 'one')
})

t.test('R1: the fields of a reply are its own, also when a process has several servers', async (t) => {
  const fieldsOf = await load(t)
  for (const value of ['one', 'two']) {
    const headers = await answer((reply) => { fieldsOf(reply)['x-server'] = value })
    t.equal(headers['x-server'], value)
  }
})
