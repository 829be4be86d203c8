import t from 'tap'
import { originProblem } from '../../lib/options/origin-entry.js'
import { isInsecure } from '../../lib/standards/origin.js'

t.test('C2: an entry of a list is an origin, or one with a wildcard as the first label or the port of a loopback host', async (t) => {
  const entries = [
    'https://editor.openeo.org', 'https://example.org:65535', 'https://xn--bcher-kva.example',
    'http://localhost:3000', 'http://127.0.0.1:8080', 'http://[::1]',
    'https://*.example.org', 'https://*.a.b.example.org', 'https://*.example.org:8443', 'http://*.example.org',
    'https://*.xn--bcher-kva.example', 'https://*.example.org.', 'https://example.org.',
    'http://localhost:*', 'https://localhost:*', 'http://127.0.0.1:*', 'http://127.1.2.3:*', 'http://[::1]:*', 'http://app.localhost:*',
    'http://*.localhost', 'http://*.localhost:5173', 'http://*.localhost:*', 'http://*.app.localhost:*', 'capacitor://localhost', 'chrome-extension://ghbmnnjooekpmoecnnnilnnbdlolhkhi'
  ]
  for (const entry of entries) t.equal(originProblem(entry), undefined, entry)
})

t.test('C2: a wrong entry is refused, with what is expected', async (t) => {
  const scheme = "a scheme, as in 'https://example.org'"
  const instead = ": 'https://example.org'"
  const wildcard = "a wildcard only as the first label, as in 'https://*.example.org'"
  const labels = "at least two labels after the wildcard, as in 'https://*.example.org'"
  const part = `${wildcard}: a function can decide on parts of a name`
  const every = `${wildcard}, or origin: true for every origin`
  const anyPort = "a port number: only loopback hosts can have a wildcard as the port, as in 'http://localhost:*'"
  const empty = 'no empty label: each dot needs a name before it'
  const isPublic = (suffix: string) => (
    `a domain that has one owner after the wildcard: anybody can register a name below the public suffix '${suffix}'`)
  const path = 'no path, not even a closing slash'
  const lowerCase = 'lower case, as browsers send it'
  const form = 'scheme, host and optional port'
  const cases: Array<[entry: string, expected: string]> = [
    ['null', "an origin: 'null' is shared by sandboxed frames, files and redirects of any site"],
    ['*', "origin: '*' alone, not in a list"],
    ['', "an origin, as in 'https://example.org': the string is empty, like an environment variable without a value"],
    ['example', scheme],
    ['example.org', `a scheme${instead}`],
    ['//example.org', `a scheme${instead}`],
    ['https:example.org', `a scheme${instead}`],
    ['localhost:3000', "a scheme: 'http://localhost:3000'"],
    ['*.example.org', "a scheme: 'https://*.example.org'"],
    ['https://*', every],
    ['https://*:8443', every],
    ['https://*example.org', part],
    ['https://a*.example.org', part],
    ['https://a.*.example.org', part],
    ['https://example.*', part],
    ['https://*.*.example.org', `${wildcard}, where it stands for one label or more`],
    ['https://*.2.3.4', 'no wildcard in front of an IP address'],
    ['*://example.org', `http or https: each is an origin of its own${instead}`],
    ['https://example.org:*', anyPort],
    ['https://*.example.org:*', anyPort],
    ['http://localhost.example.org:*', anyPort],
    ['http://128.0.0.1:*', anyPort],
    ['http://[::2]:*', anyPort],
    ['app://localhost:*', anyPort],
    ['http://localhost:30*', "a wildcard for the whole port, as in 'http://localhost:*'"],
    ['https://*.org', labels],
    ['https://*.org:8443', labels],
    ['https://*.org.', labels],
    ['https://*.lan', labels],
    ['https://.example.com', empty],
    ['https://a..example.com', empty],
    ['https://*..org', empty],
    ['https://*.', form],
    ['file://example.com', "no file URL: a page that is a file has the origin 'null', which no list allows"],
    ['ftp://example.org', "the scheme of the page: 'http://example.org'"],
    ['wss://example.org', `the scheme of the page${instead}`],
    ['https://*.co.uk', isPublic('co.uk')],
    ['https://*.co.uk.', isPublic('co.uk')],
    ['https://*.github.io', isPublic('github.io')],
    ['https://*.github.io:8443', isPublic('github.io')],
    ['app://*.github.io', isPublic('github.io')],
    ['https://*.kawasaki.jp', isPublic('kawasaki.jp')],
    ['https://*.xn--55qx5d.cn', isPublic('xn--55qx5d.cn')],
    ['https://example.org/', `${path}${instead}`],
    ['https://example.org/path', `${path}${instead}`],
    ['https://*.example.org/', `${path}: 'https://*.example.org'`],
    ['https://*.example.org:8443/path', `${path}: 'https://*.example.org:8443'`],
    ['http://localhost:*/path', `${path}: 'http://localhost:*'`],
    ['app://localhost/', `${path}: 'app://localhost'`],
    ['https://example.org?query', `no query${instead}`],
    ['https://example.org/?query', `no query${instead}`],
    ['https://example.org?', `no query${instead}`],
    ['https://example.org#fragment', `no fragment${instead}`],
    ['https://example.org#', `no fragment${instead}`],
    ['https://user@example.org', `no user or password${instead}`],
    ['https://user:password@example.org', `no user or password${instead}`],
    ['https://:password@example.org', `no user or password${instead}`],
    ['https://example.org:443', `no default port, as browsers leave it out${instead}`],
    ['http://example.org:80', "no default port, as browsers leave it out: 'http://example.org'"],
    ['https://*.example.org:443', "no default port, as browsers leave it out: 'https://*.example.org'"],
    ['https://example.org:65536', 'a port up to 65535'],
    ['https://*.example.org:65536', 'a port up to 65535'],
    ['app://localhost:65536', 'a port up to 65535'],
    ['https://Example.org', `${lowerCase}${instead}`],
    ['HTTPS://example.org', `${lowerCase}${instead}`],
    ['https://*.Example.org', `${lowerCase}: 'https://*.example.org'`],
    ['app://Localhost', `${lowerCase}: 'app://localhost'`],
    ['https://bücher.example', "the form that browsers send: 'https://xn--bcher-kva.example'"],
    ['https://*.bücher.example', "the form that browsers send: 'https://*.xn--bcher-kva.example'"],
    ['http://127.1', "the form that browsers send: 'http://127.0.0.1'"],
    ['http://[0::1]', "the form that browsers send: 'http://[::1]'"],
    ['http://[0::1]:*', "the form that browsers send: 'http://[::1]:*'"],
    ['https://example.org:', "the form that browsers send: 'https://example.org'"],
    ['https://example.org:08443', "the form that browsers send: 'https://example.org:8443'"],
    ['https://example.org ', `no other characters before or after the origin${instead}`],
    ['https://example.org,', `no other characters before or after the origin${instead}`],
    ['https://', form],
    ['https://[::1', form],
    ['https://exam!ple.org', form],
    ['https://example.org:port', form],
    ['app://localhost:0080', "the form that browsers send: 'app://localhost:80'"],
    ['app://exam!ple', form]
  ]
  for (const [entry, expected] of cases) t.equal(originProblem(entry), expected, entry)
})

t.test('C2: an entry that is too long is refused, and the message does not suggest the same entry', async (t) => {
  const problem = originProblem(`https://${'a'.repeat(400)}.example.org`)
  t.type(problem, 'string')
  t.notMatch(problem, /a{5}/)
})

t.test('C2: wildcards for names in private networks are right, if two labels are behind the wildcard', async (t) => {
  for (const entry of ['https://*.internal.corp', 'https://*.gitlab.lan', 'https://*.svc.cluster.local']) t.equal(originProblem(entry), undefined, entry)
})

t.test('C2: the entry that a message suggests is right', async (t) => {
  const wrong = ['example.org', 'localhost:3000', 'https://*.Example.org/path', 'https://*.bücher.example', 'http://[0::1]:*', 'wss://example.org:8443']
  for (const entry of wrong) {
    const [, instead] = /'([^']*)'$/.exec(originProblem(entry)!) ?? []
    t.equal(originProblem(instead!), undefined, `${entry}: ${instead}`)
  }
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
    ['http://[::1]:*', false],
    ['http://localhost:*', false],
    ['http://*.localhost:*', false],
    ['http://*.localhost', false],
    ['capacitor://localhost', false]
  ]
  for (const [entry, insecure] of cases) t.equal(isInsecure(entry), insecure, entry)
})
