import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { RECIPES, load } from './recipes.js'
import { EDITOR, send } from '../server.js'

// Without what recipes share, without the back-end and the comparison, which are no recipes, and without what needs a database
// (test/postgres.ts) or another command (examples-beside.test.ts).
const ELSEWHERE = ['start.js', 'origins-from-database.js']
const files = readdirSync(RECIPES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.js') && !/^(?:backend|comparison|demo|fastify-cli)\b/.test(file) && !ELSEWHERE.includes(file))
  .toSorted()

t.strictSame(files, [
  'behind-nginx/backend.js', 'better-sse.js', 'development.js', 'helmet.js', 'known-origins-only.js', 'login-hook.js',
  'model-context-protocol.js', 'one-server.js', 'proxy.js', 'rate-limit.js', 'scopes.js', 'server-sent-events.js', 'signed-downloads.js'
], 'there are recipes')

for (const file of files) {
  t.test(`O1: ${file} starts, answers a preflight, and stops when it is told to`, async (t) => {
    const child = spawn(process.execPath, [fileURLToPath(new URL(file, RECIPES))], {
      env: { PORT: '0' }, stdio: ['ignore', 'pipe', 'pipe']
    })
    const exited = new Promise((resolve) => child.once('close', (code, signal) => { resolve({ code, signal }) }))
    const errors = text(child.stderr)
    t.after(() => {
      child.kill('SIGKILL')
      return exited
    })
    const printed: string[] = []
    let port: number | undefined
    for await (const line of createInterface({ input: child.stdout })) {
      printed.push(line)
      if (port !== undefined) continue
      port = Number(/^http:\/\/127\.0\.0\.1:(\d+)$/.exec(line)?.[1])
      const path = file === 'scopes.js' ? '/api/v1/jobs' : '/jobs'
      const { status } = await send(port, {
        method: 'OPTIONS', path, headers: { origin: EDITOR, 'access-control-request-method': 'GET' }
      })
      t.equal(status, 204)
      child.kill('SIGTERM')
    }
    t.strictSame(await exited, { code: 0, signal: null }, 'it ends by itself')
    t.equal(await errors, '', 'without a word')
    t.strictSame(printed, [`http://127.0.0.1:${port}`], 'and has printed its URL only')
  })

  t.test(`O1: ${file} exports a function that builds it`, async (t) => {
    const { exports } = await load(file)
    t.equal(Object.keys(exports).filter((name) => name.startsWith('build')).length, 1)
  })
}
