import t from 'tap'
import { successContentType } from '../../lib/standards/content-type.js'

const JSON_TYPE = 'application/json'
const GEOJSON = 'application/geo+json'
const OPENAPI = 'application/vnd.oai.openapi+json;version=3.0'

/** A response whose content is of these types. */
function of (...types: string[]): object {
  return { content: Object.fromEntries(types.map((type) => [type, { schema: { type: 'object' } }])) }
}

t.test('O6: the content type is the first that the schema has for a 2xx status', async (t) => {
  const cases: Array<[description: string, response: unknown, expected: string]> = [
    ['200', { 200: of(GEOJSON) }, GEOJSON],
    ['201', { 201: of(GEOJSON) }, GEOJSON],
    ['299', { 299: of(GEOJSON) }, GEOJSON],
    ['2xx', { '2xx': of(GEOJSON) }, GEOJSON],
    ['2XX', { '2XX': of(GEOJSON) }, GEOJSON],
    ['several types', { 200: of('image/tiff', GEOJSON) }, 'image/tiff'],
    ['several statuses', { 202: of('text/plain'), 200: of(GEOJSON) }, GEOJSON],
    ['an error in front', { 199: of('text/plain'), '2xx': of(GEOJSON), 404: of('text/html') }, GEOJSON],
    ['a status without content in front', { 200: { type: 'object' }, 201: of(GEOJSON) }, GEOJSON],
    ['a status with empty content in front', { 200: of(), 201: of(GEOJSON) }, GEOJSON],
    ['a parameter', { 200: of('application/json; charset=utf-8') }, 'application/json; charset=utf-8'],
    ['parameters', { 200: of('image/tiff;application=geotiff;profile=cloud-optimized') },
      'image/tiff;application=geotiff;profile=cloud-optimized'],
    ['a vendor\'s type', { 200: of(OPENAPI) }, OPENAPI]
  ]
  for (const [description, response, expected] of cases) t.equal(successContentType({ response }), expected, description)
})

t.test('O6: keys of a schema that are not media types are skipped', async (t) => {
  const names = [
    '*/*', 'image/*', 'image/*;q=0.5', '*', '', 'json', '/json', 'application/', 'application/json/xml', 'application/ json',
    ' application/json', 'text/plain, text/html', 'text/plain\n', 'text/plain\r\nX-Evil: 1', 'text/plain;\r\nX-Evil: 1',
    'text/plain; a=\0', 'text/plain; a=ä'
  ]
  for (const name of names) {
    t.equal(successContentType({ response: { 200: of(name) } }), JSON_TYPE, JSON.stringify(name))
    t.equal(successContentType({ response: { 200: of(name, GEOJSON) } }), GEOJSON, `${JSON.stringify(name)} in front of another`)
  }
})

t.test('O6: without a media type in the schema the content type is application/json', async (t) => {
  const cases: Array<[description: string, schema: unknown]> = [
    ['no schema', undefined],
    ['null', null],
    ['a schema that is a string', 'schema'],
    ['a schema that is a function', () => ({})],
    ['no response', { body: { type: 'object' } }],
    ['a response that is null', { response: null }],
    ['a response that is a string', { response: '200' }],
    ['a list of responses', { response: [of(GEOJSON)] }],
    ['a status that is null', { response: { 200: null } }],
    ['a status that is a string', { response: { 200: GEOJSON } }],
    ['a reference', { response: { 200: { $ref: 'job#' } } }],
    ['content that is null', { response: { 200: { content: null } } }],
    ['content that is a list', { response: { 200: { content: [GEOJSON] } } }],
    ['a plain schema', { response: { 200: { type: 'object', properties: { content: { type: 'string' } } } } }],
    ['errors only', { response: { 404: of(GEOJSON), '4xx': of(GEOJSON), default: of(GEOJSON) } }],
    ['a status that is too short', { response: { 20: of(GEOJSON) } }],
    ['a status that is too long', { response: { 2000: of(GEOJSON), 1200: of(GEOJSON), '2xx ': of(GEOJSON) } }],
    ['a status of another kind', { response: { '2x0': of(GEOJSON), '20x': of(GEOJSON), '2**': of(GEOJSON) } }]
  ]
  for (const [description, schema] of cases) t.equal(successContentType(schema), JSON_TYPE, description)
})
