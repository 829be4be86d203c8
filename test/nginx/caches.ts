import t from 'tap'
import { EDITOR, listen, send } from '../server.js'
import { build } from './example.js'
import { include, startNginx } from './process.js'
import { allowOrigins, API, from } from './requests.js'

t.test('V4: a cache keeps the answers to different origins apart', async (t) => {
  const corsOptions = { auth: true, origin: [EDITOR, 'https://*.example.org'] }
  const replica = await listen(t, await build({ corsOptions }))
  const port = await startNginx(t, [replica], `location / {
    ${include('cache')}
    proxy_pass http://openeo;
    add_header X-Cache $upstream_cache_status always;
  }`, 'proxy_cache_path cache keys_zone=openeo:1m;')

  const get = async (path: string, headers: Record<string, string>) => {
    const answer = await send(port, { path: API + path, headers })
    const { 'x-cache': cache, vary } = answer.headers
    return { status: answer.status, cache, vary, allowOrigins: allowOrigins(answer) }
  }
  const allowed = [EDITOR, 'https://viewer.example.org']
  const denied = ['https://example.org', 'https://editor.openeo.example']
  const orders: Array<[path: string, origins: Array<string | undefined>]> = [
    ['/collections', [...allowed, ...denied, undefined]],
    ['/processes', [...denied, ...allowed, undefined]],
    ['/conformance', [undefined, ...denied, ...allowed]]
  ]
  for (const [path, origins] of orders) {
    for (const cache of ['MISS', 'HIT', 'HIT']) {
      for (const origin of origins) {
        t.strictSame(await get(path, from(origin)), {
          status: 200, cache, vary: 'Origin', allowOrigins: allowed.filter((entry) => entry === origin)
        }, `${path} for ${origin}: ${cache}`)
      }
    }
  }

  const authorization = `Basic ${Buffer.from('user:password').toString('base64')}`
  for (const origin of [...allowed, ...allowed]) {
    t.strictSame(await get('/credentials/basic', { origin, authorization }), {
      status: 200, cache: 'BYPASS', vary: 'Origin', allowOrigins: [origin]
    }, `a user's answer is not kept: ${origin}`)
  }
})
