import { spawnSync } from 'node:child_process'
import t from 'tap'
import { checkBackend, type Cause, type CheckOptions } from '../../lib/check/index.js'
import { listen } from '../server.js'
import { EDITOR, remove, set, startBackend, TOKEN, type Backend } from './backend.js'

async function check (t: Parameters<typeof startBackend>[0], backend: Backend, options?: CheckOptions) {
  return await checkBackend((await startBackend(t, backend)).url, options)
}

/** Puts JSON in the place of what a back-end has at a path. */
const content = (path: string, body: object): NonNullable<Backend['fault']> => (reply, asked) => {
  if (asked.method === 'GET' && asked.path === path) Object.assign(reply, { status: 200, body: JSON.stringify(body) })
}

t.test('Check: a file of a result elsewhere is asked for as a page does: without the token, from its origin', async (t) => {
  for (const [cors, causes] of [[true, []], [false, ['allow-origin-missing']]] as const) {
    const storage = await startBackend(t, { policy: '*', fault: (reply) => { reply.status = 200; if (!cors) reply.fields = [] } })
    const jobs = content('/jobs', { jobs: [null, {}, { id: 1, status: 'finished' }, { id: 'a', status: 'running' }, { id: 'a b', status: 'finished' }] })
    const results = content('/jobs/a%20b/results', { assets: { 'a.tif': { href: `${storage.url}/a.tif?signature=secret` } } })
    const { findings, usable } = await check(t, { policy: '*', fault: (...args) => { jobs(...args); results(...args) } }, { token: TOKEN })
    t.match(storage.asked, [{ method: 'GET', path: '/a.tif?signature=secret', origin: EDITOR, authorization: undefined }])
    t.strictSame(findings.map(({ cause }) => cause), causes)
    t.equal(usable['download results'], cors)
    t.notMatch(JSON.stringify(findings), 'signature', 'what is signed is not shown')
  }
})

t.test('Check: results of other kinds are passed over', async (t) => {
  const cases = [{}, { assets: null }, { assets: {} }, { assets: { a: null } }, { assets: { a: { href: 1 } } }, { assets: { a: { href: '/a.tif' } } },
    { assets: { a: { href: 's3://a/b' } } }, { assets: { a: { href: 'http://[' } } }]
  for (const body of cases) {
    const jobs = content('/jobs', { jobs: [{ id: 'a', status: 'finished' }] })
    const results = content('/jobs/a/results', body)
    t.strictSame((await check(t, { policy: '*', fault: (...args) => { jobs(...args); results(...args) } }, { token: TOKEN })).findings, [], JSON.stringify(body))
  }
})

t.test('Check: redirects are followed as far as a browser goes', async (t) => {
  const target = await startBackend(t, { policy: [EDITOR] })
  const { findings } = await check(t, {
    policy: '*',
    fault: (reply, { method, path }) => {
      if (method !== 'GET' || path !== '/processes') return
      reply.status = 302
      set(reply, 'Location', `${target.url}/processes`)
    }
  })
  t.match(target.asked, [{ method: 'GET', path: '/processes', origin: 'null' }], 'on another origin it comes from nowhere')
  t.match(findings, [{ cause: 'allow-origin-missing', requests: [`GET /processes, redirected to ${target.url}`] }])
})

t.test('Check: a redirect from https to http is refused by the page on https, and the report names that page', async (t) => {
  const target = await startBackend(t, { policy: '*', fault: (reply) => { remove(reply, 'Access-Control-Allow-Origin') } })
  const location = target.url.replace('127.0.0.1', '0.0.0.0')
  const { findings } = await check(t, {
    policy: '*',
    fault: (reply, { method, path }) => {
      if (method !== 'GET' || path !== '/processes') return
      reply.status = 302
      set(reply, 'Location', `${location}/processes`)
    }
  })
  t.strictSame(findings.map(({ cause, origins }) => [cause, origins]).sort(), [['allow-origin-missing', [EDITOR]], ['mixed-content', [EDITOR]]])
  t.notMatch(findings, [{ message: /, from $/ }])
})

t.test("Check: a job's id that no URL can hold is no failure", async (t) => {
  const { findings } = await check(t, { policy: '*', fault: content('/jobs', { jobs: [{ id: '\ud800', status: 'finished' }] }) }, { token: TOKEN })
  t.strictSame(findings, [])
})

t.test('Check: the timeout may be any part of a second', async (t) => {
  t.strictSame((await check(t, { policy: '*' }, { timeout: 9.0001 })).findings, [])
})

t.test('Check: a document may begin with a byte order mark, as pages take it', async (t) => {
  t.strictSame((await check(t, { policy: '*', fault: (reply) => { if (reply.body !== '') reply.body = `\ufeff${reply.body}` } })).findings, [])
})

t.test('Check: what mends an echo with credentials is also right for 1.0.0, which wants credentials', async (t) => {
  const { findings } = await check(t, {
    policy: 'echo', version: '1.0.0', fault: (reply, { origin }) => { if (origin !== undefined) set(reply, 'Access-Control-Allow-Credentials', 'true') }
  })
  t.match(findings, [{ cause: 'echo-with-credentials', header: /for listed origins only/ }])
})

t.test('Check: a back-end without login needs no preflight for GET', async (t) => {
  const { url, asked } = await startBackend(t, { policy: '*', fault: content('/', { api_version: '1.2.0', endpoints: [{ path: '/x', methods: ['GET', 'DELETE', 'DELETE'] }] }) })
  const { findings, usable } = await checkBackend(url)
  t.strictSame(findings, [])
  t.strictSame(usable, { discover: true, 'read errors': true, 'use the other endpoints': true }, 'what is not offered is left out')
  t.strictSame(asked.filter(({ asks }) => asks !== undefined).map(({ asks }) => asks), ['DELETE'])
})

t.test('Check: a back-end without login needs neither credentials nor Authorization', async (t) => {
  const capabilities = content('/', { api_version: '1.0.0', endpoints: [{ path: '/x', methods: ['PUT'] }] })
  const { findings } = await check(t, {
    policy: [EDITOR],
    fault: (reply, asked) => {
      capabilities(reply, asked)
      remove(reply, 'Access-Control-Allow-Credentials')
      if (asked.method === 'OPTIONS') set(reply, 'Access-Control-Allow-Headers', 'Content-Type')
    }
  })
  t.strictSame(findings, [])
})

t.test('Check: openEO 1.0.0 does not ask for Link, and 1.0.1 does', async (t) => {
  for (const [version, causes] of [['1.0.0', []], ['1.0.1', ['not-exposed']]] as const) {
    const { findings } = await check(t, {
      policy: [EDITOR],
      version,
      fault: (reply, { origin }) => { if (origin === EDITOR) set(reply, 'Access-Control-Expose-Headers', 'Location, OpenEO-Identifier, OpenEO-Costs') }
    })
    t.strictSame(findings.map(({ cause }) => cause), causes)
  }
})

t.test('Check: without OpenEO-Identifier nobody can follow a job, and all else works', async (t) => {
  const { usable } = await check(t, { policy: '*', fault: (reply) => { set(reply, 'Access-Control-Expose-Headers', 'Link, Location, OpenEO-Costs') } })
  t.strictSame(Object.entries(usable).filter(([, isUsable]) => !isUsable), [['create and follow jobs', false]])
})

t.test('Check: what else is to be known', async (t) => {
  const { notes } = await check(t, { policy: '*', fault: content('/', { api_version: '1.2.0', endpoints: 'all' }) })
  t.match(notes, [/^The capabilities list no endpoints/, /private network/])
})

t.test('Check: a page on https gets nothing from plain http, but from the same machine', async (t) => {
  const { url } = await startBackend(t, { policy: '*' })
  const result = await checkBackend(url.replace('127.0.0.1', '0.0.0.0'))
  t.strictSame(result.findings.map(({ cause }) => cause), ['mixed-content'])
  t.equal(result.ok, false)
  t.strictSame([...new Set(Object.values(result.usable))], [false])
  t.strictSame((await checkBackend(url.replace('127.0.0.1', '0.0.0.0'), { origins: ['http://editor.example'] })).findings, [])
})

t.test('Check: TLS that fails ends the check', async (t) => {
  const { url } = await startBackend(t, { policy: '*' })
  await t.rejects(checkBackend(url.replace('http:', 'https:')), { code: 'tls', message: /^https:.* cannot be checked: TLS fails: / })
})

t.test('Check: several faults at once: each is found, the worst and the most frequent first', async (t) => {
  const cases: ReadonlyArray<readonly [about: string, backend: Backend, causes: Cause[]]> = [
    ['lists that are none', {
      policy: '*', fault: (reply) => { set(reply, 'Access-Control-Expose-Headers', 'Location OpenEO-Identifier'); set(reply, 'Vary', 'a b') }
    }, ['identifier-not-exposed']],
    ['Vary of everything', { policy: [EDITOR], fault: (reply) => { set(reply, 'Vary', '*') } }, []],
    ['wildcards without credentials', {
      policy: '*',
      fault: (reply, { method }) => {
        set(reply, 'Access-Control-Expose-Headers', '*')
        if (method === 'OPTIONS') set(reply, 'Access-Control-Allow-Methods', '*')
      }
    }, []],
    ['wildcards with credentials', {
      policy: [EDITOR],
      fault: (reply, { method, asks, origin }) => {
        if (origin === EDITOR) set(reply, 'Access-Control-Expose-Headers', '*')
        if (method === 'OPTIONS' && (asks === 'GET' || asks === 'POST')) set(reply, 'Access-Control-Allow-Methods', '*')
      }
    }, ['identifier-not-exposed', 'methods-incomplete', 'methods-incomplete']],
    ['what 1.0.0 asks for', {
      policy: '*',
      version: '1.0.0',
      fault: (reply) => { set(reply, 'Access-Control-Expose-Headers', 'OpenEO-Identifier, Content-Type'); remove(reply, 'Access-Control-Max-Age'); remove(reply, 'Access-Control-Allow-Methods') }
    }, ['method-not-listed', 'method-not-listed', 'method-not-listed', 'not-exposed', 'credentials-missing', 'methods-incomplete', 'methods-incomplete', 'max-age-missing', 'headers-without-origin']]
  ]
  for (const [about, backend, causes] of cases) {
    const { findings } = await check(t, backend)
    t.strictSame(findings.map(({ cause }) => cause).sort(), [...causes].sort(), about)
    const ranks = findings.map(({ grade, requests }) => `${grade} ${1000 - requests.length}`)
    t.strictSame(ranks, [...ranks].sort(), 'in the order of their grades, and of how often they are seen')
  }
})

t.test('Check: a failure of the caller is no finding', async (t) => {
  const { url } = await startBackend(t, { policy: '*' })
  await t.rejects(checkBackend(url, { onProgress: () => { throw new Error('mine') } }), { message: 'mine' })
})

t.test('Check: what a server says is cut', async (t) => {
  const { findings } = await check(t, { policy: '*', fault: (reply) => { set(reply, 'Access-Control-Allow-Origin', 'x'.repeat(5000)) } })
  t.match(findings, [{ cause: 'allow-origin-other', message: /: x{300}… \(/ }])
})

t.test('Check: the example', async (t) => {
  const EXAMPLE = new URL('../../examples/backend/server.js', import.meta.url)
  const { build } = await import(EXAMPLE.href)

  await t.test('has nothing to mend with the plugin', async (t) => {
    const port = await listen(t, await build({ corsOptions: { auth: true, origin: '*' } }))
    const { ok, usable } = await checkBackend(`http://127.0.0.1:${port}`)
    t.equal(ok, true)
    t.strictSame(Object.values(usable), [true, true, true, true, true, true])
  })

  await t.test('does nothing in a browser without it', async (t) => {
    const port = await listen(t, await build({ cors: false }))
    const { findings, usable } = await checkBackend(`http://127.0.0.1:${port}`)
    t.strictSame(findings.map(({ cause }) => cause), ['no-cors'])
    t.strictSame([...new Set(Object.values(usable))], [false])
  })
})

t.test('Check: the servers of the comparison', async (t) => {
  const COMPARISON = new URL('../../examples/comparison/servers.js', import.meta.url)
  const { servers }: { servers: Record<string, () => Promise<{ url: string, stop: () => unknown }>> } = await import(COMPARISON.href)
  const hasFlask = spawnSync('/usr/bin/python3', ['-c', 'import flask_cors']).status === 0
  // Beside what is a matter of the options that they are given.
  const found: Readonly<Record<string, Cause[]>> = {
    'fastify-openeo-cors': [],
    '@fastify/cors': ['malformed-url-unreadable', 'nonsense-reflected', 'options-status'],
    'written by hand': ['malformed-url-unreadable', 'nonsense-reflected', 'vary-missing'],
    ...hasFlask && { 'flask-cors': ['nonsense-reflected', 'options-status'] as Cause[] }
  }
  for (const [name, causes] of Object.entries(found)) {
    const { url, stop } = await servers[name]!()
    t.after(stop)
    const { findings } = await checkBackend(url)
    t.strictSame(findings.map(({ cause }) => cause).filter((cause) => cause !== 'echo-with-credentials').sort(), causes, name)
  }
})
