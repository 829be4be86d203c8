import { execFile } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { extname } from 'node:path'
import t from 'tap'
import { run, type Terminal } from '../../lib/check/command.js'
import { EDITOR, remove, set, startBackend, TOKEN } from './backend.js'

/** Runs the command. Gives what it prints. */
async function call (args: readonly string[], more: { env?: NodeJS.ProcessEnv, isTTY?: boolean, hasColors?: boolean } = {}) {
  const { env = {}, isTTY = false, hasColors } = more
  let [stdout, stderr] = ['', '']
  const terminal: Terminal = {
    stdout: { write: (text: string | Uint8Array) => { stdout += text; return true }, ...hasColors !== undefined && { hasColors: () => hasColors } },
    stderr: { write: (text: string | Uint8Array) => { stderr += text; return true }, isTTY },
    env
  }
  const code = await run(args, terminal)
  return { code, stdout, stderr }
}

t.test('Check: 0, where browsers can do all', async (t) => {
  const { url } = await startBackend(t, { policy: '*' })
  const { code, stdout, stderr } = await call(['check', url])
  t.equal(code, 0)
  t.equal(stdout.split('\n')[0], `${url} (openEO 1.2.0): a browser user can discover, log in, create and follow jobs, ` +
    'download results, read errors and use the other endpoints.')
  t.equal(stderr, '', 'nothing about progress in a pipe')
})

t.test('Check: 1, where something is to be mended: what, how often, what it does, and by what', async (t) => {
  const { url } = await startBackend(t, {
    policy: '*',
    fault: (reply) => {
      reply.fields = reply.fields.map(([name, value]) => [name, name === 'Access-Control-Allow-Methods' ? value.replace('PATCH, ', '') : value])
    }
  })
  const { code, stdout } = await call(['check', url])
  t.equal(code, 1)
  const lines = stdout.split('\n')
  t.match(lines[0], 'can discover, log in, download results, read errors and use the other endpoints, but cannot create and follow jobs.')
  t.strictSame(lines.slice(1, 9), [
    '',
    'A browser cannot go on',
    '  1 of 16 preflights: PATCH is not listed (/jobs/{job_id})',
    '    the user sees: "Network Error". The browser does not send the request itself.',
    '    header:        Access-Control-Allow-Methods: PATCH',
    '    this plugin:   none: declare the route, in a scope that has the plugin',
    '    rule:          Fetch, 4.8, step 7.5',
    ''
  ])
})

t.test('Check: 0, where there are only risks', async (t) => {
  const { url } = await startBackend(t, { policy: '*', fault: (reply) => { remove(reply, 'Access-Control-Max-Age'); set(reply, 'Access-Control-Allow-Credentials', 'true') } })
  const { code, stdout } = await call(['check', url], { hasColors: true })
  t.equal(code, 0)
  t.equal(stdout.split('Costs and risks').length, 2, 'under one title')
  t.match(stdout, /\d+ of \d+ preflights: no Access-Control-Max-Age/)
  t.match(stdout, /\d+ of \d+ requests: Access-Control-Allow-Credentials means nothing beside \*/)
})

t.test('Check: each grade has its title, the worst first', async (t) => {
  const { url } = await startBackend(t, {
    policy: '*',
    fault: (reply) => { remove(reply, 'Access-Control-Max-Age'); if (reply.status === 404) remove(reply, 'Access-Control-Allow-Origin') }
  })
  const { stdout } = await call(['check', url])
  t.strictSame(stdout.split('\n').filter((line) => /^[A-Z].*[^.]$/.test(line)), ['A browser cannot go on', 'Costs and risks'])
})

t.test('Check: 1, where nothing works', async (t) => {
  const { url } = await startBackend(t, { policy: [] })
  const { code, stdout } = await call(['check', url])
  t.equal(code, 1)
  t.match(stdout, /: a browser user can do nothing\.\n/)
})

t.test('Check: several origins: the report says which one is refused', async (t) => {
  const { url } = await startBackend(t, { policy: [EDITOR] })
  const { code, stdout } = await call(['check', url, '--origin', EDITOR, '--origin', 'https://app.example'])
  t.equal(code, 1)
  t.match(stdout, /\n {2}\d+ of \d+ requests: no Access-Control-Allow-Origin anywhere \(.*\), from https:\/\/app\.example\n/)
  t.match(stdout, `requests, from ${EDITOR}, https://app.example.`)
})

t.test('Check: --json prints the same as data, and nothing else', async (t) => {
  const { url } = await startBackend(t, { policy: 'echo', fault: (reply) => { reply.fields = reply.fields.filter(([name]) => name !== 'Vary') } })
  const { code, stdout } = await call(['check', url, '--json'], { hasColors: true })
  t.equal(code, 0)
  t.match(JSON.parse(stdout), { url, apiVersion: '1.2.0', ok: true, findings: [{ cause: 'vary-missing', grade: 'risk' }] })
})

t.test('Check: the token comes by option or environment, and is not printed', async (t) => {
  const { url, asked } = await startBackend(t, { policy: '*' })
  const sees = () => asked.splice(0).some(({ authorization }) => authorization === `Bearer ${TOKEN}`)
  const outputs = [await call(['check', url]), sees(), await call(['check', url, '--token', TOKEN]), sees(),
    await call(['check', url], { env: { OPENEO_TOKEN: TOKEN } }), sees(), await call(['check', url], { env: { OPENEO_TOKEN: '' } }), sees()]
  t.strictSame(outputs.filter((output) => typeof output === 'boolean'), [false, true, true, false])
  t.notMatch(JSON.stringify(outputs), TOKEN)
})

t.test('Check: colour and progress are for terminals', async (t) => {
  const { url } = await startBackend(t, { policy: '*' })
  const { stdout, stderr } = await call(['check', url], { isTTY: true, hasColors: true })
  t.ok(stdout.includes('\u001b[1m'))
  t.match(stderr, /\r\d+ of \d+ requests/)
  t.ok(stderr.endsWith('\r\u001b[K'), 'the line about progress goes away')
  t.notOk((await call(['check', url], { hasColors: false })).stdout.includes('\u001b'), 'NO_COLOR, and what else Node knows')
  t.notOk((await call(['check', url])).stdout.includes('\u001b'), 'not in a pipe')
})

t.test('Check: --help prints how it is used, with an example', async (t) => {
  const { code, stdout } = await call(['--help'])
  t.equal(code, 0)
  t.match(stdout, /^Usage: fastify-openeo-cors check URL/)
  t.match(stdout, /\nExample: npx fastify-openeo-cors check https:/)
})

t.test('Check: 2, with one line that says why, where it cannot be checked', async (t) => {
  const server = createServer()
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await new Promise((resolve) => { server.close(resolve) })
  const cases: ReadonlyArray<readonly [args: string[], why: RegExp]> = [
    [[], /^expected: check URL/],
    [['test', 'https://openeo.example'], /^expected: check URL/],
    [['check', 'https://openeo.example', 'https://openeo.example'], /^expected: check URL/],
    [['check', '--tokn', 'x', 'https://openeo.example'], /^Unknown option '--tokn'\. See --help/],
    [['check', 'openeo'], /^expected the URL of an API/],
    [['check', 'ftp://openeo.example'], /^expected the URL of an API/],
    [['check', 'https://user@openeo.example'], /^expected a URL without user/],
    [['check', 'https://:secret@openeo.example'], /^expected a URL without user/],
    [['check', 'https://openeo.example', '--origin', 'https://app.example/'], /^https:\/\/app\.example\/ is not an origin/],
    [['check', 'https://openeo.example', '--origin', 'null'], /^null is not an origin/],
    [['check', 'https://openeo.example', ...Array.from({ length: 11 }, () => ['--origin', EDITOR]).flat()], /^expected 1 to 10 origins/],
    [['check', 'https://openeo.example', '--token', 'a\r\nX: y'], /^expected a token/],
    [['check', 'https://openeo.example', '--timeout', 'x'], /^expected a timeout/],
    [['check', 'https://openeo.example', '--timeout', '0'], /^expected a timeout/],
    [['check', 'https://openeo.example', '--concurrency', '1.5'], /^expected a concurrency/],
    [['check', 'https://openeo.example', '--concurrency', '33'], /^expected a concurrency/],
    [['check', 'http://nowhere.invalid'], /^http:\/\/nowhere\.invalid\/ cannot be checked: there is no such host$/],
    [['check', 'http://127.0.0.1:1'], /cannot be checked: browsers block this port \(bad port\)$/],
    [['check', url], /cannot be checked: nothing answers there$/]
  ]
  for (const [args, why] of cases) {
    const { code, stdout, stderr } = await call(args)
    t.equal(code, 2, args.join(' '))
    t.match(stderr.slice(0, -1), why)
    t.notMatch(stderr.slice(0, -1), '\n')
    t.equal(stdout, '')
  }
})

t.test('Check: 2, where there was no time to ask all, and nothing was found by then', async (t) => {
  const { url } = await startBackend(t, { policy: '*', isSilent: ({ method, path }) => method === 'OPTIONS' || !/^\/(?:\.well-known\/openeo)?$/.test(path) })
  const { code, stdout } = await call(['check', url, '--timeout', '0.4'])
  t.equal(code, 2)
  t.match(stdout, '\nNot everything could be asked: it took too long, or needed too many requests.\n')
})

t.test('Check: what is no fault of the server is not hidden', async (t) => {
  const { url } = await startBackend(t, { policy: '*' })
  const terminal: Terminal = { stdout: { write: () => { throw new Error('no space left') } }, stderr: { write: () => true }, env: {} }
  await t.rejects(run(['check', url], terminal), { message: 'no space left' })
})

t.test('Check: the file of the command runs it', async (t) => {
  const printed = await new Promise<string>((resolve, reject) => {
    // This file itself is compiled, or not.
    const file = new URL(`../../lib/check/bin${extname(import.meta.url)}`, import.meta.url)
    execFile(process.execPath, [...process.execArgv, file.pathname, '--help'], (error, stdout) => { if (error === null) resolve(stdout); else reject(error) })
  })
  t.match(printed, /^Usage/)
})

t.test('Check: who reads the output may stop', async (t) => {
  const file = new URL(`../../lib/check/bin${extname(import.meta.url)}`, import.meta.url)
  const child = execFile(process.execPath, [...process.execArgv, file.pathname, '--help'])
  child.stdout!.destroy()
  let stderr = ''
  child.stderr!.on('data', (text: string) => { stderr += text })
  t.equal(await new Promise((resolve) => { child.on('close', resolve) }), 0)
  t.notMatch(stderr, 'EPIPE')
})

t.test('Check: a query of the URL is not printed, as it may hold a secret', async (t) => {
  const { code, stderr } = await call(['check', 'http://127.0.0.1:1/?access_token=hunter2#x'])
  t.equal(code, 2)
  t.notMatch(stderr, 'hunter2')
})
