import type { Step } from './step.js'

const LISTED = 'https://editor.openeo.org'

/** Who may read: origins, credentials, frames and redirects. */
export const ORIGIN_STEPS: readonly Step[] = [
  {
    name: 'V2: an origin on the list reads',
    options: (origin) => ({ origin: [LISTED, origin] }),
    run: async ({ api }) => (await fetch(`${api}/collections`)).status,
    gets: 200,
    reaching: ['GET /collections 200'],
    reachingWithout: ['GET /collections 200']
  },
  {
    name: 'V3: an origin that is not on the list is refused, though its request runs',
    options: () => ({ origin: [LISTED] }),
    run: async ({ api }) => (await fetch(`${api}/collections`)).status,
    reaching: ['GET /collections 200'],
    reachingWithout: ['GET /collections 200']
  },
  {
    name: 'V3: an origin that is not on the list does not get beyond the preflight',
    options: () => ({ origin: [LISTED] }),
    run: async (example) => (await page.clientOf(example).listJobs()).length,
    reaching: ['OPTIONS /jobs 204'],
    reachingWithout: ['OPTIONS /jobs 404']
  },
  {
    name: 'V5: with a static *, any origin reads, and can log in by token',
    options: () => ({ origin: '*' }),
    run: async (example) => (await page.clientOf(example).listJobs()).length,
    gets: 1,
    reaching: ['OPTIONS /jobs 204', 'GET /jobs 200'],
    reachingWithout: ['OPTIONS /jobs 404']
  },
  {
    name: 'R1: a page sends credentials, and its cookie comes back',
    run: async ({ root, job }) => {
      const session = `${root}/session/id-${job}`
      await fetch(session, { credentials: 'include' })
      const { cookie } = await (await fetch(session, { credentials: 'include' })).json()
      return cookie.includes(`id-${job}=1`)
    },
    gets: true,
    reaching: ['GET /session/id-:id 200', 'GET /session/id-:id 200'],
    reachingWithout: ['GET /session/id-:id 200']
  },
  {
    name: 'R1: a page that sends credentials is refused by a back-end without authorization',
    options: () => ({ auth: false }),
    run: async ({ api }) => (await fetch(`${api}/collections`, { credentials: 'include' })).status,
    reaching: ['GET /collections 200'],
    reachingWithout: ['GET /collections 200']
  },
  {
    name: 'V1: a sandboxed frame reads, as the origin null',
    run: async ({ api }) => await page.readInSandbox(`${api}/collections`),
    gets: 200,
    reaching: ['GET /collections 200 from null'],
    reachingWithout: ['GET /collections 200 from null']
  },
  {
    name: 'V2: a sandboxed frame is not on any list',
    options: (origin) => ({ origin: [origin] }),
    run: async ({ api }) => await page.readInSandbox(`${api}/collections`),
    reaching: ['GET /collections 200 from null'],
    reachingWithout: ['GET /collections 200 from null']
  },
  {
    name: 'R1: a page follows a redirect, with a preflight before each request',
    run: async (example) => {
      const { status, url } = await fetch(`${example.root}/moved`, { headers: page.authorizationOf(example) })
      return [status, url === `${example.api}/collections`]
    },
    gets: [200, true],
    reaching: ['OPTIONS /moved 204', 'GET /moved 302', 'OPTIONS /collections 204', 'GET /collections 200'],
    reachingWithout: ['OPTIONS /moved 404']
  },
  {
    name: 'V1: a page follows a redirect to another origin, which makes its own null',
    run: async ({ root, alias }) => {
      const { status, url } = await fetch(`${root}/away`)
      return [status, url === `${alias}/api/v1/collections`]
    },
    gets: [200, true],
    reaching: ['GET /away 302', 'GET /collections 200 from null'],
    reachingWithout: ['GET /away 302']
  }
]
