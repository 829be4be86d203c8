import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { corsHeaders, EDITOR, listen, send } from '../server.js'

const PREFLIGHT = { 'access-control-request-method': 'GET' }

/** Ways in which an origin function can send the reply itself, and the value that it returns afterwards. */
const ways: Record<string, (reply: FastifyReply) => boolean | Promise<boolean>> = {
  'at once, and says no': (reply) => {
    reply.code(403).send({ refused: true })
    return false
  },
  'at once, and says yes': (reply) => {
    reply.code(403).send({ refused: true })
    return true
  },
  'at once, and throws': (reply) => {
    reply.code(403).send({ refused: true })
    throw new Error('refused')
  },
  'later, and says no': async (reply) => {
    await new Promise(setImmediate)
    reply.code(403).send({ refused: true })
    return false
  },
  'later, and never says anything': (reply) => {
    setImmediate(() => { reply.code(403).send({ refused: true }) })
    return new Promise(() => {})
  }
}

for (const [how, answer] of Object.entries(ways)) {
  t.test(`V6: a function that answers the request itself ${how}, is asked once, and nothing is shared`, async (t) => {
    const replies = new WeakMap<FastifyRequest, FastifyReply>()
    let asked = 0
    const warned: string[] = []
    const app = Fastify({ logger: { level: 'warn', stream: { write: (line: string) => { warned.push(JSON.parse(line).msg) } } } })
    app.addHook('onRequest', async (request, reply) => { replies.set(request, reply) })
    await app.register(openeoCors, {
      origin: (_origin, request) => {
        asked++
        return answer(replies.get(request)!)
      }
    })
    app.get('/', async () => 'not reached')
    const port = await listen(t, app)
    for (const [method, headers] of [['GET', {}], ['OPTIONS', PREFLIGHT], ['GET', {}]] as const) {
      asked = 0
      const { status, headers: sent } = await send(port, { method, headers: { origin: EDITOR, ...headers } })
      t.equal(status, 403, `${method}: its own answer`)
      t.strictSame(corsHeaders(sent), {}, `${method}: shared with nobody`)
      t.equal(asked, 1, `${method}: asked once`)
      t.notOk(warned.some((msg) => msg.startsWith('Reply was already sent')), `${method}: answered once`)
    }
  })
}
