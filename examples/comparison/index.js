// Asks servers with CORS done in several ways for the same, and prints what they answer as a table.
//
//   node examples/comparison/index.js [name of a server ...]

import { connect } from 'node:net'
import { pathToFileURL } from 'node:url'
import { hasFlask, servers } from './servers.js'

const EDITOR = 'https://editor.openeo.org'

/** What is asked of a server, and how the answer is told. */
const questions = {
  'Methods that a preflight of `/jobs` gets': async (url) =>
    list((await preflight(url, '/jobs', 'POST')).headers.get('access-control-allow-methods')),
  'A preflight behind a login hook': async (url) => {
    const { ok, status } = await preflight(url, '/jobs', 'POST')
    return ok ? `passes: ${status}` : `is refused: ${status}`
  },
  'A preflight of a path that does not exist': async (url) => {
    const { ok, status } = await preflight(url, '/nowhere', 'DELETE')
    return ok ? `passes: ${status}` : `is refused: ${status}`
  },
  'The 401 of a login hook': async (url) => readable(await get(url, '/jobs')),
  'A 404': async (url) => readable(await get(url, '/nowhere')),
  'A 500': async (url) => readable(await get(url, '/fails')),
  'The 400 for a malformed URL': async (url) => readable(await get(url, '/%')),
  'Server-sent events': async (url) => readable(await get(url, '/events')),
  'A reply that has an Allow-Origin of its own': async (url) => readable(await get(url, '/upstream')),
  '`Origin: nonsense`': async (url) => {
    const echoed = (await get(url, '/', 'nonsense')).headers.get('access-control-allow-origin')
    return echoed === null ? 'is refused' : `gets \`${echoed}\``
  },
  'Allow-Origin without Origin': async (url) => code((await get(url, '/', null)).headers.get('access-control-allow-origin')),
  '`Vary` of a reply': async (url) => code((await get(url, '/')).headers.get('vary')),
  'Answer to OPTIONS that is no preflight': async (url) => {
    const { status, headers } = await fetch(`${url}/`, { method: 'OPTIONS' })
    return `${status}, Allow: ${list(headers.get('allow'))}`
  }
}

function preflight (url, path, method) {
  return fetch(url + path, { method: 'OPTIONS', headers: { origin: EDITOR, 'access-control-request-method': method } })
}

// Not by fetch, which sends no malformed URL.
function get (url, path, origin = EDITOR) {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    let received = ''
    connect(port, hostname).setEncoding('latin1').on('data', (data) => { received += data }).on('error', reject)
      .on('close', () => resolve(parse(received)))
      .end(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n${origin === null ? '' : `Origin: ${origin}\r\n`}\r\n`)
  })
}

function parse (received) {
  const [start, ...lines] = received.slice(0, received.indexOf('\r\n\r\n')).split('\r\n')
  const fields = lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()])
  return { status: Number(start.split(' ')[1]), headers: new Headers(fields) }
}

function readable ({ status, headers }) {
  const allowed = headers.get('access-control-allow-origin')
  return `${allowed === EDITOR || allowed === '*' ? 'readable' : 'not readable'}: ${status}`
}

const code = (value) => value === null ? 'none' : `\`${value}\``
const list = (value) => value === null ? 'none' : `\`${value.split(/\s*,\s*/).sort().join(', ')}\``

/** The answers as a table in Markdown. */
export async function compare (names = Object.keys(servers)) {
  const answers = new Map(Object.keys(questions).map((question) => [question, [question]]))
  for (const name of names) {
    const { url, stop } = await servers[name]()
    for (const [question, ask] of Object.entries(questions)) answers.get(question).push(await ask(url))
    await stop()
  }
  const rows = [['what is asked', ...names], ['---', ...names.map(() => '---')], ...answers.values()]
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const asked = process.argv.slice(2)
  const names = Object.keys(servers).filter((name) => asked.length === 0 ? name !== 'flask-cors' || hasFlask() : asked.includes(name))
  console.log(await compare(names))
  if (asked.length === 0 && !hasFlask()) console.error("flask-cors is left out: it needs Debian's package python3-flask-cors.")
}
