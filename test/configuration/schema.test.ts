import { Kind, TypeGuard } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import { OptionsSchema } from '../../lib/index.js'
import { checkOptions } from '../../lib/options/schema.js'

const NAMES = [
  'auth', 'origin', 'credentials', 'allowedHeaders', 'exposedHeaders', 'rangeRequests', 'maxAge', 'hideOptionsRoute', 'logLevel'
]

t.test('C1: the schema of the options is a TypeBox schema', async (t) => {
  t.ok(TypeGuard.IsObject(OptionsSchema), 'of an object')
  t.equal(OptionsSchema[Kind], 'Object')
  t.strictSame(Object.keys(OptionsSchema.properties).toSorted(), NAMES.toSorted(), 'with every option')
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
  t.strictSame(Object.keys(properties).toSorted(), NAMES.toSorted())
  for (const name of ['auth', 'credentials', 'rangeRequests', 'hideOptionsRoute']) t.equal(properties[name].type, 'boolean', name)
  t.match(properties.maxAge, { type: 'integer', minimum: 0, maximum: 86400 }, 'maxAge')
  t.match(properties.allowedHeaders, { type: 'array', items: { type: 'string' } }, 'allowedHeaders')
  t.strictSame(properties.exposedHeaders.anyOf, [
    { type: 'array', items: { type: 'string' } }, { type: 'string', const: 'all' }
  ], 'exposedHeaders')
  t.match(properties.origin.anyOf, [
    { type: 'boolean', const: true },
    { type: 'string' },
    { type: 'array', items: { type: 'string' }, minItems: 1 },
    { type: 'Function' }
  ], 'origin')
  t.equal(properties.logLevel.type, 'string', 'logLevel')
})

t.test('C1: what the schema refuses is refused at registration', async (t) => {
  const cases: Array<[options: unknown, right: boolean]> = [
    [{}, true],
    [{ auth: true, origin: true, credentials: false, rangeRequests: true, hideOptionsRoute: false, logLevel: 'warn' }, true],
    [{ origin: '*' }, true],
    [{ origin: ['https://example.org'] }, true],
    [{ origin: () => true }, true],
    [{ allowedHeaders: ['X-A'], exposedHeaders: ['X-B'] }, true],
    [{ exposedHeaders: 'all' }, true],
    [{ maxAge: 0 }, true],
    [{ maxAge: 86400 }, true],
    [{ atuh: true }, false],
    [{ auth: 1 }, false],
    [{ origin: false }, false],
    [{ origin: [] }, false],
    [{ origin: /a/ }, false],
    [{ origin: [() => true] }, false],
    [{ credentials: 'include' }, false],
    [{ allowedHeaders: 'all' }, false],
    [{ exposedHeaders: 'X-A' }, false],
    [{ exposedHeaders: [1] }, false],
    [{ rangeRequests: null }, false],
    [{ maxAge: -1 }, false],
    [{ maxAge: 86401 }, false],
    [{ maxAge: 0.5 }, false],
    [{ hideOptionsRoute: 'yes' }, false],
    [{ logLevel: 30 }, false]
  ]
  for (const [options, right] of cases) {
    const description = JSON.stringify(options)
    t.equal(Value.Check(OptionsSchema, options), right, `${description}: schema`)
    if (right) t.equal(checkOptions(options), options, `${description}: registration`)
    else t.throws(() => checkOptions(options), { code: 'FST_OPENEO_CORS_INVALID_OPTIONS' }, `${description}: registration`)
  }
})
