import { PROCESS } from './session.js'

/* global Job, OpenEO */

const FILE = 'notes.txt'

/** What an editor does all day, with the openEO client. */
export const CLIENT_GROUPS = [{
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
    },
    // It may be there, and only its id be hidden.
    otherwise: async session => {
      const jobs = await session.connection.listJobs().catch(() => [])
      session.job = jobs.at(-1) ?? session.job
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
      if (logs.length === 0) throw new Error('The client did not find the log, as Link is hidden.')
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
    about: 'DELETE on the same path. With the plugin, the preflight’s answer lists the methods that this very path has.',
    run: async ({ connection }) => {
      const file = await connection.getFile(FILE)
      await file.deleteFile()
      return 'The file is gone.'
    }
  }]
}]
