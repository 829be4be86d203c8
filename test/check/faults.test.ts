import t from 'tap'
import { checkBackend } from '../../lib/check/index.js'
import { EDITOR, set, startBackend, TOKEN, type Backend } from './backend.js'
import { backendOf, FAULTS } from './faults.js'

const HEALTHY: ReadonlyArray<readonly [about: string, backend: Backend]> = [
  ['everybody, by *', { policy: '*' }],
  ['everybody, by an echo without credentials', { policy: 'echo' }],
  ['everybody, by an echo of null too', { policy: 'echo', fault: (reply, { origin }) => { if (origin === 'null') set(reply, 'Access-Control-Allow-Origin', origin) } }],
  ['a list, with credentials', { policy: [EDITOR] }],
  ['a list, with openEO 1.0.0', { policy: [EDITOR], version: '1.0.0' }]
]

for (const [about, backend] of HEALTHY) {
  t.test(`Check: nothing is found where nothing is wrong: ${about}`, async (t) => {
    const { url, asked } = await startBackend(t, backend)
    const result = await checkBackend(url, { token: TOKEN })
    t.strictSame(result.findings, [])
    t.equal(result.ok, true)
    t.strictSame([...new Set(Object.values(result.usable))], [true])
    t.equal(result.requests, asked.length, 'the number of requests is right')
    t.strictSame([...new Set(asked.map(({ method }) => method))].sort(), ['GET', 'OPTIONS'], 'only these methods are sent')
  })
}

t.test('Check: there are thirty faults and more, of different causes', async (t) => {
  t.ok(FAULTS.length >= 30)
  t.ok(new Set(FAULTS.map(({ cause }) => cause)).size >= 30)
})

for (const fault of FAULTS) {
  t.test(`Check: one fault is found, and nothing else: ${fault.about}`, async (t) => {
    const { url, asked } = await startBackend(t, backendOf(fault, EDITOR))
    const { findings, ok } = await checkBackend(url, { token: TOKEN })
    t.strictSame([...new Set(findings.map(({ cause }) => cause))], [fault.cause])
    t.equal(ok, findings.every(({ grade }) => grade === 'risk'), 'risks alone do not fail')
    t.notMatch(JSON.stringify(findings), /%"|"%|undefined/, 'the texts are filled')
    t.strictSame(asked.filter(({ method }) => !/^(?:GET|OPTIONS)$/.test(method)), [], 'nothing is changed')
  })
}
