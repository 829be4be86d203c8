import Fastify, { type FastifyRequest } from 'fastify'
import t from 'tap'
import type { OpeneoCorsOptions, OriginFunction } from '../../lib/options/schema.js'
import { resolvePolicy } from '../../lib/options/policy.js'
import { NOT_SHARED, type Verdict } from '../../lib/options/verdict.js'
import { Exchange } from '../../lib/exchange.js'
import { EDITOR } from '../server.js'

t.test('V3, V5, R4: the verdict is the value of Access-Control-Allow-Origin, or why there is none', async (t) => {
  const none = { allowOrigin: undefined, refusal: undefined }
  const cases: Array<[description: string, options: OpeneoCorsOptions, origin: string | undefined, verdict: object]> = [
    ['allowed', {}, EDITOR, { allowOrigin: EDITOR, refusal: undefined }],
    ['null', {}, 'null', { allowOrigin: 'null', refusal: undefined }],
    ['no Origin', {}, undefined, none],
    ['an empty Origin', {}, '', { allowOrigin: undefined, refusal: 'not a serialized origin' }],
    ['not in the list', { origin: EDITOR }, 'https://example.org', { allowOrigin: undefined, refusal: 'not in the list' }],
    ['the wildcard', { origin: '*' }, EDITOR, { allowOrigin: '*', refusal: undefined }],
    ['the wildcard without Origin', { origin: '*' }, undefined, { allowOrigin: '*', refusal: undefined }],
    ['the wildcard with a wrong Origin', { origin: '*' }, 'wrong', { allowOrigin: '*', refusal: undefined }]
  ]
  for (const [description, options, origin, verdict] of cases) {
    t.strictSame(resolvePolicy(options).judge(origin), verdict, description)
  }
  t.strictSame(NOT_SHARED, none)
})

/** What an exchange decides on a request. */
async function decide (options: OpeneoCorsOptions, request: FastifyRequest): Promise<Verdict> {
  const exchange = new Exchange(resolvePolicy(options))
  t.equal(exchange.verdict, NOT_SHARED, 'no, as long as nothing is decided')
  await exchange.decide(request)
  return exchange.verdict
}

/** A request with this Origin. */
async function requestFrom (origin: string | undefined): Promise<FastifyRequest> {
  const app = Fastify()
  const request = new Promise<FastifyRequest>((resolve) => app.get('/', async (request) => resolve(request)))
  await app.inject({ url: '/', headers: origin === undefined ? {} : { origin } })
  await app.close()
  return await request
}

t.test('V6: the function decides on serialized origins, and only true allows', async (t) => {
  const refusal = 'refused by the origin function'
  const cases: Array<[description: string, origin: string | undefined, answer: unknown, verdict: object, asked?: false]> = [
    ['true', EDITOR, true, { allowOrigin: EDITOR, refusal: undefined }],
    ['a promise of true', EDITOR, Promise.resolve(true), { allowOrigin: EDITOR, refusal: undefined }],
    ['null, true', 'null', true, { allowOrigin: 'null', refusal: undefined }],
    ['false', EDITOR, false, { allowOrigin: undefined, refusal }],
    ['a promise of false', EDITOR, Promise.resolve(false), { allowOrigin: undefined, refusal }],
    ['no Origin', undefined, true, NOT_SHARED, false],
    ['no serialized origin', `${EDITOR}/`, true, { allowOrigin: undefined, refusal: 'not a serialized origin' }, false]
  ]
  for (const [description, origin, answer, verdict, asked = true] of cases) {
    const request = await requestFrom(origin)
    const calls: unknown[][] = []
    const ask = ((...args) => {
      calls.push(args)
      return answer
    }) as OriginFunction
    t.strictSame(await decide({ origin: ask }, request), verdict, description)
    t.equal(calls.length, asked ? 1 : 0, `${description}: how often it is asked`)
    for (const call of calls) t.ok(call[0] === origin && call[1] === request, `${description}: what it is asked`)
  }
})

t.test('V6: a function that fails is an error with the cause', async (t) => {
  const cause = new Error('no database')
  const failing: Array<[description: string, ask: OriginFunction]> = [
    ['it throws', () => { throw cause }],
    ['it rejects', () => Promise.reject(cause)]
  ]
  for (const [description, ask] of failing) {
    await t.rejects(decide({ origin: ask }, await requestFrom(EDITOR)), {
      name: 'OpeneoCorsError',
      code: 'FST_OPENEO_CORS_ORIGIN_FUNCTION_FAILED',
      statusCode: 500,
      message: 'The origin function failed, expected true or false',
      cause
    }, description)
  }
})

t.test('V6: a function that returns anything but true or false is an error that says so', async (t) => {
  const answers: Array<[returned: unknown, what: string]> = [
    [undefined, 'a value of type undefined'], [null, 'null'], [1, 'a value of type number'], [EDITOR, 'a value of type string'],
    [/editor/, 'a value of type object'], [Promise.resolve('true'), 'a value of type string']
  ]
  for (const [returned, what] of answers) {
    await t.rejects(decide({ origin: (() => returned) as OriginFunction }, await requestFrom(EDITOR)), {
      code: 'FST_OPENEO_CORS_ORIGIN_FUNCTION_FAILED',
      message: `The origin function returned ${what}, expected true or false, or a promise of one`
    }, what)
  }
})
