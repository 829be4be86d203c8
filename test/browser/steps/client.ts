import type { Step } from './step.js'

/** What an editor does all day, with the openEO client. */
export const CLIENT_STEPS: readonly Step[] = [
  {
    name: 'R1: the client finds the API by version discovery',
    run: async ({ root }) => {
      const connection = await OpenEO.connect(root)
      return [connection.getBaseUrl() === `${root}/api/v1`, connection.capabilities()?.title()]
    },
    gets: [true, 'openEO example'],
    reaching: ['GET /.well-known/openeo 200', 'GET / 200'],
    // The client tries the root itself if it cannot read the versions.
    reachingWithout: ['GET /.well-known/openeo 200', 'GET / 404']
  },
  {
    name: 'O8: the client logs in with name and password',
    run: async ({ api }) => {
      const connection = new Connection(api)
      await connection.authenticateBasic('user', 'password')
      return connection.isAuthenticated()
    },
    gets: true,
    reaching: ['OPTIONS /credentials/basic 204', 'GET /credentials/basic 200'],
    reachingWithout: ['OPTIONS /credentials/basic 404']
  },
  {
    name: 'R1: the client lists collections',
    run: async ({ api }) => (await new Connection(api).listCollections()).collections.map(({ id }) => id),
    gets: ['demo'],
    reaching: ['GET /collections 200'],
    reachingWithout: ['GET /collections 200']
  },
  {
    name: 'O3: the client creates a job, and reads its id in OpenEO-Identifier',
    run: async (example) => {
      const job = await page.clientOf(example).createJob(page.processOf(), 'Created')
      return [job.title, job.status, job.id !== example.job]
    },
    gets: ['Created', 'created', true],
    reaching: ['OPTIONS /jobs 204', 'POST /jobs 201', 'OPTIONS /jobs/:id 204', 'GET /jobs/:id 200'],
    reachingWithout: ['OPTIONS /jobs 404']
  },
  {
    name: 'O3: the client changes a job',
    run: async (example) => {
      // The client takes any of the properties, its types ask for all.
      const changes = { title: 'Changed' } as Parameters<ReturnType<typeof page.jobOf>['updateJob']>[0]
      return (await page.jobOf(example).updateJob(changes)).title
    },
    gets: 'Changed',
    reaching: ['OPTIONS /jobs/:id 204', 'PATCH /jobs/:id 204', 'OPTIONS /jobs/:id 204', 'GET /jobs/:id 200'],
    reachingWithout: ['OPTIONS /jobs/:id 404']
  },
  {
    name: 'O3: the client starts a job',
    run: async (example) => (await page.jobOf(example).startJob()).status,
    gets: 'queued',
    reaching: [
      'OPTIONS /jobs/:id/results 204', 'POST /jobs/:id/results 202', 'OPTIONS /jobs/:id 204', 'GET /jobs/:id 200'
    ],
    reachingWithout: ['OPTIONS /jobs/:id/results 404']
  },
  {
    name: 'O3: the client lists jobs',
    run: async (example) => {
      const jobs: Array<{ id: string }> = await page.clientOf(example).listJobs()
      return jobs.map(({ id }) => id === example.job)
    },
    gets: [true],
    reaching: ['OPTIONS /jobs 204', 'GET /jobs 200'],
    reachingWithout: ['OPTIONS /jobs 404']
  },
  {
    name: 'O3: the client deletes a job',
    run: async (example) => {
      await page.jobOf(example).deleteJob()
      return 'deleted'
    },
    gets: 'deleted',
    reaching: ['OPTIONS /jobs/:id 204', 'DELETE /jobs/:id 204'],
    reachingWithout: ['OPTIONS /jobs/:id 404']
  },
  {
    name: 'R1: the client computes a result, and finds its log by Link',
    run: async (example) => {
      const { logs } = await page.clientOf(example).computeResult(page.processOf())
      return logs.map(({ message }) => message)
    },
    gets: ['Computed.'],
    reaching: ['OPTIONS /result 204', 'POST /result 200', 'OPTIONS /logs/:id 204', 'GET /logs/:id 200'],
    reachingWithout: ['OPTIONS /result 404']
  },
  {
    name: 'O3: the client uploads a file',
    run: async (example) => {
      const file = await page.clientOf(example).getFile('folder/new.txt')
      return (await file.uploadFile(new File(['content'], 'new.txt'))).size
    },
    gets: 7,
    reaching: ['OPTIONS /files/folder/new.txt 204', 'PUT /files/folder/new.txt 200'],
    reachingWithout: ['OPTIONS /files/folder/new.txt 404']
  },
  {
    name: 'O3: the client deletes a file',
    run: async (example) => {
      const file = await page.clientOf(example).getFile(example.file)
      await file.deleteFile()
      return 'deleted'
    },
    gets: 'deleted',
    reaching: ['OPTIONS /files/there.txt 204', 'DELETE /files/there.txt 204'],
    reachingWithout: ['OPTIONS /files/there.txt 404']
  }
]
