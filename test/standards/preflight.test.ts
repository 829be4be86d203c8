import t from 'tap'
import { isPreflight } from '../../lib/standards/preflight.js'
import { EDITOR as origin } from '../server.js'

t.test('O8: a preflight is OPTIONS with Origin and Access-Control-Request-Method', async (t) => {
  const cases: Array<[description: string, method: string | undefined, headers: Record<string, string>, expected: boolean]> = [
    ['both headers', 'OPTIONS', { origin, 'access-control-request-method': 'POST' }, true],
    ['a content type as well', 'OPTIONS', { origin, 'access-control-request-method': 'POST', 'content-type': 'a/b' }, true],
    ['an origin that is not allowed', 'OPTIONS', { origin: 'null', 'access-control-request-method': 'POST' }, true],
    ['an empty origin', 'OPTIONS', { origin: '', 'access-control-request-method': 'POST' }, true],
    ['an empty method', 'OPTIONS', { origin, 'access-control-request-method': '' }, true],
    ['an unknown method', 'OPTIONS', { origin, 'access-control-request-method': 'YELL' }, true],
    ['no method asked for', 'OPTIONS', { origin }, false],
    ['only headers asked for', 'OPTIONS', { origin, 'access-control-request-headers': 'authorization' }, false],
    ['no origin', 'OPTIONS', { 'access-control-request-method': 'POST' }, false],
    ['no headers', 'OPTIONS', {}, false],
    ['GET', 'GET', { origin, 'access-control-request-method': 'POST' }, false],
    ['POST', 'POST', { origin, 'access-control-request-method': 'POST' }, false],
    ['options in lower case, which is another method', 'options', { origin, 'access-control-request-method': 'POST' }, false],
    ['no method', undefined, { origin, 'access-control-request-method': 'POST' }, false]
  ]
  for (const [description, method, headers, expected] of cases) t.equal(isPreflight({ method, headers }), expected, description)
})

t.test('O12: the list of headers asked for is not read', async (t) => {
  const headers = {
    origin,
    'access-control-request-method': 'POST',
    get 'access-control-request-headers' (): string { throw new Error('was read') }
  }
  t.equal(isPreflight({ method: 'OPTIONS', headers }), true)
})
