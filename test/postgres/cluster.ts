import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Test } from 'tap'
import { freePort } from '../nginx/process.js'

const execute = promisify(execFile)

/** A server of PostgreSQL with a directory of its own. */
export interface Cluster {
  readonly connectionString: string
  /** Runs statements of SQL, or a file of them. */
  readonly run: (...args: ['-c' | '-f', string]) => Promise<void>
  readonly start: () => Promise<void>
  /** Stops it at once, or only has it stand still. */
  readonly stop: () => Promise<void>
  readonly pause: () => void
  readonly resume: () => void
}

/** Makes a server and starts it. Stops it after the tests. */
export async function startCluster (t: Pick<Test, 'teardown'>): Promise<Cluster> {
  const commands = findCommands()
  const user = otherUser()
  const directory = await mkdtemp(join(tmpdir(), 'fastify-openeo-cors-postgres-'))
  if (user.uid !== undefined && user.gid !== undefined) await chown(directory, user.uid, user.gid)
  const data = join(directory, 'data')
  await execute(join(commands, 'initdb'), ['-D', data, '-U', 'openeo', '--auth=trust', '--no-sync'], { ...user, cwd: directory })

  const port = await freePort()
  const connectionString = `postgres://openeo@127.0.0.1:${port}/postgres`
  let server: ChildProcess | undefined

  const start = async () => {
    const options = { fsync: 'off', listen_addresses: '127.0.0.1', port, unix_socket_directories: '' }
    const child = spawn(join(commands, 'postgres'), ['-D', data, ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])], {
      ...user, cwd: directory, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, LC_ALL: 'C' }
    })
    server = child
    await new Promise<void>((resolve, reject) => {
      let log = ''
      child.stderr.setEncoding('utf8').on('data', (chunk) => {
        log += chunk
        if (log.includes('ready to accept connections')) resolve()
      })
      child.once('close', () => { reject(new Error(`PostgreSQL does not start: ${log}`)) })
    })
  }
  const stop = async () => {
    const child = server
    if (child === undefined) return
    server = undefined
    const ended = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGCONT')
    child.kill('SIGQUIT')
    await ended
  }
  t.teardown(async () => {
    await stop()
    await rm(directory, { recursive: true })
  })
  await start()
  return {
    connectionString,
    run: async (...args) => { await execute(join(commands, 'psql'), ['--no-psqlrc', '-v', 'ON_ERROR_STOP=1', '-d', connectionString, ...args]) },
    start,
    stop,
    pause: () => { server?.kill('SIGSTOP') },
    resume: () => { server?.kill('SIGCONT') }
  }
}

/** The directory with PostgreSQL's commands, of the newest version. Debian does not have it in the path. */
function findCommands (): string {
  const versions = '/usr/lib/postgresql'
  const found = existsSync(versions) ? readdirSync(versions).toSorted((a, b) => Number(b) - Number(a)) : []
  const directory = process.env.POSTGRES_BIN ?? found.map((version) => join(versions, version, 'bin')).find((path) => existsSync(join(path, 'initdb')))
  if (directory !== undefined) return directory
  throw new Error('There is no PostgreSQL. Install it, in Debian by `apt-get install postgresql`, or set POSTGRES_BIN to the directory with initdb')
}

/** For root, the user that Debian's package makes: PostgreSQL does not run as root. */
function otherUser (): { uid?: number, gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const [, uid, gid] = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8')) ?? []
  if (uid === undefined || gid === undefined) throw new Error('PostgreSQL does not run as root, and there is no user postgres')
  return { uid: Number(uid), gid: Number(gid) }
}
