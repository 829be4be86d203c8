import type { Example } from './example.js'

/** Something that the Web Editor does, by the requests that it sends for it. */
export interface EditorStep {
  readonly name: string
  /** How long jobs take, in seconds. */
  readonly jobSeconds?: number
  /** Runs in the page, as somebody who has logged in, with one job and a file. */
  readonly run: (example: Example) => Promise<unknown>
  /** What the page gets with the plugin. Without the plugin it gets nothing. */
  readonly gets: unknown
}

export const EDITOR_STEPS: readonly EditorStep[] = [
  {
    name: 'finds the API by the URL of the server, and reads what it offers',
    run: async ({ root }) => {
      const connection = await OpenEO.connect(root)
      const { collections } = await connection.listCollections()
      const { processes } = await connection.listProcesses()
      const formats = (await connection.listFileTypes()).getOutputTypes()
      const runtimes = await connection.listUdfRuntimes()
      const types = await connection.listServiceTypes()
      return [
        connection.capabilities().apiVersion(), collections.map(({ id }) => id), processes.map(({ id }) => id),
        Object.keys(formats), Object.keys(runtimes), Object.keys(types)
      ]
    },
    gets: ['1.3.0', ['demo'], ['load_collection', 'ndvi', 'save_result'], ['GTIFF', 'PNG'], ['Python'], ['XYZ']]
  },
  {
    name: 'logs in, and sends the token as openEO 1.3 has it',
    run: async ({ root }) => {
      const connection = await OpenEO.connect(root)
      await connection.authenticateBasic('user', 'password')
      const { name } = await connection.describeAccount()
      return [name, connection.getAuthProvider()?.getToken()?.startsWith('basic//')]
    },
    gets: ['user', false]
  },
  {
    name: 'tells wrong credentials from a server that does not answer',
    run: async ({ api }) => page.errorOf(new Connection(api).authenticateBasic('wrong', 'wrong')),
    gets: [403, 'CredentialsInvalid', 'Credentials are not correct.', 'string']
  },
  {
    name: 'creates a job',
    run: async (example) => {
      const job = await page.clientOf(example).createJob(page.processOf(), 'Created')
      return [job.title, job.status, job.id !== example.job]
    },
    gets: ['Created', 'created', true]
  },
  {
    name: 'validates a process',
    run: async (example) => {
      const errors = await page.clientOf(example).validateProcess({ process_graph: {} })
      return errors.map(({ code }: { code: string }) => code)
    },
    gets: ['ProcessGraphInvalid']
  },
  {
    name: 'estimates a job',
    run: async (example) => (await page.jobOf(example).estimateJob()).duration,
    gets: 'PT1S'
  },
  {
    name: 'edits a job',
    run: async (example) => {
      const changes = { title: 'Edited' } as Parameters<ReturnType<typeof page.jobOf>['updateJob']>[0]
      return (await page.jobOf(example).updateJob(changes)).title
    },
    gets: 'Edited'
  },
  {
    name: 'starts a job, and follows its log to the end',
    run: async (example) => (await page.finish(example)).messages,
    gets: ['Created.', 'Queued.', 'Started.', 'Loaded the scene.', 'Computed the result.', 'Finished.']
  },
  {
    name: 'shows the results of a job on the map, and shares them',
    run: async (example) => {
      const { job } = await page.finish(example)
      const item = await job.getResultsAsStac()
      const assets: Record<string, { href: string }> = item.assets
      const links: Array<{ rel: string, href: string }> = item.links
      const shared = await fetch(String(links.find(({ rel }) => rel === 'canonical')?.href))
      // As the editor opens it: in parts, by the header Range.
      const image = await (await GeoTIFF.fromUrl(String(assets['result.tif']?.href))).getImage()
      const [band] = await image.readRasters()
      return [image.getBoundingBox(), (band as Float32Array).length, (await shared.json()).id === job.id]
    },
    gets: [[0, 0, 10, 10], 65536, true]
  },
  {
    name: 'cancels a job',
    jobSeconds: 600,
    run: async (example) => {
      const job = page.jobOf(example)
      const { status } = await job.startJob()
      return [status, (await job.stopJob()).status]
    },
    gets: ['queued', 'created']
  },
  {
    name: 'deletes a job',
    run: async (example) => {
      await page.jobOf(example).deleteJob()
      return (await page.clientOf(example).listJobs()).map(({ id }: { id: string }) => id)
    },
    gets: []
  },
  {
    name: 'shows a service on the map, edits it, reads its log and deletes it',
    run: async (example) => {
      const connection = page.clientOf(example)
      const service = await connection.createService(page.processOf(), 'xyz', 'Map')
      const tile = await page.loadTile(String(service.url))
      const changes = { title: 'Edited' } as Parameters<typeof service.updateService>[0]
      const { title } = await service.updateService(changes)
      const logs = await service.debugService().nextLogs()
      await service.deleteService()
      const left: unknown[] = await connection.listServices()
      return [tile, title, logs.map(({ message }) => message), left.length]
    },
    gets: [[256, 256, true], 'Edited', ['Created.'], 0]
  },
  {
    name: 'stores a process, changes it, runs it and deletes it',
    run: async (example) => {
      const connection = page.clientOf(example)
      const own = await connection.setUserProcess('own', page.processOf())
      await own.replaceUserProcess({ ...page.processOf(), description: 'Edited' } as unknown as Parameters<typeof own.replaceUserProcess>[0])
      const { description } = await own.describeUserProcess()
      const { data } = await connection.computeResult({ process_graph: { own: { process_id: 'own', arguments: {}, result: true } } })
      const listed: Array<{ id: string }> = await connection.listUserProcesses()
      await own.deleteUserProcess()
      const left: unknown[] = await connection.listUserProcesses()
      return [description, (data as Blob).size > 1000, listed.map(({ id }) => id), left.length]
    },
    gets: ['Edited', true, ['own'], 0]
  },
  {
    name: 'uploads a file with a name in any script, lists it, reads it and deletes it',
    run: async (example) => {
      const connection = page.clientOf(example)
      const path = 'Höhe/雪 ☃.txt'
      const file = await (await connection.getFile(path)).uploadFile(new File(['snow'], 'snow.txt'))
      const before: Array<{ path: string }> = await connection.listFiles()
      const content = await (await file.retrieveFile() as Blob).text()
      await file.deleteFile()
      const after: Array<{ path: string }> = await connection.listFiles()
      return [before.map(({ path }) => path), content, after.map(({ path }) => path)]
    },
    gets: [['there.txt', 'Höhe/雪 ☃.txt'], 'snow', ['there.txt']]
  },
  {
    name: 'computes a result at once, and finds its log by Link and its id in OpenEO-Identifier',
    run: async (example) => {
      const { data, type, logs } = await page.clientOf(example).computeResult(page.processOf())
      const reply = await page.post(example, '/result')
      return [
        (data as Blob).size > 1000, type, logs.map(({ message }) => message),
        reply.headers.get('OpenEO-Costs'), reply.headers.get('OpenEO-Identifier')?.length
      ]
    },
    gets: [true, 'image/tiff; application=geotiff', ['Computed.'], '0', 36]
  }
]
