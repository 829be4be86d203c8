import t from 'tap'
import { isInsecure, originProblem } from '../../lib/standards/origin.js'

t.test('C2: an entry of a list is an origin, or one with a wildcard as the first label', async (t) => {
  const entries = [
    'https://editor.openeo.org', 'https://example.org:65535', 'https://xn--bcher-kva.example',
    'http://localhost:3000', 'http://127.0.0.1:8080', 'http://[::1]',
    'https://*.example.org', 'https://*.a.b.example.org', 'https://*.example.org:8443', 'http://*.example.org',
    'https://*.xn--bcher-kva.example', 'capacitor://localhost', 'chrome-extension://ghbmnnjooekpmoecnnnilnnbdlolhkhi'
  ]
  for (const entry of entries) t.equal(originProblem(entry), undefined, entry)
})

t.test('C2: a wrong entry is refused, with what is expected', async (t) => {
  const scheme = "a scheme, as in 'https://example.org'"
  const labels = 'at least two labels after the wildcard'
  const wildcard = "a wildcard only as the first label, as in 'https://*.example.org'"
  const path = 'no path, not even a closing slash'
  const lowerCase = 'lower case, as browsers send it'
  const form = 'scheme, host and optional port'
  const cases: Array<[entry: string, expected: string]> = [
    ['null', "an origin: 'null' is shared by sandboxed frames, files and redirects of any site"],
    ['*', "origin: '*' alone, not in a list"],
    ['', scheme],
    ['example.org', scheme],
    ['//example.org', scheme],
    ['localhost:3000', scheme],
    ['*.example.org', wildcard],
    ['https:example.org', scheme],
    ['https://*', wildcard],
    ['https://*:8443', wildcard],
    ['https://*example.org', wildcard],
    ['https://a*.example.org', wildcard],
    ['https://a.*.example.org', wildcard],
    ['https://*.*.example.org', wildcard],
    ['https://example.*', wildcard],
    ['https://example.org:*', wildcard],
    ['*://example.org', wildcard],
    ['https://*.org', labels],
    ['https://*.org:8443', labels],
    ['https://*.org.', labels],
    ['https://*..org', labels],
    ['https://*.', wildcard],
    ['https://example.org/', path],
    ['https://example.org/path', path],
    ['https://*.example.org/', path],
    ['https://*.example.org:8443/path', path],
    ['app://localhost/', path],
    ['https://example.org?query', 'no query'],
    ['https://example.org/?query', 'no query'],
    ['https://example.org?', 'no query'],
    ['https://example.org#fragment', 'no fragment'],
    ['https://example.org#', 'no fragment'],
    ['https://user@example.org', 'no user or password'],
    ['https://user:password@example.org', 'no user or password'],
    ['https://:password@example.org', 'no user or password'],
    ['https://example.org:443', 'no default port'],
    ['http://example.org:80', 'no default port'],
    ['https://*.example.org:443', 'no default port'],
    ['https://example.org:65536', 'a port up to 65535'],
    ['https://*.example.org:65536', 'a port up to 65535'],
    ['app://localhost:65536', 'a port up to 65535'],
    ['https://Example.org', lowerCase],
    ['HTTPS://example.org', lowerCase],
    ['https://*.Example.org', lowerCase],
    ['app://Localhost', lowerCase],
    ['https://bücher.example', "the form that browsers send, 'https://xn--bcher-kva.example'"],
    ['http://127.1', "the form that browsers send, 'http://127.0.0.1'"],
    ['http://[0::1]', "the form that browsers send, 'http://[::1]'"],
    ['https://example.org:', "the form that browsers send, 'https://example.org'"],
    ['https://example.org:08443', "the form that browsers send, 'https://example.org:8443'"],
    ['https://example.org ', "the form that browsers send, 'https://example.org'"],
    ['https://', form],
    ['https://[::1', form],
    ['https://exam ple.org', form],
    ['https://example.org:port', form],
    ['https://*.bücher.example', form],
    ['https://*.2.3.4', form],
    ['app://localhost:0080', form],
    ['app://exam!ple', form]
  ]
  for (const [entry, expected] of cases) t.equal(originProblem(entry), expected, entry)
})

t.test('C2: an entry that is too long is refused, and not told to be what it is', async (t) => {
  const problem = originProblem(`https://${'a'.repeat(400)}.example.org`)
  t.type(problem, 'string')
  t.notMatch(problem, /a{5}/)
})

t.test('C4: plain http to another machine is insecure', async (t) => {
  const cases: Array<[entry: string, insecure: boolean]> = [
    ['http://example.org', true],
    ['http://*.example.org', true],
    ['http://192.168.1.10:8080', true],
    ['http://[2001:db8::1]', true],
    ['http://localhost.example.org', true],
    ['http://notlocalhost', true],
    ['http://127.0.0.1.example.org', true],
    ['http://1127.0.0.1', true],
    ['https://example.org', false],
    ['https://*.example.org', false],
    ['http://localhost', false],
    ['http://localhost:3000', false],
    ['http://app.localhost:3000', false],
    ['http://*.app.localhost', false],
    ['http://127.0.0.1:8080', false],
    ['http://127.1.2.3', false],
    ['http://[::1]', false],
    ['http://[::1]:8080', false],
    ['capacitor://localhost', false]
  ]
  for (const [entry, insecure] of cases) t.equal(isInsecure(entry), insecure, entry)
})
