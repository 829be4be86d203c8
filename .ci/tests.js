// Compiles the tests and runs them: what `npm test`, `npm run test:quick`, `test:random` and `test:versions` have in common.
//
// A file of tests is a program of its own. To load the compiler of TypeScript and to compile all of lib/ in each of these programs takes
// three quarters of their time, so all is compiled once.

import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, symlink } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { delimiter, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { failuresIn } from './tap-output.js'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))
export const MODULES = join(ROOT, 'node_modules')
const NOT_COPIED = ['.git', '.tap', 'coverage', 'docs', 'node_modules']

// What takes longer than three seconds by itself, and what is not of lib/. `npm run test:quick` leaves them out.
const LONG = /^test\/(check\/(?:backends|command|faults|hostile)|documents|preflight\/route-tables|reply\/(caches|hooks)|origin\/list|scopes\/promises)\b/

// Seconds after which a test hangs, also on a machine that does ten other things.
const HANGS = '600'

// Of what is wrong in one file, this much is printed.
const MOST = 10
const MOST_LINES = 24

export const execute = promisify(execFile)

/** Copies the checkout without node_modules, and compiles tests and sources there, without a look at the types. */
export async function compileTests (copy) {
  const options = ['--noEmit', 'false', '--noCheck', '--declaration', 'false', '--outDir', copy, '--sourceMap', '--sourceRoot', copy]
  await execute(join(MODULES, '.bin', 'tsc'), ['-p', 'test', ...options], { cwd: ROOT })
  await cp(ROOT, copy, { recursive: true, filter: (path) => !NOT_COPIED.includes(relative(ROOT, path)) })
}

/** Gives a copy what is installed, a link a package, so that one can be replaced. */
export async function linkModules (copy) {
  await mkdir(join(copy, 'node_modules'))
  await Promise.all((await readdir(MODULES)).map((name) => symlink(join(MODULES, name), join(copy, 'node_modules', name))))
}

/** The compiled files of tests, by path. Those that take long are first, so that none of them runs alone at the end. */
export async function listTests (copy, { long = true } = {}) {
  const names = await readdir(join(copy, 'test'), { recursive: true })
  const files = names.filter((name) => name.endsWith('.test.js')).map((name) => `test/${name.replaceAll('\\', '/')}`).sort()
  return long ? [...files.filter((file) => LONG.test(file)), ...files.filter((file) => !LONG.test(file))] : files.filter((file) => !LONG.test(file))
}

/** The compiled files of tests whose cases are generated. */
export async function listRandomTests (copy) {
  const files = await listTests(copy)
  const texts = await Promise.all(files.map((file) => readFile(join(copy, file), 'utf8')))
  return files.filter((_, i) => texts[i].includes("/random.js'"))
}

/**
 * Runs files of tests, as many at a time as there are cores. Prints what fails.
 *
 * @param bin the directory of another Node.js
 * @returns the number of assertions and of failures, and the files that failed
 */
export async function runTests (files, { copy, env = {}, bin, command = 'npx tap' }) {
  const path = bin === undefined ? {} : { PATH: `${bin}${delimiter}${process.env.PATH}` }
  const options = { cwd: copy, env: { TAP_TIMEOUT: HANGS, ...process.env, ...path, ...env }, maxBuffer: 1e8, timeout: Number(HANGS) * 2000 }
  const sum = { files: files.length, checks: 0, failed: 0, failedFiles: [] }
  const queue = files.values()
  await Promise.all(Array.from({ length: availableParallelism() }, async () => {
    for (const file of queue) {
      const { passed, failures } = await runTest(file, options)
      sum.checks += passed + failures.length
      if (failures.length === 0) continue
      sum.failed += failures.length
      const source = file.replace(/js$/, 'ts')
      sum.failedFiles.push(source)
      console.log(`\nFailed: ${command} ${source}`)
      for (const { title, details } of failures.slice(0, MOST)) {
        console.log([`  ✗ ${title}`, ...details.slice(0, MOST_LINES).map((line) => `      ${line}`)].join('\n'))
      }
      if (failures.length > MOST) console.log(`  ✗ and ${failures.length - MOST} more`)
    }
  }))
  sum.failedFiles.sort()
  return sum
}

// To replace modules, tap has to see them loaded. That takes half a second, which few files need.
const REPLACES_MODULES = /\.mock(?:Import|All|Require)?\(/
const SEES_MODULES = `--import=${import.meta.resolve('@tapjs/mock/import')}`

// A file of tests says at its end how many assertions there were, unless it cannot be run.
async function runTest (file, options) {
  const text = await readFile(join(options.cwd, file), 'utf8')
  const flags = ['--enable-source-maps', ...(REPLACES_MODULES.test(text) ? [SEES_MODULES] : [])]
  const { code = 0, signal, stdout, stderr } = await execute('node', [...flags, file], options).catch((error) => error)
  const [, passed] = /^# \{ total: \d+, pass: (\d+)/m.exec(stdout) ?? []
  const failures = failuresIn(stdout)
  if (code === 0 && passed !== undefined) return { passed: Number(passed), failures }
  if (failures.length === 0) {
    failures.push({ title: `it ended with ${signal ?? `code ${code}`}`, details: `${stdout}\n${stderr}`.trim().split('\n').slice(-30) })
  }
  return { passed: Number(passed ?? 0), failures }
}
