import t from 'tap'
import { checkBackend } from '../../lib/check/index.js'
import { EDITOR, listen } from '../server.js'
import { build } from './example.js'
import { include, startNginx } from './process.js'
import { PARTS } from './recipe-parts.js'
import { API } from './requests.js'

const CACHE = 'proxy_cache_path cache keys_zone=openeo:1m;'
// Only the editor, as the back-end's own list has it.
const ORIGIN = `map $http_origin $editor { "${EDITOR}" $http_origin; }`
// What nginx answers to a malformed URL, before it reads any header.
const ALWAYS = 'malformed-url-unreadable'

const CONFIGURATIONS: ReadonlyArray<readonly [about: string, causes: readonly string[], location: string, http?: string, server?: string]> = [
  ['it hands on', [], ''],
  ['with the recipe for its own errors', [], PARTS.preflights, PARTS.originsList + PARTS.headers, PARTS.errors],
  ['a cache that heeds Vary', [], include('cache'), CACHE],
  ['OPTIONS answered by nginx', ['allow-origin-missing-on-preflight', 'plain-options'], 'if ($request_method = OPTIONS) { return 204; }'],
  ['OPTIONS answered by nginx, with a list of methods that is too short', ['header-not-listed', 'method-not-listed', 'options-content-type', 'not-exposed', 'max-age-missing'], `if ($request_method = OPTIONS) {
    add_header Access-Control-Allow-Origin $editor;
    add_header Access-Control-Allow-Methods "GET, POST";
    add_header Access-Control-Allow-Headers Authorization;
    return 204;
  }`, ORIGIN],
  ['OPTIONS refused by nginx', ['preflight-status', 'plain-options'], 'if ($request_method = OPTIONS) { return 405; }'],
  ['OPTIONS redirected by nginx', ['preflight-redirected', 'plain-options'], 'if ($request_method = OPTIONS) { return 301 /elsewhere; }'],
  ['headers doubled', ['allow-origin-several'], 'add_header Access-Control-Allow-Origin $editor always;', ORIGIN],
  ['errors without headers, as add_header lacks always', ['allow-origin-missing-on-error'],
    'proxy_hide_header Access-Control-Allow-Origin; add_header Access-Control-Allow-Origin $editor;', ORIGIN],
  ['errors without headers, as nginx writes its own', ['allow-origin-missing-on-error'], 'proxy_intercept_errors on;', '', `
    error_page 400 401 403 404 @own;
    location @own { return 404 gone; }`],
  ['a cache that ignores Vary', ['cache-ignores-vary'], `${include('cache')} proxy_ignore_headers Vary;`, CACHE],
  ['no Vary', ['vary-missing'], 'proxy_hide_header Vary;'],
  ['every Origin allowed by nginx', ['echo-with-credentials', 'nonsense-reflected'],
    `
      proxy_hide_header Access-Control-Allow-Origin; proxy_hide_header Access-Control-Allow-Credentials;
      add_header Access-Control-Allow-Origin $http_origin always; add_header Access-Control-Allow-Credentials true always;`],
  ['no headers that pages read', ['identifier-not-exposed'], 'proxy_hide_header Access-Control-Expose-Headers;'],
  ['a slash added by a redirect', ['preflight-redirected', 'allow-origin-missing-on-redirect'], 'rewrite ^(.*/(?:me|jobs))$ $1/ permanent;']
]

t.test('the check finds what nginx makes of a back-end that is in order', async (t) => {
  const replica = await listen(t, await build({ corsOptions: { auth: true, origin: [EDITOR], maxAge: 600 } }))
  for (const [about, causes, location, http, server = ''] of CONFIGURATIONS) {
    await t.test(about, async (t) => {
      const port = await startNginx(t, [replica], `${server} location / { ${location} proxy_pass http://openeo; }`, http)
      const { findings } = await checkBackend(`http://127.0.0.1:${port}${API}`)
      t.strictSame([...new Set(findings.map(({ cause }) => cause))].sort(), [...causes, ALWAYS].sort())
    })
  }
})
