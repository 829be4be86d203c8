import { createRequire } from 'node:module'
import t from 'tap'
import { checkOptions } from '../../lib/options/check.js'
import isPublicSuffix from '../../lib/standards/public-suffix.cjs'

function isLoaded (): boolean {
  return Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes('/tldts/'))
}

// This test is the first, because a module that is loaded stays loaded.
t.test('C2: the Public Suffix List is loaded only for a list with a wildcard in front of a name', async (t) => {
  const origin = ['https://editor.openeo.org', 'http://localhost:*', 'http://*.localhost:5173']
  checkOptions({})
  checkOptions({ origin })
  t.throws(() => checkOptions({ origin: ['https://*', 'https://*.org', 'https://example.org/'] }))
  t.equal(isLoaded(), false)
  checkOptions({ origin: [...origin, 'https://*.example.org'] })
  t.equal(isLoaded(), true)
})

t.test('C2: a public suffix is where anybody can get a name', async (t) => {
  const cases: Array<[domain: string, expected: boolean]> = [
    ['org', true],
    ['co.uk', true],
    ['xn--p1ai', true],
    ['xn--55qx5d.cn', true],
    ['github.io', true],
    ['vercel.app', true],
    ['netlify.app', true],
    ['home.arpa', true],
    // The list has *.ck and *.kawasaki.jp, with exceptions for www.ck and city.kawasaki.jp.
    ['ck', true], ['example.ck', true], ['www.ck', false],
    ['kawasaki.jp', true],
    ['city.kawasaki.jp', false],
    ['example.org', false],
    ['a.example.org', false],
    ['openeo.github.io', false],
    ['dataspace.copernicus.eu', false],
    ['example', true],
    ['lan', true],
    ['internal.corp', false],
    ['svc.cluster.local', false]
  ]
  for (const [domain, expected] of cases) t.equal(isPublicSuffix(domain), expected, domain)
})
