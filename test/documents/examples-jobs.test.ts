import t from 'tap'
import { colorsOf, processOf, runJob, startSession, type Session } from './example.js'

async function logOf ({ send }: Session, path: string): Promise<string[]> {
  return (await send(`${path}/logs`)).json<{ logs: Array<{ message: string }> }>().logs.map(({ message }) => message)
}

t.test('Recipe: a job of the example goes through its states, and has a result that everybody can open who has the link', async (t) => {
  const session = await startSession(t)
  const { app, send } = session
  const { path, status } = await runJob(session, processOf('PNG'), 'Green')
  t.equal(status, 'finished')
  t.strictSame(await logOf(session, path), ['Created.', 'Queued.', 'Started.', 'Loaded the scene.', 'Computed the result.', 'Finished.'])

  const results = (await send(`${path}/results`)).json<{ links: Array<{ rel: string, href: string }>, assets: Record<string, { href: string }> }>()
  const canonical = String(results.links.find(({ rel }) => rel === 'canonical')?.href)
  const shared = (await app.inject(canonical)).json()
  t.strictSame({ ...shared, links: [] }, { ...results, links: [] }, 'without a token, the same document')
  const asset = await app.inject(String(results.assets['result.png']?.href))
  t.match(asset.headers, { 'content-type': 'image/png', 'content-disposition': 'attachment; filename=result.png' })
  t.equal(colorsOf(asset.rawPayload).width, 256)

  await send(path, { method: 'DELETE' })
  for (const url of [canonical, String(results.assets['result.png']?.href)]) {
    t.equal((await app.inject(url)).statusCode, 404, 'gone with the job')
  }
})

t.test('Recipe: a result of the example is read in parts', async (t) => {
  const session = await startSession(t)
  const { path } = await runJob(session, processOf())
  const { assets } = (await session.send(`${path}/results`)).json<{ assets: Record<string, { href: string }> }>()
  const url = String(assets['result.tif']?.href)
  const { rawPayload: whole, headers } = await session.app.inject(url)
  t.equal(headers['accept-ranges'], 'bytes')
  for (const [range, status, expected, contentRange] of [
    ['bytes=0-3', 206, whole.subarray(0, 4), `bytes 0-3/${whole.length}`],
    ['bytes=-4', 206, whole.subarray(-4), `bytes ${whole.length - 4}-${whole.length - 1}/${whole.length}`],
    [`bytes=${whole.length}-`, 416, Buffer.alloc(0), `bytes */${whole.length}`],
    ['bytes=0-3,8-9', 200, whole, undefined],
    ['bytes=x', 200, whole, undefined],
    ['lines=0-3', 200, whole, undefined]
  ] as const) {
    const reply = await session.app.inject({ url, headers: { range } })
    t.equal(reply.statusCode, status, range)
    t.ok(reply.rawPayload.equals(expected), `${range}: these bytes`)
    t.equal(reply.headers['content-range'], contentRange, `${range}: Content-Range`)
  }
})

t.test('Recipe: a job of the example that is at work is not changed, and can be canceled and started again', async (t) => {
  const session = await startSession(t, { jobSeconds: 600 })
  const { send, post } = session
  const { headers } = await post('/jobs', { process: processOf() })
  const path = `/jobs/${String(headers['openeo-identifier'])}`
  const status = async () => (await send(path)).json<{ status: string }>().status

  t.equal((await send(`${path}/results`)).statusCode, 400, 'there are no results yet')
  for (let round = 0; round < 2; round++) {
    t.equal((await post(`${path}/results`)).statusCode, 202)
    t.equal(await status(), 'queued')
    t.equal((await send(path, { method: 'PATCH', payload: { title: 'Other' } })).statusCode, 400, 'it is locked')
    t.equal((await send(`${path}/results`, { method: 'DELETE' })).statusCode, 204)
    t.equal(await status(), 'created')
  }
  t.strictSame(await logOf(session, path), ['Created.', 'Queued.', 'Canceled.', 'Queued.', 'Canceled.'])
  await post(`${path}/results`)
  t.equal((await send(path, { method: 'DELETE' })).statusCode, 204)
  t.equal((await send(path)).statusCode, 404)
})

t.test('Recipe: a job of the example that is canceled stays so', async (t) => {
  const session = await startSession(t, { jobSeconds: 1 })
  const { send, post } = session
  const path = `/jobs/${String((await post('/jobs', { process: processOf() })).headers['openeo-identifier'])}`
  await post(`${path}/results`)
  await send(`${path}/results`, { method: 'DELETE' })
  t.equal((await runJob(session, processOf())).status, 'finished', 'another one, that was started later')
  t.strictSame(await logOf(session, path), ['Created.', 'Queued.', 'Canceled.'])
})

t.test('Recipe: a job of the example that cannot be computed says why', async (t) => {
  const session = await startSession(t)
  const { path, status } = await runJob(session, processOf('none'))
  t.equal(status, 'error')
  const { statusCode, body } = await session.send(`${path}/results`)
  t.match({ statusCode, body }, { statusCode: 424, body: /"level":"error","message":"Output format is not supported\."/ })
})

t.test('Recipe: a service of the example draws tiles for everybody', async (t) => {
  const { app, send, post } = await startSession(t)
  const { headers } = await post('/services', { process: processOf(), type: 'xyz' })
  const path = `/services/${String(headers['openeo-identifier'])}`
  const { url } = (await send(path)).json<{ url: string }>()
  const tile = (z: number, x: number, y: number) => app.inject(url.replace('{z}', `${z}`).replace('{x}', `${x}`).replace('{y}', `${y}`))

  const reply = await tile(5, 16, 15)
  t.equal(reply.headers['content-type'], 'image/png')
  t.match(colorsOf(reply.rawPayload), { width: 256, height: 256 })
  t.ok(colorsOf(reply.rawPayload).colors.size > 100, 'the scene')
  t.equal(colorsOf((await tile(5, 0, 0)).rawPayload).transparent, 256 * 256, 'elsewhere it is transparent')
  t.equal((await tile(99, 0, 0)).statusCode, 400)
  await send(path, { method: 'PATCH', payload: { enabled: false } })
  t.equal((await tile(5, 16, 15)).statusCode, 404, 'switched off')
  await send(path, { method: 'DELETE' })
  t.equal((await tile(5, 16, 15)).statusCode, 404, 'deleted')
})
