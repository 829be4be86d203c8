import { createServer, type IncomingHttpHeaders } from 'node:http'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import openeoCors from '../../lib/index.js'
import { isSerializedOrigin } from '../../lib/standards/origin.js'
import { resolvePolicy } from '../../lib/options/policy.js'
import { isPreflight } from '../../lib/standards/preflight.js'
import { EDITOR, listen, send } from '../server.js'

// These tests count operations. They do not measure time.

/** Headers that record which of them are read. Listing the names counts as reading all of them. */
function watched (headers: IncomingHttpHeaders): { readonly headers: IncomingHttpHeaders, readonly read: Set<string> } {
  const read = new Set<string>()
  return {
    read,
    headers: new Proxy(headers, {
      get (target, name: string) {
        read.add(name)
        return target[name]
      },
      ownKeys (target) {
        for (const name of Object.keys(target)) read.add(name)
        return Reflect.ownKeys(target)
      }
    })
  }
}

const PREFLIGHT = { origin: EDITOR, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'authorization' }

t.test('O12: only two headers decide whether a request is a preflight', async (t) => {
  const { headers, read } = watched(PREFLIGHT)
  t.ok(isPreflight({ method: 'OPTIONS', headers }))
  t.strictSame([...read], ['origin', 'access-control-request-method'])
})

t.test('O12: Access-Control-Request-Headers is not read while a preflight is answered', async (t) => {
  for (const shadowed of [false, true]) {
    await t.test(shadowed ? 'beside a route of the user\'s for OPTIONS' : 'by the plugin\'s route alone', async (t) => {
      const reads: Array<Set<string>> = []
      const app = Fastify({
        serverFactory: (handler) => createServer((request, response) => {
          const { headers, read } = watched(request.headers)
          request.headers = headers
          reads.push(read)
          handler(request, response)
        })
      })
      await app.register(openeoCors, { auth: true, origin: [EDITOR] })
      app.put('/jobs', async () => 'ok')
      if (shadowed) app.options('*', async () => 'mine')
      const port = await listen(t, app)

      for (const path of ['/jobs', '/unknown']) {
        const { status } = await send(port, { method: 'OPTIONS', path, headers: PREFLIGHT })
        t.equal(status, 204, `${path}: answered`)
        const read = reads.pop() ?? new Set()
        t.ok(read.has('access-control-request-method'), `${path}: the watch works`)
        t.notOk(read.has('access-control-request-headers'), `${path}: not read`)
      }
    })
  }
})

/** Counts the look-ups in sets while a function runs. */
function countLookups (t: Test, run: () => void): number {
  let count = 0
  const { has } = Set.prototype
  const counted = t.intercept(Set.prototype, 'has', {
    value (this: Set<unknown>, value: unknown) {
      count++
      return has.call(this, value)
    }
  })
  // Counting starts here, because tap may use sets itself.
  count = 0
  run()
  const lookups = count
  counted.restore()
  return lookups
}

t.test('V2: the work for an origin does not grow with the list', async (t) => {
  const entries = Array.from({ length: 10_000 }, (_, i) => [`https://a${i}.example.org`, `https://*.b${i}.example.org`]).flat()
  const [short, long] = [resolvePolicy({ origin: entries.slice(0, 2) }), resolvePolicy({ origin: entries })]
  for (const [is, origin, lookups] of [
    ['the first entry', 'https://a0.example.org', 1],
    ['a sub-domain of the first wildcard', 'https://x.b0.example.org', 2],
    ['not in the list', 'https://evil.example', 2],
    ['not in the list, with many labels', `https://${'a.'.repeat(100)}evil.example`, 102],
    ['null', 'null', 1],
    ['no origin', 'https://example.org/', 0],
    ['longer than any origin', `https://${'a.'.repeat(4000)}example.org`, 0]
  ] as const) {
    t.strictSame(short.judge(origin), long.judge(origin), `${is}: decided alike`)
    for (const [length, { judge }] of [['short', short], ['long', long]] as const) {
      const asked = countLookups(t, () => { judge(origin) })
      t.equal(asked, lookups, `${is}: ${lookups} look-ups in the ${length} list`)
    }
  }
})

t.test('V1: a value that is longer than any origin is not a serialized origin', async (t) => {
  for (const [length, serialized] of [[320, true], [321, false], [16_000, false]] as const) {
    for (const [is, end] of [['a name', 'a'], ['a name for the URL parser', '.1a']] as const) {
      const origin = `https://${'a'.repeat(length - 'https://'.length - end.length)}${end}`
      t.equal(isSerializedOrigin(origin), serialized, `${is}: ${length} characters`)
    }
  }
})
