import t from 'tap'
import { EDITOR, listen, send } from '../server.js'
import { build } from './example.js'
import { startNginx } from './process.js'
import { API, preflight } from './requests.js'

const PATHS: Array<[path: string, methods: string]> = [
  ['', 'OPTIONS, GET, HEAD'],
  ['/', 'OPTIONS, GET, HEAD'],
  ['/jobs', 'OPTIONS, GET, HEAD, POST'],
  ['/jobs/j-1?path=/jobs', 'OPTIONS, GET, HEAD, PATCH, DELETE'],
  ['/jobs/j%201/results', 'OPTIONS, GET, HEAD, POST, DELETE'],
  ['/files/a/b%2Fc.tif', 'OPTIONS, GET, HEAD, PUT, DELETE'],
  ['/nowhere', 'OPTIONS']
]

t.test('O3: the methods are right whatever prefix the proxy takes away or adds', async (t) => {
  const replica = await listen(t, await build())
  const proxies: Array<[description: string, prefix: string, server: string]> = [
    ['none', API, 'location / { proxy_pass http://openeo; }'],
    ['taken away', `/openeo${API}`, 'location /openeo/ { proxy_pass http://openeo/; }'],
    ['added', '', `location / { proxy_pass http://openeo${API}/; }`],
    // Without the second location, nginx would redirect from there to the path with a slash, without CORS headers.
    ['replaced', '/openeo', `
      location /openeo/ { proxy_pass http://openeo${API}/; }
      location = /openeo { proxy_pass http://openeo${API}; }`]
  ]
  for (const [description, prefix, server] of proxies) {
    t.test(`O3: ${description}`, async (t) => {
      const port = await startNginx(t, [replica], server)
      for (const [path, methods] of PATHS) {
        const { status, headers } = await send(port, preflight(prefix + path, EDITOR))
        t.equal(status, 204, `${prefix}${path}`)
        t.match(headers, { 'access-control-allow-methods': methods, allow: methods }, `has ${methods}`)
      }
    })
  }
})
