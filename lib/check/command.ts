import type { WriteStream } from 'node:tty'
import { parseArgs } from 'node:util'
import { checkBackend, CheckError } from './index.js'
import { report, type Paint } from './report.js'

const HELP = `Usage: fastify-openeo-cors check URL [options]

Sends a running openEO back-end what browsers send, and says what to fix. It sends only OPTIONS and GET.

  URL              the API, or a host whose /.well-known/openeo leads to it
  --origin ORIGIN  the origin of a page, https://editor.openeo.org by default; can be repeated
  --token TOKEN    a bearer token, such as basic//secret; or in the environment variable OPENEO_TOKEN
  --json           print the findings as JSON
  --timeout S      seconds for each request, 10 by default
  --concurrency N  requests at a time, 4 by default
  --help           print this

Exit codes: 0 if browsers can do everything, 1 if something has to be fixed, 2 if the check was not possible.

Example: npx fastify-openeo-cors check https://openeo.example --origin https://app.example
`

const STYLES = { bold: 1, red: 31, green: 32, yellow: 33 }

export interface Terminal {
  readonly stdout: Pick<WriteStream, 'write'> & Partial<Pick<WriteStream, 'hasColors'>>
  readonly stderr: Pick<WriteStream, 'write'> & { readonly isTTY?: boolean }
  readonly env: NodeJS.ProcessEnv
}

/** Runs the command, and gives its exit code. */
export async function run (args: readonly string[], { stdout, stderr, env }: Terminal): Promise<number> {
  const clear = () => { if (stderr.isTTY === true) stderr.write('\r\x1b[K') }
  try {
    const { values, positionals } = parse(args)
    const [command, url] = positionals
    if (values.help === true) {
      stdout.write(HELP)
      return 0
    }
    if (command !== 'check' || url === undefined || positionals.length > 2) throw new CheckError('wrong-options', 'expected: check URL. See --help')
    const token = values.token ?? env.OPENEO_TOKEN
    const origins = values.origin ?? ['https://editor.openeo.org']
    const result = await checkBackend(url, {
      origins,
      timeout: Number(values.timeout ?? 10),
      concurrency: Number(values.concurrency ?? 4),
      ...token !== undefined && token !== '' && { token },
      ...stderr.isTTY === true && { onProgress: (done, all) => { stderr.write(`\r${done} of ${all} requests`) } }
    })
    clear()
    // Only a terminal has this method. It respects NO_COLOR and FORCE_COLOR.
    const hasColors = stdout.hasColors?.(env) === true
    const paint: Paint = (style, text) => hasColors ? `\x1b[${STYLES[style]}m${text}\x1b[0m` : text
    stdout.write(values.json === true ? `${JSON.stringify(result, null, 2)}\n` : report(result, origins, paint))
    if (result.ok) return 0
    // Without such a finding, the check is not complete.
    return result.findings.some(({ grade }) => grade !== 'risk') ? 1 : 2
  } catch (error) {
    if (!(error instanceof CheckError)) throw error
    clear()
    stderr.write(`${error.message}\n`)
    return 2
  }
}

function parse (args: readonly string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { origin: { ...text, multiple: true }, token: text, timeout: text, concurrency: text, json: flag, help: flag }
    })
  } catch (error) {
    throw new CheckError('wrong-options', `${(error as Error).message.split('.')[0]}. See --help`)
  }
}
