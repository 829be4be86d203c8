import fc from 'fast-check'
import t from 'tap'
import { isCommonOrigin, isLoopback, isOriginOfUrl, isSerializedOrigin } from '../../lib/standards/origin.js'
import { holds } from '../random.js'

t.test('V1: what browsers send as Origin is a serialized origin', async (t) => {
  const cases: Array<[description: string, origin: string]> = [
    ['https', 'https://editor.openeo.org'],
    ['http with a port', 'http://example.org:8080'],
    ['the other scheme\'s default port', 'https://example.org:80'],
    ['the highest port', 'https://example.org:65535'],
    ['port 0', 'https://example.org:0'],
    ['a label of 63 characters', `https://${'a'.repeat(63)}.example.org`],
    ['localhost', 'http://localhost'],
    ['localhost with a port', 'http://localhost:3000'],
    ['a sub-domain of localhost', 'http://app.localhost:3000'],
    ['a host of one letter', 'http://x'],
    ['IPv4', 'http://127.0.0.1'],
    ['IPv4 with a port', 'http://192.168.1.10:8080'],
    ['IPv6', 'http://[::1]'],
    ['IPv6 with a port', 'https://[2001:db8::1]:8443'],
    ['IPv4 mapped to IPv6, as browsers write it', 'http://[::ffff:7f00:1]'],
    ['punycode', 'https://xn--bcher-kva.example'],
    ['punycode with a port', 'https://xn--bcher-kva.example:8443'],
    ['punycode as the top-level domain', 'https://example.xn--p1ai'],
    ['labels with digits, hyphens and underscores', 'https://a-1.b_2.3c.example'],
    ['hyphens in third and fourth place', 'https://ab--c.example.org'],
    ['a label that begins with a digit', 'https://1.example.org'],
    ['a fully qualified host', 'https://example.org.'],
    ['a host of 253 characters', `https://${'a.'.repeat(126)}b`],
    ['null', 'null'],
    ['a Chromium extension', 'chrome-extension://ghbmnnjooekpmoecnnnilnnbdlolhkhi'],
    ['a Firefox extension', 'moz-extension://d5c7b0a4-6f9b-4f7d-8a3e-0c9b1d2e3f40'],
    ['a Safari extension', 'safari-web-extension://2A4C6E80'.toLowerCase()],
    ['Capacitor', 'capacitor://localhost'],
    ['Ionic with a port', 'ionic://localhost:8080'],
    ['an application of its own scheme', 'app://obsidian.md'],
    ['a scheme with other characters', 'x-app+1.0://main'],
    ['another scheme with the port of https', 'app://localhost:443']
  ]
  for (const [description, origin] of cases) t.equal(isSerializedOrigin(origin), true, description)
})

t.test('V1: what browsers do not send as Origin is no serialized origin', async (t) => {
  const cases: Array<[description: string, value: string]> = [
    ['nothing', ''],
    ['a space', ' '],
    ['a wildcard', '*'],
    ['NULL', 'NULL'],
    ['null with a space', 'null '],
    ['null twice', 'null, null'],
    ['undefined', 'undefined'],
    ['no scheme', 'example.org'],
    ['no host', 'https://'],
    ['no host but a port', 'https://:8080'],
    ['no slashes', 'https:example.org'],
    ['one slash', 'https:/example.org'],
    ['three slashes', 'https:///example.org'],
    ['back slashes', 'https:\\\\example.org'],
    ['relative to a scheme', '//example.org'],
    ['an upper-case scheme', 'HTTPS://example.org'],
    ['an upper-case host', 'https://Example.org'],
    ['an upper-case host of another scheme', 'app://Localhost'],
    ['an upper-case scheme of another kind', 'App://localhost'],
    ['the default port of https', 'https://example.org:443'],
    ['the default port of http', 'http://example.org:80'],
    ['an empty port', 'https://example.org:'],
    ['an empty port of another scheme', 'app://localhost:'],
    ['a port with a zero in front', 'https://example.org:08443'],
    ['a port with a zero in front of another scheme', 'app://localhost:0080'],
    ['a port too high', 'https://example.org:65536'],
    ['a port too high of another scheme', 'app://localhost:65536'],
    ['a port of letters', 'https://example.org:port'],
    ['a negative port', 'https://example.org:-1'],
    ['two ports', 'https://example.org:8080:8080'],
    ['a closing slash', 'https://example.org/'],
    ['a path', 'https://example.org/path'],
    ['a path of another scheme', 'app://localhost/path'],
    ['a query', 'https://example.org?query'],
    ['a fragment', 'https://example.org#fragment'],
    ['a user', 'https://user@example.org'],
    ['a user and a password', 'https://user:password@example.org'],
    ['an empty user', 'https://@example.org'],
    ['a space in front', ' https://example.org'],
    ['a space behind', 'https://example.org '],
    ['a space within', 'https://exam ple.org'],
    ['a tab within, which URL parsers drop', 'https://exam\tple.org'],
    ['a line feed within, which URL parsers drop', 'https://exam\nple.org'],
    ['a line feed behind', 'https://example.org\n'],
    ['a line feed behind another scheme', 'app://localhost\n'],
    ['a header behind', 'https://example.org\r\nX-Evil: 1'],
    ['a null byte', 'https://example.org\0'],
    ['a control byte in front', '\x01https://example.org'],
    ['a delete', 'https://exam\x7fple.org'],
    ['two origins with a comma', 'https://a.example.org,https://b.example.org'],
    ['two origins with a comma and a space, as Node joins headers', 'https://a.example.org, https://b.example.org'],
    ['two origins with a space', 'https://a.example.org https://b.example.org'],
    ['an origin and null', 'https://example.org, null'],
    ['letters that are not ASCII', 'https://bücher.example'],
    ['the same as Latin-1 bytes', 'https://b\xc3\xbccher.example'],
    ['a soft hyphen, which is dropped', 'https://exam\xadple.org'],
    ['a full stop of another script', 'https://example\u3002org'],
    ['letters that are not ASCII in another scheme', 'app://b\xfccher'],
    ['percent encoding', 'https://ex%61mple.org'],
    ['IPv4 in short', 'http://127.1'],
    ['IPv4 as one number', 'http://2130706433'],
    ['IPv4 in hexadecimal', 'http://0x7f000001'],
    ['IPv4 partly in hexadecimal', 'http://127.0.0.0x1'],
    ['IPv4 in octal', 'http://0177.0.0.1'],
    ['IPv4 with a dot behind', 'http://127.0.0.1.'],
    ['IPv4 with too high a number', 'http://127.0.0.256'],
    ['IPv4 with five numbers', 'http://1.2.3.4.5'],
    ['a name that ends in a number', 'http://example.1'],
    ['a name that ends in a hexadecimal number', 'http://example.0x1'],
    ['IPv6 without brackets', 'http://::1'],
    ['IPv6 with an open bracket', 'http://[::1'],
    ['IPv6 in long', 'http://[0:0:0:0:0:0:0:1]'],
    ['IPv6 in upper case', 'http://[2001:DB8::1]'],
    ['IPv6 with a zone', 'http://[fe80::1%25eth0]'],
    ['IPv4 mapped to IPv6, as people write it', 'http://[::ffff:127.0.0.1]'],
    ['a blob', 'blob:https://example.org'],
    ['data', 'data:text/html,hello'],
    ['a file', 'file:///etc/passwd'],
    ['a file on a host', 'file://example.org'],
    ['a script', 'javascript:alert(1)'],
    ['mail', 'mailto:someone@example.org'],
    ['markup', '<script>alert(1)</script>'],
    ['markup in the host', 'https://<b>.example.org'],
    ['a scheme that begins with a digit', '1app://localhost'],
    ['an origin that is too long', `https://${'a.'.repeat(200)}org`],
    ['an origin that is far too long', `https://${'a'.repeat(100_000)}`],
    ['a port that is far too long', `https://example.org:${'0'.repeat(100_000)}8`]
  ]
  for (const [description, value] of cases) t.equal(isSerializedOrigin(value), false, description)
})

t.test('V1: the URL parser decides whether a host in punycode is valid', async (t) => {
  for (const host of ['xn--bcher-kva.example', 'xn--a.example', 'xn--a.example:8443', 'a.xn--a.example', 'xn--.example', 'xn--maana-pta.com']) {
    const origin = `https://${host}`
    t.equal(isSerializedOrigin(origin), URL.canParse(origin) && new URL(origin).origin === origin, origin)
  }
})

t.test('V1: each origin that the fast check accepts is an origin for the URL parser', async (t) => {
  const letters = fc.string({ unit: fc.constantFrom(...'abx019-_.:/n'), maxLength: 12 })
  const words = fc.constantFrom('xn--', 'xn--a', 'axn--a', 'xn--bcher-kva', '0x7f', '0x', '127', '1', '1e3', 'a-', '-a', 'a--b', '_', 'org', 'x')
  const label = fc.oneof({ weight: 8, arbitrary: words }, { weight: 1, arbitrary: letters })
  const end = fc.constantFrom('', '', '', '.', ':1', ':443')
  const origin = fc.tuple(fc.constantFrom('http', 'https', 'https', 'ftp'), fc.array(label, { minLength: 1, maxLength: 5 }), end)
    .map(([scheme, labels, end]) => `${scheme}://${labels.join('.')}${end}`)
  const seen = { common: 0, others: 0 }
  await holds(fc.property(origin, (origin) => {
    seen[isCommonOrigin(origin) ? 'common' : 'others']++
    return !isCommonOrigin(origin) || (isOriginOfUrl(origin) && new URL(origin).origin === origin)
  }), { runs: 20_000 })
  t.ok(seen.common > 1000, `${seen.common} were`)
  t.ok(seen.others > 1000, `${seen.others} were not`)
})

t.test('V2: loopback hosts are the names of localhost, 127.0.0.0/8 and ::1', async (t) => {
  for (const host of ['localhost', 'app.localhost', 'a.b.localhost', '127.0.0.1', '127.255.255.255', '[::1]']) t.ok(isLoopback(host), host)
  for (const host of [
    '', 'localhost.', '.localhost', 'notlocalhost', 'localhost.example.org', '128.0.0.1', '1127.0.0.1', '127.0.0.1.example.org', '0.0.0.0',
    '[::2]', '[::]', '::1', '192.168.0.1'
  ]) t.notOk(isLoopback(host), host)
})
