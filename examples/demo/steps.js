import { send, sendFromFrame } from './exchanges.js'

/* global Capabilities, Connection, Job, OpenEO */

/**
 * @typedef {object} Step
 * @property {string} title
 * @property {string} about what happens, and what to look for
 * @property {(session: Session) => Promise<string>} run returns what came of it
 * @property {(session: Session) => void} [otherwise] makes up what later steps need, if this one is blocked
 * @property {boolean} [isBlocked] whether the browser should block it, whatever the back-end says
 */

/** What steps hand on to later ones. It starts with made-up values, by which a client that is blocked can go on. */
export class Session {
  constructor (root) {
    this.root = root
    this.api = `${root}/api/v1`
    this.connection = new Connection(this.api)
    this.connection.capabilitiesObject = new Capabilities({ api_version: '1.2.0', endpoints: [] })
    this.job = new Job(this.connection, 'some-job')
  }
}

const PROCESS = { process_graph: { save: { process_id: 'save_result', arguments: {}, result: true } } }
const FILE = 'notes.txt'

/** The text of an error that the back-end sent. What the browser blocked is no such error. */
async function readError (request) {
  try {
    await request
  } catch (error) {
    if (error.response === undefined) throw error
    return `The page reads the status ${error.response.status}, the code ${error.code}, and the message “${error.message}”`
  }
  return 'There was no error.'
}

/** @type {Array<{ title: string, steps: Step[] }>} */
export const GROUPS = [{
  title: 'Connect',
  steps: [{
    title: 'Find the API',
    about: 'The client reads which versions there are, picks one, and reads what it can do.',
    run: async session => {
      session.connection = await OpenEO.connect(session.root)
      session.job = new Job(session.connection, session.job.id)
      return `The client found version ${session.connection.capabilities().apiVersion()} of the API.`
    }
  }, {
    title: 'List the collections',
    about: 'Anybody may read them. A plain GET needs no preflight, but the reply must still name the page’s origin.',
    run: async ({ connection }) => {
      const { collections } = await connection.listCollections()
      return `The page got ${collections.length === 1 ? 'one collection' : `${collections.length} collections`}.`
    }
  }, {
    title: 'Log in',
    about: 'Name and password go into the header Authorization. No page may send that one unasked.',
    run: async ({ connection }) => {
      await connection.authenticateBasic('demo', 'demo')
      return 'The client has a token now, and sends it with the next requests.'
    },
    otherwise: ({ connection }) => { connection.setAuthToken('basic', '', 'made-up') }
  }]
}, {
  title: 'Work with a job',
  steps: [{
    title: 'Create a job',
    about: 'The new job’s id is in the header OpenEO-Identifier. The client cannot go on if it cannot read it.',
    run: async session => {
      session.job = await session.connection.createJob(PROCESS, 'From a web page')
      return `The client read the id ${session.job.id.slice(0, 8)}… from OpenEO-Identifier, and asked for the job.`
    }
  }, {
    title: 'Change the job',
    about: 'PATCH always needs a preflight, whatever the headers.',
    run: async ({ job }) => {
      await job.updateJob({ title: 'Changed from a web page' })
      return `Its title is “${job.title}” now.`
    }
  }, {
    title: 'Start the job',
    about: 'POST is a method that any page may send, but not with a token and not with JSON.',
    run: async ({ job }) => {
      await job.startJob()
      return `Its status is “${job.status}” now.`
    }
  }, {
    title: 'List the jobs',
    about: 'GET as well needs a preflight when it carries a token.',
    run: async ({ connection }) => {
      const jobs = await connection.listJobs()
      return `The page got ${jobs.length === 1 ? 'one job' : `${jobs.length} jobs`}.`
    }
  }, {
    title: 'Delete the job',
    about: 'The reply is a 204 without a body. It needs the CORS headers like any other.',
    run: async ({ job }) => {
      await job.deleteJob()
      return 'The job is gone.'
    }
  }]
}, {
  title: 'Results and files',
  steps: [{
    title: 'Compute a result',
    about: 'The reply says in OpenEO-Costs what it cost, and in Link where its log is. Browsers hide both unless they are exposed.',
    run: async ({ connection }) => {
      const { logs } = await connection.computeResult(PROCESS)
      return `The client found the log by Link. It says “${logs.map(({ message }) => message).join(' ')}”`
    }
  }, {
    title: 'Upload a file',
    about: 'PUT, with bytes. The content type alone would need a preflight too.',
    run: async ({ connection }) => {
      const file = await connection.getFile(FILE)
      await file.uploadFile(new Blob(['Written by a web page.']))
      return `The back-end has ${file.size} bytes now.`
    }
  }, {
    title: 'Delete the file',
    about: 'DELETE on the same path. The preflight’s answer lists the methods that this path has.',
    run: async ({ connection }) => {
      const file = await connection.getFile(FILE)
      await file.deleteFile()
      return 'The file is gone.'
    }
  }]
}, {
  title: 'Read errors',
  steps: [{
    title: '400: a request that is wrong',
    about: 'A web service of a type that the back-end does not have.',
    run: ({ connection }) => readError(connection.createService(PROCESS, 'none'))
  }, {
    title: '401: nobody has logged in',
    about: 'The reply comes from the authentication, before any route. It is easily forgotten.',
    run: ({ api }) => readError(new Connection(api).describeAccount())
  }, {
    title: '404: a job that is not there',
    about: 'Without the headers a page could not tell this from a server that is down.',
    run: ({ connection }) => readError(connection.getJob('none'))
  }, {
    title: '404: a path that is not there',
    about: 'There is no route at all, and still the preflight needs a good answer.',
    run: ({ connection }) => readError(connection.describeProcess('process', 'namespace'))
  }, {
    title: '400: a URL that cannot be read',
    about: 'Fastify refuses it before any plugin’s hooks. The plugin’s frameworkErrors adds the headers.',
    run: ({ connection }) => readError(connection.getJob('%E0'))
  }]
}, {
  title: 'Special cases',
  steps: [{
    title: 'Send cookies along',
    about: 'With credentials the reply must also have Access-Control-Allow-Credentials, and name the origin: a * will not do.',
    run: async ({ api }) => {
      const { status } = await send(`${api}/collections`, { credentials: 'include' })
      return `The page reads the reply, with status ${status}.`
    }
  }, {
    title: 'A frame without an origin',
    about: 'A sandboxed frame has no origin of its own. Its requests say “Origin: null”, and the reply must name just that.',
    run: async ({ api }) => {
      const { status } = await sendFromFrame(`${api}/collections`)
      return `The frame reads the reply, with status ${status}.`
    }
  }, {
    title: 'A method that is not there',
    about: 'There is no PUT for collections. The browser learns it from the preflight, and does not send the request.',
    isBlocked: true,
    run: async ({ api }) => {
      const { status } = await send(`${api}/collections`, { method: 'PUT' })
      return `The browser sent it, and got the status ${status}.`
    }
  }]
}]
