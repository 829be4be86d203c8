import { METHODS } from 'node:http'
import fc from 'fast-check'
import t from 'tap'
import { orderMethods } from '../../lib/standards/methods.js'
import { holds } from '../random.js'

const OPENEO = 'OPTIONS, GET, HEAD, POST, PATCH, PUT, DELETE'

t.test("O3: methods are in the order of openEO's documents, others after them by name", async (t) => {
  const cases: Array<[description: string, methods: string[], expected: string]> = [
    ['none', [], 'OPTIONS'],
    ['OPTIONS alone', ['OPTIONS'], 'OPTIONS'],
    ['one', ['GET'], 'OPTIONS, GET'],
    ['openEO\'s, in reverse', ['DELETE', 'PUT', 'PATCH', 'POST', 'HEAD', 'GET', 'OPTIONS'], OPENEO],
    ['openEO\'s, by name', ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'], OPENEO],
    ['some', ['DELETE', 'POST', 'GET'], 'OPTIONS, GET, POST, DELETE'],
    ['others', ['TRACE', 'PROPFIND', 'LOCK'], 'OPTIONS, LOCK, PROPFIND, TRACE'],
    ['others between', ['TRACE', 'DELETE', 'COPY', 'GET'], 'OPTIONS, GET, DELETE, COPY, TRACE'],
    ['twice', ['GET', 'HEAD', 'GET', 'OPTIONS', 'OPTIONS', 'COPY', 'COPY'], 'OPTIONS, GET, HEAD, COPY']
  ]
  for (const [description, methods, expected] of cases) t.equal(orderMethods(methods).join(', '), expected, description)
})

t.test('O3: the order does not depend on the order of declaration', async (t) => {
  const shuffled = fc.subarray(METHODS).chain((methods) =>
    fc.tuple(...[methods, methods].map((all) => fc.shuffledSubarray(all, { minLength: all.length }))))
  await holds(fc.property(shuffled, ([methods = [], others = []]) => {
    const ordered = orderMethods(methods)
    return ordered.join() === orderMethods(others).join() && ordered[0] === 'OPTIONS' &&
      new Set(ordered).size === ordered.length && methods.every((method) => ordered.includes(method)) &&
      ordered.every((method) => method === 'OPTIONS' || methods.includes(method))
  }))
  t.pass('of any methods')
})
