// What the back-ends answer. No script in a browser sees an answer to a preflight, so it has to come from here.

import { subscribe, unsubscribe } from 'node:diagnostics_channel'

const LIMIT = 500
// Documented (Node.js, Diagnostics Channel, "Built-in Channels"). Each server in the process comes by here, also the second
// one that Fastify opens for `localhost`, and each request, also one that Fastify refuses before any hook.
const CHANNEL = 'http.server.request.start'
const ABOUT_CORS = /^(?:access-control-.*|allow|origin|vary)$/

/**
 * @typedef {object} Answer
 * @property {number} number counts the requests
 * @property {string} backend the name of the back-end
 * @property {string} method
 * @property {string} path with the query
 * @property {Array<[string, string]>} asked the request's headers that are about CORS
 * @property {number} status
 * @property {Array<[string, string]>} headers the reply's headers that are about CORS
 * @property {string[]} names the names of all its headers
 */

/** The last answers of some servers of this process, to requests that had an Origin. */
export class Answers {
  #ports
  #kept = []
  #count = 0

  /** @param {Record<string, number>} ports where the back-ends listen, by name. It may be filled later. */
  constructor (ports) {
    this.#ports = ports
    subscribe(CHANNEL, this.#watch)
  }

  close () {
    unsubscribe(CHANNEL, this.#watch)
  }

  /**
   * @param {number} number that of the last answer which is known already
   * @param {string} origin
   * @returns {{ latest: number, answers: Answer[] }} those that came later, to this origin or to `null`
   */
  since (number, origin) {
    const isWanted = ({ number: own, asked }) => own > number && asked.some(([name, value]) => name === 'origin' && [origin, 'null'].includes(value))
    return { latest: this.#count, answers: this.#kept.filter(isWanted) }
  }

  #watch = ({ request, response }) => {
    const [backend] = Object.entries(this.#ports).find(([, port]) => port === request.socket.localPort) ?? []
    if (backend === undefined || request.headers.origin === undefined) return
    const { method, url: path, headers } = request
    const asked = Object.entries(headers).filter(aboutCors)
    // Whatever writes the head of a reply ends here, and before a browser can see it.
    const { writeHead } = response
    response.writeHead = (status, ...rest) => {
      writeHead.call(response, status, ...rest)
      const fields = headerFields(response, rest.at(-1))
      this.#keep({ backend, method, path, asked, status, headers: fields.filter(aboutCors), names: fields.map(([name]) => name) })
      return response
    }
  }

  #keep (answer) {
    this.#kept.push({ number: ++this.#count, ...answer })
    if (this.#kept.length > LIMIT) this.#kept.shift()
  }
}

function aboutCors ([name]) {
  return ABOUT_CORS.test(name)
}

// Those that were set before, and those that are given in the end: an object, a list of names and values, or nothing, where
// the status message may be the last argument.
function headerFields (response, given) {
  const last = Array.isArray(given)
    ? given.flatMap((name, index) => index % 2 === 0 ? [[name, given[index + 1]]] : [])
    : Object.entries(typeof given === 'object' ? given : {})
  const fields = last.map(([name, value]) => [name.toLowerCase(), String(value)])
  const names = new Set(fields.map(([name]) => name))
  return [...Object.entries(response.getHeaders()).filter(([name]) => !names.has(name)).map(([name, value]) => [name, String(value)]), ...fields]
}
