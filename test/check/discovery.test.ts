import t, { type Test } from 'tap'
import { Client, type Answer } from '../../lib/check/client.js'
import { compareVersions, discover } from '../../lib/check/discovery.js'

const CORS = { 'Access-Control-Allow-Origin': '*' }

/** A client that has the answers of a web in memory: JSON, or where it redirects to. */
function clientOf (web: Readonly<Record<string, object | string>>): { client: Client, urls: string[] } {
  const urls: string[] = []
  class Memory extends Client {
    override async send (_method: string, url: URL): Promise<Answer> {
      urls.push(url.href)
      const found = web[url.href]
      if (typeof found === 'string') return { status: 307, headers: new Headers({ ...CORS, Location: found }), body: '' }
      return { status: found === undefined ? 404 : 200, headers: new Headers(CORS), body: JSON.stringify(found ?? {}) }
    }
  }
  return { client: new Memory(1), urls }
}

const HOST = 'https://openeo.example'
const api = { api_version: '1.2.0', endpoints: [{ path: '/jobs', methods: ['GET', 'post'] }] }
const find = (web: Readonly<Record<string, object | string>>, start = HOST) => discover(clientOf(web).client, new URL(start), 'https://editor.openeo.org')

t.test('Check: the URL of an API is taken as it is, with its trailing slash and without', async (t) => {
  for (const start of [`${HOST}/api/v1`, `${HOST}/api/v1/`, `${HOST}/api/v1//?a=b#c`]) {
    t.match(await find({ [`${HOST}/api/v1/`]: api }, start), {
      url: `${HOST}/api/v1`,
      version: '1.2.0',
      endpoints: [{ path: '/jobs', method: 'GET' }, { path: '/jobs', method: 'POST' }],
      omitted: 0,
      isTrusted: true,
      hasLogin: false
    })
  }
})

t.test('Check: a host leads to its newest version, in production if one is', async (t) => {
  const names = (versions: object[]) => ({
    [`${HOST}/.well-known/openeo`]: { versions },
    ...Object.fromEntries(['1.0', '1.2', '1.10', 'test'].map((name) => [`${HOST}/${name}/`, api]))
  })
  const version = (number: unknown, path: string, production?: boolean) => ({ url: `${HOST}/${path}`, api_version: number, production })
  const cases: ReadonlyArray<readonly [versions: object[], path: string]> = [
    [[version('1.0.0', '1.0'), version('1.2.0', '1.2')], '1.2'],
    [[version('1.2.0', '1.2'), version('1.10.0', '1.10'), version('1.0.0', '1.0')], '1.10'],
    [[version('1.0.0', '1.0', true), version('1.2.0', '1.2', true), version('2.0.0', 'test', false)], '1.2'],
    [[version('x', 'test'), version('1.0.0', '1.0')], '1.0'],
    [[{ url: 1 }, { url: 'ftp://openeo.example' }, { url: 'https://user:password@openeo.example/1.2' }, { url: 'http://[' }, version(undefined, 'test')], 'test']
  ]
  for (const [versions, path] of cases) t.equal((await find(names(versions))).url, `${HOST}/${path}`)
  t.equal((await find(names([version('1.2.0', '1.2')]), `${HOST}/.well-known/openeo`)).url, `${HOST}/1.2`, 'its document is as good as the host')
})

t.test('Check: what is no API is refused', async (t) => {
  await t.rejects(find({}), { code: 'not-openeo', message: 'https://openeo.example/ is not an openEO API: it gives 404 and no api_version, and https://openeo.example/.well-known/openeo names no version' })
  await t.rejects(find({ [`${HOST}/.well-known/openeo`]: { versions: [{ url: `${HOST}/x` }] } }), {
    code: 'not-openeo', message: 'https://openeo.example/x is not an openEO API: it gives 404 and no api_version, though https://openeo.example/.well-known/openeo names it'
  })
})

t.test('Check: a token may follow to where the host itself leads, and nowhere else', async (t) => {
  const isTrusted = async (t: Test, expected: boolean, web: Readonly<Record<string, object | string>>, start?: string) => {
    t.equal((await find(web, start)).isTrusted, expected)
  }
  const named = (url: string) => ({ versions: [{ url, api_version: '1.2.0' }] })
  await isTrusted(t, true, { [`${HOST}/.well-known/openeo`]: named('https://api.example'), 'https://api.example/': api })
  await isTrusted(t, false, { [`${HOST}/.well-known/openeo`]: named('http://openeo.example/v1'), 'http://openeo.example/v1/': api })
  await isTrusted(t, true, { 'http://localhost/.well-known/openeo': named('http://localhost/v1'), 'http://localhost/v1/': api }, 'http://localhost')
  await isTrusted(t, false, { [`${HOST}/.well-known/openeo`]: 'https://other.example/', 'https://other.example/': named('https://api.example'), 'https://api.example/': api })
  await isTrusted(t, false, { [`${HOST}/.well-known/openeo`]: named(`${HOST}/v1`), [`${HOST}/v1/`]: 'https://other.example/', 'https://other.example/': api })
  await isTrusted(t, true, { [`${HOST}/v1/`]: '/v2/', [`${HOST}/v2/`]: api }, `${HOST}/v1`)
})

t.test('Check: redirects to what is no web page are not followed', async (t) => {
  for (const location of ['file:///etc/passwd', 'http://[', 'https://user:password@openeo.example/v2/', 'https://user@openeo.example/v2/']) {
    const { client, urls } = clientOf({ [`${HOST}/`]: location, [`${HOST}/v2/`]: api })
    await t.rejects(discover(client, new URL(HOST), 'https://editor.openeo.org'), { code: 'not-openeo' })
    t.strictSame(urls, [`${HOST}/`, `${HOST}/.well-known/openeo`])
  }
})

t.test('Check: versions are compared by numbers', async (t) => {
  const sorted = ['x', '0.4.2', '1.0.0', '1.0.1', '1.0.10', '1.2', '1.10.0', '10.0.0']
  t.strictSame(sorted.toReversed().sort(compareVersions), sorted)
  t.ok(compareVersions('1.0.0-rc.2', '1.0.1') < 0)
  t.equal(compareVersions(undefined, 'x'), 0)
})
