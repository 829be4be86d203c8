import type * as GeoTIFFModule from 'geotiff'
import type * as OpenEOClient from '@openeo/js-client'
import type { Example } from './example.js'

// What the scripts in the page define.
declare global {
  const OpenEO: typeof OpenEOClient.OpenEO
  const Connection: typeof OpenEOClient.Connection
  const Capabilities: typeof OpenEOClient.Capabilities
  const Job: typeof OpenEOClient.Job
  const GeoTIFF: typeof GeoTIFFModule
}

/** What comes of a step: a value, or that the browser kept a reply from the page. */
export type Outcome = { readonly value: unknown } | typeof REFUSED | { readonly mistake: string }

export const REFUSED = { refused: true }

/** The client's error, with what it takes from the body. */
interface OpenEOError {
  readonly response: { readonly status: number }
  readonly code: string
  readonly message: string
  readonly id: string
}

// These run in the page, to which their text is sent. They reach each other by `page`, and nothing else of this file.

/** The client of somebody who has logged in before, so that the next request is the first that the back-end sees. */
function clientOf ({ api, capabilities, token }: Example): OpenEOClient.Connection {
  const connection = new Connection(api)
  Object.assign(connection, { capabilitiesObject: new Capabilities(capabilities) })
  connection.setAuthToken('basic', '', token)
  return connection
}

function jobOf (example: Example): OpenEOClient.Job {
  return new Job(page.clientOf(example), example.job)
}

function authorizationOf ({ token }: Example): { Authorization: string } {
  return { Authorization: `Bearer basic//${token}` }
}

function processOf (): Pick<OpenEOClient.Process, 'process_graph'> {
  return { process_graph: { save: { process_id: 'save_result', arguments: {}, result: true } } }
}

async function post (example: Example, path: string): Promise<Response> {
  return await fetch(`${example.api}${path}`, {
    method: 'POST',
    headers: { ...page.authorizationOf(example), 'Content-Type': 'application/json' },
    body: JSON.stringify({ process: page.processOf() })
  })
}

/** Starts the job, and waits for its end. */
async function finish (example: Example): Promise<{ job: OpenEOClient.Job, messages: string[] }> {
  const job = page.jobOf(example)
  const log = job.debugJob()
  const messages: string[] = []
  await job.startJob()
  while (!['finished', 'error', 'canceled'].includes(String(job.status))) {
    await new Promise((resolve) => { setTimeout(resolve, 50) })
    await job.describeJob()
  }
  for (const { message } of await log.nextLogs()) messages.push(message)
  return { job, messages }
}

/** Loads a tile as maps do that want to read its pixels. Gives its size, and whether there is something on it. */
async function loadTile (url: string): Promise<[width: number, height: number, isDrawn: boolean]> {
  const image = new Image()
  image.crossOrigin = 'anonymous'
  await new Promise((resolve, reject) => {
    image.addEventListener('load', resolve)
    // No reason is given here either.
    image.addEventListener('error', () => { reject(new Error('refused')) })
    image.src = url.replace('{z}', '5').replace('{x}', '16').replace('{y}', '15')
  })
  const { width, height } = image
  const context = new OffscreenCanvas(width, height).getContext('2d')
  context?.drawImage(image, 0, 0)
  return [width, height, new Set(context?.getImageData(0, 0, width, height).data).size > 100]
}

async function readRange (url: string, range: string): Promise<unknown> {
  const { status, headers } = await fetch(url, { headers: { Range: range } })
  return [status, headers.get('Content-Range'), headers.get('Accept-Ranges')]
}

/** The status of the reply to a frame that has no origin of its own. */
function readInSandbox (url: string): Promise<unknown> {
  const frame = document.createElement('iframe')
  frame.sandbox.add('allow-scripts')
  frame.srcdoc = `<script>
    fetch('${url}').then(({ status }) => status, () => 'refused').then((outcome) => parent.postMessage(outcome, '*'))
  </script>`
  return new Promise((resolve, reject) => {
    addEventListener('message', ({ data }) => {
      frame.remove()
      if (data === 'refused') reject(new Error('refused'))
      else resolve(data)
    }, { once: true })
    document.body.append(frame)
  })
}

/** What the client tells of an error of the back-end: the status, and the code and the message of the body, which has an id. */
async function errorOf (request: Promise<unknown>): Promise<unknown> {
  try {
    await request
  } catch (error) {
    const { response, code, message, id } = error as Partial<OpenEOError>
    if (response === undefined) throw error
    return [response.status, code, message, typeof id]
  }
  return 'no error'
}

/**
 * Runs a step. When the browser refuses, it gives a page one and the same error whatever the reason, by which that is told
 * from mistakes of the page's own.
 */
async function attempt (run: (example: Example) => Promise<unknown>, example: Example): Promise<Outcome> {
  try {
    return { value: await run(example) }
  } catch (thrown) {
    const error = (thrown as Error).cause ?? thrown
    const { name, message, code } = error as { name?: string, message?: string, code?: string }
    const refused = code === 'ERR_NETWORK' || message === 'refused' ||
      (name === 'TypeError' && /^(Failed to fetch|NetworkError when attempting to fetch resource\.)$/.test(String(message)))
    return refused ? { refused } : { mistake: String(error) }
  }
}

const FUNCTIONS = {
  clientOf, jobOf, authorizationOf, processOf, post, finish, loadTile, readRange, readInSandbox, errorOf, attempt
}

/** A script that defines `page`, by which what runs in the page reaches these functions. */
export const SCRIPT = `globalThis.page = {\n${Object.entries(FUNCTIONS).map(([name, text]) => `${name}: ${text}`).join(',\n')}\n}`

declare global {
  const page: typeof FUNCTIONS
}
