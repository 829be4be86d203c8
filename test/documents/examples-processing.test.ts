import { fromArrayBuffer } from 'geotiff'
import t from 'tap'
import { colorsOf, processOf, startSession } from './example.js'

/** A process of one node beside what it saves. */
function one (id: string, args: object): object {
  const save = { process_id: 'save_result', arguments: { data: { from_node: 'one' } }, result: true }
  return { process_graph: { one: { process_id: id, arguments: args }, save } }
}

const BAD: ReadonlyArray<readonly [what: string, code: string, process: object]> = [
  ['no node', 'ProcessGraphInvalid', { process_graph: {} }],
  ['no result', 'ProcessGraphInvalid', { process_graph: { save: { process_id: 'save_result', arguments: {} } } }],
  ['two results', 'ProcessGraphInvalid', { process_graph: { a: { process_id: 'save_result', result: true }, b: { process_id: 'save_result', result: true } } }],
  ['an unknown process', 'ProcessUnsupported', one('constructor', {})],
  ['a node that is no object', 'RequestInvalid', { process_graph: { a: [] } }],
  ['the id of a process that is no text', 'RequestInvalid', { process_graph: { a: { process_id: { toString: 1 } } } }],
  ['a node that is not there', 'ProcessGraphInvalid', one('ndvi', { data: { from_node: 'constructor' } })],
  ['nodes in a circle', 'ProcessGraphComplexity', one('ndvi', { data: { from_node: 'one' } })],
  ['no data cube', 'ProcessParameterInvalid', one('ndvi', { data: { bbox: [], bands: { red: [1], nir: [1] } } })],
  ['a parameter that nobody gives', 'ProcessParameterInvalid', one('ndvi', { data: { from_parameter: 'constructor' } })],
  ['too few bands', 'ProcessParameterInvalid', {
    process_graph: {
      red: { process_id: 'load_collection', arguments: { bands: ['red'] } },
      ndvi: { process_id: 'ndvi', arguments: { data: { from_node: 'red' } }, result: true }
    }
  }],
  ...[[], 'red', ['blue'], [{ toString: 1 }], { find: 1 }].map((bands) =>
    [`bands ${JSON.stringify(bands)}`, 'ProcessParameterInvalid', processOf('GTiff', { bands })] as const),
  ...['', [], {}, { west: 20, south: 0, east: 30, north: 1 }, { west: { valueOf: 1 }, south: 0, east: 1, north: 1 }].map((extent) =>
    [`extent ${JSON.stringify(extent)}`, 'ProcessParameterInvalid', processOf('GTiff', { spatial_extent: extent })] as const),
  ['an unknown format', 'FormatUnsupported', processOf('constructor')],
  ['a format that is no text', 'FormatUnsupported', one('save_result', { format: { toString: 1 } })]
]

t.test('Recipe: the example refuses processes that it cannot run, and says why', async (t) => {
  const { send, post } = await startSession(t)
  for (const [what, code, process] of BAD) {
    const { statusCode, body } = await post('/result', { process })
    t.match({ statusCode, body }, { statusCode: 400, body: new RegExp(`"code":"${code}"`) }, what)
  }
  for (const [what, send] of Object.entries({
    job: (process: object) => post('/jobs', { process }),
    service: (process: object) => post('/services', { process, type: 'xyz' }),
    process: (process: object) => startSession(t).then(({ send }) => send('/process_graphs/p', { method: 'PUT', payload: process }))
  })) {
    t.equal((await send({ process_graph: { save: { process_id: 'save_result' } } })).statusCode, 400, `a ${what} without a result node`)
  }
  const { errors } = (await post('/validation', { process_graph: { a: { process_id: 'none' } } })).json<{ errors: Array<{ code: string }> }>()
  t.strictSame(errors.map(({ code }) => code), ['ProcessUnsupported', 'ProcessGraphInvalid'], 'validation names all that is wrong')
  t.equal((await send('/process_graphs/ndvi', { method: 'PUT', payload: processOf() })).statusCode, 400, 'what is predefined stays')
})

async function readGeoTiff (content: Buffer): Promise<{ bbox: number[], bands: number, values: number[] }> {
  const image = await (await fromArrayBuffer(new Uint8Array(content).buffer)).getImage()
  const rasters = await image.readRasters()
  return { bbox: image.getBoundingBox(), bands: image.getSamplesPerPixel(), values: Array.from(rasters[0] as Float32Array) }
}

t.test('Recipe: the example computes the vegetation of a scene', async (t) => {
  const { send, post } = await startSession(t)
  const tiff = await post('/result', { process: processOf('gtiff', { spatial_extent: { west: 2, south: 1, east: 4, north: 20 } }) })
  t.match(tiff.headers, {
    'content-type': 'image/tiff; application=geotiff',
    'content-disposition': 'attachment; filename=result.tif',
    'openeo-identifier': /^[\da-f-]{36}$/
  })
  const { bbox, bands, values } = await readGeoTiff(tiff.rawPayload)
  t.strictSame([bbox, bands], [[2, 1, 4, 10], 1], 'what is asked for, and is there')
  t.ok(values.every((value) => value >= -1 && value <= 1), 'an index')
  t.ok(values.some((value) => value < 0) && values.some((value) => value > 0.5), 'with water and plants')

  const image = colorsOf((await post('/result', { process: processOf('PNG') })).rawPayload)
  t.match(image, { width: 256, height: 256, transparent: 0 })
  t.ok(image.colors.size > 100, 'that can be looked at')

  const both = await readGeoTiff((await post('/result', { process: one('load_collection', {}) })).rawPayload)
  t.equal(both.bands, 2, 'without ndvi, both bands')

  await send('/process_graphs/green', {
    method: 'PUT',
    payload: {
      process_graph: { ndvi: { process_id: 'ndvi', arguments: { data: { from_parameter: 'data' } }, result: true } },
      parameters: [{ name: 'data', description: 'A cube.', schema: {} }]
    }
  })
  const own = { load: { process_id: 'load_collection' }, green: { process_id: 'green', arguments: { data: { from_node: 'load' } }, result: true } }
  t.equal((await readGeoTiff((await post('/result', { process: { process_graph: own } })).rawPayload)).bands, 1, 'a process of the user')

  const itself = { process_graph: { green: { process_id: 'green', result: true } } }
  t.equal((await send('/process_graphs/green', { method: 'PUT', payload: itself })).statusCode, 200)
  const { statusCode, body } = await post('/result', { process: itself })
  t.match({ statusCode, body }, { statusCode: 400, body: /ProcessGraphComplexity/ }, 'one that calls itself comes to an end')
})
