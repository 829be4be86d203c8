/* global Capabilities, Connection, Job */

/** The process of jobs and services. */
export const PROCESS = { process_graph: { save: { process_id: 'save_result', arguments: {}, result: true } } }

/** What steps hand on to later ones. It starts with made-up values, by which a client that is blocked can go on. */
export class Session {
  /**
   * @param {string} root the back-end's
   * @param {string} listed that of another back-end, which has a list of origins without this page's
   */
  constructor (root, listed) {
    this.root = root
    this.listed = listed
    this.api = `${root}/api/v1`
    this.connection = new Connection(this.api)
    this.connection.capabilitiesObject = new Capabilities({ api_version: '1.2.0', endpoints: [] })
    this.job = new Job(this.connection, 'some-job')
  }
}

/** The text of an error that the back-end sent. What the browser blocked is no such error. */
export async function readError (request) {
  try {
    await request
  } catch (error) {
    if (error.response === undefined) throw error
    return `The page reads the status ${error.response.status}, the code ${error.code}, and the message “${error.message}”`
  }
  return 'There was no error.'
}
