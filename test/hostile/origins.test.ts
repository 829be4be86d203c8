import Fastify from 'fastify'
import t from 'tap'
import openeoCors from '../../lib/index.js'
import { OriginList } from '../../lib/standards/origin.js'
import { EDITOR, corsHeaders, listen, send } from '../server.js'

// Origins that other CORS libraries have allowed by mistake. Each row fails if the plugin has the same flaw. The ids are from
// public advisories. A row with 'no id' is about a flaw that has no advisory.

const EVIL = 'https://evil.example'

interface Attack {
  readonly id: string
  /** What was wrong. */
  readonly was: string
  readonly list: string[]
  /** Origins that the list has to allow. They show that the list works at all. */
  readonly good: string[]
  readonly evil: string[]
}

const attacks: Attack[] = [{
  id: 'CVE-2017-11173, GHSA-2j9c-9vmv-7m39',
  was: 'rack-cors made an expression without an end of an entry, so that longer names passed',
  list: ['https://example.com'],
  good: ['https://example.com'],
  evil: ['https://example.com.evil.example', 'https://example.community', 'https://example.com:8443', 'https://example.co']
}, {
  id: 'CVE-2022-1996, GHSA-r48q-9g5r-8q2h',
  was: 'go-restful searched origins for an entry, wherever it stood',
  list: ['https://api.example.org'],
  good: ['https://api.example.org'],
  evil: ['https://api.example.org.evil.example', 'https://evil.example/https://api.example.org', 'xhttps://api.example.org']
}, {
  id: 'CVE-2026-25478, GHSA-2p2x-hpg8-cqp2',
  was: 'Litestar read the dots of an entry as any character',
  list: ['https://good.example', 'https://*.good.example.org'],
  good: ['https://good.example', 'https://a.good.example.org'],
  evil: ['https://goodxexample', 'https://goodXexample', 'https://axgood.example.org', 'https://a.goodxexample.org']
}, {
  id: 'GHSA-vhxv-fg4m-p2w8, GHSA-v84h-653v-4pq9',
  was: 'jub0bs/cors and jub0bs/fcors mixed up entries that end alike',
  list: ['https://foo.com', 'https://bar.com', 'https://*.bar.foo.com'],
  good: ['https://foo.com', 'https://bar.com', 'https://a.bar.foo.com'],
  evil: ['https://barfoo.com', 'https://foobar.com', 'https://bar.foo.com', 'https://abar.foo.com', 'https://a.bar.com']
}, {
  id: 'no id (gofiber/fiber, pull request 3690)',
  was: 'a wildcard for sub-domains also stood for nothing, and for the end of another name',
  list: ['https://*.example.com'],
  good: ['https://a.example.com', 'https://b.a.example.com'],
  evil: ['https://example.com', 'https://.example.com', 'https://evilexample.com', 'http://a.example.com']
}, {
  id: 'no id (Kludex/starlette, pull request 801)',
  was: 'an expression for sub-domains matched the beginning of an origin only',
  list: ['https://*.example.org'],
  good: ['https://a.example.org'],
  evil: ['https://a.example.org.evil.example', 'https://a.example.orgevil.example']
}, {
  id: 'no id',
  was: 'characters that end a name for the server do not for every browser, or the other way round',
  list: ['https://example.com', 'https://*.example.com'],
  good: ['https://example.com', 'https://a_b.example.com'],
  evil: [
    ...Array.from('`_{}|^%&+,;!\'()*=~"<>\\/?#@:$', (character) => `https://example.com${character}.evil.example`),
    ...Array.from('/\\?#@:%', (character) => `https://evil.example${character}.example.com`),
    'https://evil.example%2f.example.com', 'https://user@a.example.com', 'https://evil.example:443.example.com'
  ]
}, {
  id: 'CVE-2024-47165, GHSA-89v2-pqfv-c5r9',
  was: 'Gradio had null in its list, which any sandboxed frame can send',
  list: ['http://localhost:7860', 'https://*.localhost.example'],
  good: ['http://localhost:7860'],
  evil: ['null', 'NULL', 'null.localhost.example', 'undefined']
}]

for (const { id, was, list, good, evil } of attacks) {
  t.test(`V2: ${id}: ${was}`, async (t) => {
    const app = Fastify()
    t.after(() => app.close())
    await app.register(openeoCors, { auth: true, origin: list })
    // Each origin is sent twice: an earlier request must not change the answer.
    for (const origin of [...good, ...evil, ...good, ...evil]) {
      const { headers } = await app.inject({ url: '/', headers: { origin } })
      if (good.includes(origin)) t.equal(headers['access-control-allow-origin'], origin, `${origin} is allowed`)
      else t.strictSame(corsHeaders(headers), {}, `${origin} is not allowed`)
    }
  })
}

for (const [id, was, options] of [
  ['CVE-2019-25211, GHSA-869c-j7wc-8jqv', 'gin-contrib/cors took a wildcard at the end', { origin: ['https://example.com/*'] }],
  ['CVE-2019-25211, GHSA-869c-j7wc-8jqv', 'the same without a slash', { origin: ['http://localhost*'] }],
  ['CVE-2024-25124, GHSA-fmg4-x8pw-hjhg', 'Fiber allowed credentials to everybody', { origin: '*', credentials: true }],
  ['CVE-2024-25124, GHSA-fmg4-x8pw-hjhg', 'the same in a list', { origin: ['*'], credentials: true }],
  ['CVE-2024-47165, GHSA-89v2-pqfv-c5r9', 'null in a list', { origin: [EDITOR, 'null'] }],
  ['no id (fastify/fastify-cors, issue 151)', 'an expression with state, right every other time', { origin: /example/g }],
  ['no id (fastify/fastify-cors, issue 151)', 'the same in a list', { origin: [/example/g] }]
] as const) {
  t.test(`C2: ${id}: ${was}`, async (t) => {
    const app = Fastify()
    t.after(() => app.close())
    // TypeScript does not allow this value, but JavaScript can pass it.
    const register = async () => { await app.register(openeoCors, options as object) }
    await t.rejects(register(), { code: 'FST_OPENEO_CORS_INVALID_OPTIONS' })
  })
}

t.test('V1: CVE-2017-20146, GHSA-jcr6-mmjj-pchw: gorilla/handlers echoed whatever the requester chose', async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  await app.register(openeoCors, { auth: true })
  for (const [origin, allowed] of [
    [EDITOR, true], ['null', true], ['*', false], ['', false], ['true', false], ['Null', false], ['null, null', false],
    [EDITOR.toUpperCase(), false], [`${EDITOR}/`, false], [`${EDITOR}:443`, false], [`${EDITOR} ${EVIL}`, false],
    [`${EDITOR},${EVIL}`, false], ['javascript:alert(1)', false], ['data:text/html,x', false], ['//evil.example', false],
    ['evil.example', false], ['https://', false], [`${EVIL}%0d%0aX-Evil:1`, false]
  ] as const) {
    const { headers } = await app.inject({ url: '/', headers: { origin } })
    t.equal(headers['access-control-allow-origin'], allowed ? origin : undefined, JSON.stringify(origin))
  }
})

t.test('V1: no id (socketio/engine.io, issue 517): characters that a header cannot have were echoed, and threw', async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  await app.register(openeoCors, { auth: true })
  app.get('/', async () => 'ok')
  for (const origin of [
    '\u00027.com', 'https://a\r\nx-evil: 1', 'https://a\u0000', 'https://a\u007f', 'https://\u2603', 'https://\u00e4'
  ]) {
    const { statusCode, headers } = await app.inject({ url: '/', headers: { origin } })
    t.equal(statusCode, 200, `${JSON.stringify(origin)} is answered`)
    t.strictSame(corsHeaders(headers), {}, `${JSON.stringify(origin)} is not allowed`)
    t.equal(headers['x-evil'], undefined, `${JSON.stringify(origin)} adds no header`)
  }
})

t.test('V1, V2: no id: of a repeated Origin one value is checked, and another echoed', async (t) => {
  for (const origin of [true as const, [EDITOR]]) {
    const app = Fastify()
    await app.register(openeoCors, { auth: true, origin })
    const port = await listen(t, app)
    for (const values of [[EDITOR], [EDITOR, EVIL], [EVIL, EDITOR], [EDITOR, EDITOR], [EDITOR, 'null'], ['null', EDITOR]]) {
      const { headers } = await send(port, { headers: ['host', 'localhost', ...values.flatMap((value) => ['origin', value])] })
      t.equal(headers['access-control-allow-origin'], values.length === 1 ? EDITOR : undefined, values.join(' and '))
    }
  }
})

t.test('V2: no id: names of Object.prototype are found in a list that is the keys of an object', async (t) => {
  const list = new OriginList(['https://example.com', 'https://*.example.com'])
  t.ok(list.has('https://example.com'), 'an entry is found')
  for (const name of Object.getOwnPropertyNames(Object.prototype)) t.notOk(list.has(name), `${name} is not`)
})
