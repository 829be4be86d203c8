import t from 'tap'
import { EDITOR, sendBytes } from '../server.js'
import { startReplica } from './example.js'
import { startNginx } from './process.js'
import { API } from './requests.js'

t.test('O2: every replica gives a preflight the same answer, byte for byte', async (t) => {
  const replicas = [await startReplica(t), await startReplica(t)]
  const port = await startNginx(t, replicas, `location / {
    proxy_pass http://openeo;
    add_header X-Replica $upstream_addr always;
  }`)
  const cases: Array<[description: string, path: string, origin: string]> = [
    ['a path with several methods', `${API}/jobs/j-1`, EDITOR],
    ['another content type', `${API}/files/a/b.tif`, EDITOR],
    ['a path that does not exist', '/nowhere', EDITOR],
    ['an origin that is none', `${API}/jobs`, 'nonsense']
  ]
  for (const [description, path, origin] of cases) {
    const answers = new Map<string | undefined, string>()
    for (let i = 0; i < replicas.length; i++) {
      const answer = await sendBytes(port, `OPTIONS ${path} HTTP/1.1\r\nHost: localhost\r\nOrigin: ${origin}\r\n` +
        'Access-Control-Request-Method: GET\r\nConnection: close\r\n\r\n')
      const replica = /^X-Replica: .*:(\d+)\r$/m.exec(answer)?.[1]
      answers.set(replica, answer.replace(/^(Date|X-Replica): .*\r\n/gm, ''))
    }
    const [first, second] = replicas.map((replica) => answers.get(String(replica)))
    t.match(first, /^HTTP\/1\.1 204 No Content\r\n[^]*^Allow: OPTIONS/mi, description)
    t.equal(second, first, 'and the same from the other')
  }
})
