import { Kind, Type, TypeGuard } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { Ajv } from 'ajv'
import t from 'tap'
import * as typebox from 'typebox'
import * as value from 'typebox/value'
import { OptionsSchema } from '../../lib/index.js'
import { checkOptions } from '../../lib/options/check.js'
import { OPTIONS } from './option-names.js'

t.test('C1: the schema of the options is a TypeBox schema', async (t) => {
  t.ok(TypeGuard.IsObject(OptionsSchema), 'of an object')
  t.equal(OptionsSchema[Kind], 'Object')
  t.strictSame(Object.keys(OptionsSchema.properties).toSorted(), OPTIONS.toSorted(), 'with every option')
  t.equal(OptionsSchema.required, undefined, 'none of which is required')
  t.equal(OptionsSchema.additionalProperties, false, 'and no other')
  for (const [name, schema] of Object.entries(OptionsSchema.properties)) {
    t.ok(TypeGuard.IsSchema(schema), `${name}: a TypeBox schema too`)
    t.ok(TypeGuard.IsOptional(schema), `${name}: optional`)
    t.type(schema.description, 'string', `${name}: described`)
  }
})

t.test('C1: the schema can be written as JSON', async (t) => {
  const { type, properties, additionalProperties } = JSON.parse(JSON.stringify(OptionsSchema))
  t.equal(type, 'object')
  t.equal(additionalProperties, false)
  t.strictSame(Object.keys(properties).toSorted(), OPTIONS.toSorted())
  for (const name of ['auth', 'credentials', 'rangeRequests', 'hideOptionsRoute']) t.equal(properties[name].type, 'boolean', name)
  t.match(properties.maxAge, { type: 'integer', minimum: 0, maximum: 86400 }, 'maxAge')
  for (const name of ['allowedHeaders', 'exposedHeaders']) {
    t.strictSame(properties[name].anyOf, [
      { type: 'array', items: { type: 'string' } }, { type: 'string', const: 'all' }
    ], name)
  }
  t.match(properties.origin.anyOf, [
    { type: 'boolean', const: true },
    { type: 'string' },
    { type: 'array', items: { type: 'string' }, minItems: 1 },
    { not: { anyOf: [{ type: 'boolean' }, { type: 'null' }, { type: 'number' }, { type: 'string' }, { type: 'array' }, { type: 'object' }] } }
  ], 'origin')
  t.equal(properties.logLevel.type, 'string', 'logLevel')
})

const CASES: Array<[options: unknown, right: boolean]> = [
  [{}, true],
  [{ auth: true, origin: true, credentials: false, rangeRequests: true, hideOptionsRoute: false, logLevel: 'warn' }, true],
  [{ origin: '*' }, true],
  [{ origin: ['https://example.org'] }, true],
  [{ allowedHeaders: ['X-A'], exposedHeaders: ['X-B'] }, true],
  [{ allowedHeaders: 'all', exposedHeaders: 'all' }, true],
  [{ maxAge: 0 }, true],
  [{ maxAge: 86400 }, true],
  [{ atuh: true }, false],
  [{ auth: 1 }, false],
  [{ origin: false }, false],
  [{ origin: null }, false],
  [{ origin: 1 }, false],
  [{ origin: {} }, false],
  [{ origin: [] }, false],
  [{ origin: [true] }, false],
  [{ credentials: 'include' }, false],
  [{ allowedHeaders: 'X-A' }, false],
  [{ exposedHeaders: 'X-A' }, false],
  [{ exposedHeaders: [1] }, false],
  [{ rangeRequests: null }, false],
  [{ maxAge: -1 }, false],
  [{ maxAge: 86401 }, false],
  [{ maxAge: 0.5 }, false],
  [{ hideOptionsRoute: 'yes' }, false],
  [{ logLevel: 30 }, false],
  ['auth', false],
  [null, false]
]
// Values that code can pass, but that a configuration file cannot hold.
const OF_CODE: typeof CASES = [
  [{ origin: () => true }, true],
  [{ origin: /a/ }, false],
  [{ origin: [() => true] }, false]
]

t.test('C1: what the schema refuses is refused at registration, and the rest is not', async (t) => {
  for (const [options, right] of [...CASES, ...OF_CODE]) {
    const description = JSON.stringify(options)
    if (right) t.strictSame(checkOptions(options), options, description)
    else t.throws(() => checkOptions(options), { code: 'FST_OPENEO_CORS_INVALID_OPTIONS' }, description)
  }
})

t.test("C7: the schema can be part of an application's own, whatever checks that", async (t) => {
  const wholes = {
    '@sinclair/typebox': Type.Object({ port: Type.Integer(), cors: OptionsSchema }),
    typebox: typebox.Object({ port: typebox.Integer(), cors: OptionsSchema }),
    'JSON Schema': { type: 'object', properties: { port: { type: 'integer' }, cors: OptionsSchema }, additionalProperties: false }
  }
  const strict = new Ajv({ strict: true, allErrors: true }).compile(wholes['JSON Schema'])
  const asText = new Ajv({ strict: true }).compile(JSON.parse(JSON.stringify(wholes['JSON Schema'])))
  const checks: Array<[name: string, check: (configuration: unknown) => boolean]> = [
    ['@sinclair/typebox 0.34', (configuration) => Value.Check(wholes['@sinclair/typebox'], configuration)],
    ['typebox 1.x', (configuration) => value.Check(wholes.typebox, configuration)],
    ['Ajv in strict mode', strict],
    ['Ajv, from JSON', asText]
  ]
  for (const [name, check] of checks) {
    for (const [cors, right] of [...CASES, ...OF_CODE]) t.equal(check({ port: 80, cors }), right, `${name}: ${JSON.stringify(cors)}`)
  }
})
