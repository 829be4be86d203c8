import type { Step } from './step.js'

/** Errors of the back-end, which a page can read, and what the browser itself does not let a page do. */
export const ERROR_STEPS: readonly Step[] = [
  {
    name: 'R1: the client reads the error of a 400',
    run: async (example) => await page.errorOf(page.clientOf(example).createService(page.processOf(), 'none')),
    gets: [400, 'ServiceUnsupported', "Service type 'none' is not supported.", 'string'],
    reaching: ['OPTIONS /services 204', 'POST /services 400'],
    reachingWithout: ['OPTIONS /services 404']
  },
  {
    name: 'R1: the client reads the error of a 401',
    run: async ({ api }) => await page.errorOf(new Connection(api).describeAccount()),
    gets: [401, 'AuthenticationRequired', 'Unauthorized.', 'string'],
    reaching: ['GET /me 401'],
    reachingWithout: ['GET /me 401']
  },
  {
    name: 'R1: the client reads the error of a 404',
    run: async (example) => await page.errorOf(page.clientOf(example).getJob('none')),
    gets: [404, 'JobNotFound', "The batch job 'none' does not exist.", 'string'],
    reaching: ['OPTIONS /jobs/none 204', 'GET /jobs/none 404'],
    reachingWithout: ['OPTIONS /jobs/none 404']
  },
  {
    name: 'R1: the client reads the error of a 500',
    run: async ({ api }) => await page.errorOf(new Connection(api).describeCollection('broken')),
    gets: [500, 'Internal', 'Server error.', 'string'],
    reaching: ['GET /collections/broken 500'],
    reachingWithout: ['GET /collections/broken 500']
  },
  {
    name: 'O7: the client reads the error of a route that does not exist',
    run: async (example) => await page.errorOf(page.clientOf(example).describeProcess('process', 'namespace')),
    gets: [404, 'NotFound', 'Resource not found.', 'string'],
    reaching: ['OPTIONS /processes/namespace/process 204', 'GET /processes/namespace/process 404'],
    reachingWithout: ['OPTIONS /processes/namespace/process 404']
  },
  {
    name: 'R5: the client reads the error of a malformed URL',
    run: async (example) => await page.errorOf(page.clientOf(example).getJob('%E0')),
    gets: [400, 'RequestInvalid', "'/api/v1/jobs/%E0' is not a valid url component", 'string'],
    reaching: ['OPTIONS /jobs/%E0 204', 'GET /jobs/%E0 400'],
    reachingWithout: ['OPTIONS /jobs/%E0 400']
  },
  {
    name: 'O3: the browser does not send a method that is not there',
    run: async ({ api }) => (await fetch(`${api}/collections`, { method: 'PUT' })).status,
    reaching: ['OPTIONS /collections 204'],
    reachingWithout: ['OPTIONS /collections 404']
  },
  {
    name: 'O2: the browser does not send a header that is not allowed',
    run: async ({ api }) => (await fetch(`${api}/collections`, { headers: { 'X-Trace': '1' } })).status,
    reaching: ['OPTIONS /collections 204'],
    reachingWithout: ['OPTIONS /collections 404']
  }
]
