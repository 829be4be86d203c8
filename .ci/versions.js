// Runs the tests with other versions of Node.js and Fastify than `npm test` does: those that package.json says will do.
//
//   npm run build && node .ci/versions.js          without the tests that take long, or are of documents
//   npm run build && node .ci/versions.js --all
//
// Nothing is changed in the checkout. Its tests are compiled, once, into a copy without node_modules, where `fastify` is a
// link to the version in question, and everything else one to what is installed.

import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { basename, delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const MODULES = join(ROOT, 'node_modules')
const NOT_COPIED = ['.git', '.tap', 'node_modules']
const { peerDependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
const [five, next] = peerDependencies.fastify.split(' || ')

const PACKAGES = {
  ...Object.fromEntries([20, 22, 24].map((major) => [`node-${major}`, `node-${process.platform}-${process.arch}@${major}`])),
  'fastify-oldest': `fastify@${five.replace('^', '')}`,
  'fastify-next': `fastify@${next}`
}

const LONG = /^(caches|examples.*|hostile.*|origin-list|pattern-index|readme|response-hooks)\.test\.js$/

// Names of tests of what the oldest Fastify does not have.
const NOT_IN_OLDEST = [
  // 5.8: the option `handlerTimeout`.
  'handlerTimeout', 'a handler that does not answer in time',
  // 5.9: an error for a parameter that is too long, which was a 404, and one for a level that the logger does not have.
  '^R5: (replies|with|without|the body)', 'the OPTIONS route can be silent',
  // 5.11: QUERY, also as one of the methods of `all()`.
  'QUERY', '^O10: it coexists .*all\\(', '^O9: .* reach (all\\(|one of several methods)', '^O3: (methods are listed|prefixes are part)'
]
// It replies a second time, and fails, when hooks go on after `handlerTimeout`. 5.12 has that mended.
const NOT_IN_NEXT = ['handlerTimeout']

const RUNS = [
  { node: 'node-20' },
  { node: 'node-22' },
  { node: 'node-24' },
  { node: 'node-20', fastify: 'fastify-oldest', leftOut: NOT_IN_OLDEST },
  { node: 'node-24', fastify: 'fastify-next', leftOut: NOT_IN_NEXT }
]

const execute = promisify(execFile)

const directory = await mkdtemp(join(tmpdir(), 'fastify-openeo-cors-'))
try {
  const copy = join(directory, 'copy')
  const installed = join(directory, 'node_modules')
  await Promise.all([copyTests(copy), install()])
  const results = []
  for (const { node, fastify, leftOut } of RUNS) {
    // `npm test` has done that.
    if (fastify === undefined && node === `node-${process.versions.node.split('.')[0]}`) continue
    const nodePackage = join(installed, node)
    const fastifyPackage = fastify === undefined ? join(MODULES, 'fastify') : join(installed, fastify)
    await rm(join(copy, 'node_modules', 'fastify'))
    await symlink(fastifyPackage, join(copy, 'node_modules', 'fastify'))
    const names = { Node: await versionOf(nodePackage), Fastify: await versionOf(fastifyPackage) }
    console.log(`Node ${names.Node}, Fastify ${names.Fastify}`)
    results.push({ ...names, ...await runTests(copy, join(nodePackage, 'bin'), leftOut) })
  }
  console.table(results)
  process.exitCode = results.some(({ failed }) => failed !== 0) ? 1 : 0
} finally {
  await rm(directory, { recursive: true })
}

async function copyTests (copy) {
  const options = ['--noEmit', 'false', '--noCheck', '--declaration', 'false', '--outDir', copy]
  await execute(join(MODULES, '.bin', 'tsc'), ['-p', 'test', ...options], { cwd: ROOT })
  await cp(ROOT, copy, { recursive: true, filter: (path) => !NOT_COPIED.includes(basename(path)) })
  await mkdir(join(copy, 'node_modules'))
  for (const name of await readdir(MODULES)) await symlink(join(MODULES, name), join(copy, 'node_modules', name))
}

async function install () {
  const packages = Object.entries(PACKAGES).map(([name, source]) => `${name}@npm:${source}`)
  // They all have the same command.
  await execute('npm', ['install', '--prefix', directory, '--no-bin-links', '--no-audit', '--no-fund', ...packages])
}

async function versionOf (directory) {
  return JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')).version
}

async function runTests (copy, bin, leftOut) {
  const files = (await readdir(join(copy, 'test'))).filter((name) => name.endsWith('.test.js'))
    .filter((name) => process.argv.includes('--all') || !LONG.test(name))
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, TAP_TIMEOUT: '120' }
  if (leftOut !== undefined) Object.assign(env, { TAP_GREP: `/${leftOut.join('|')}/`, TAP_INVERT: '1' })
  const start = Date.now()
  const sum = { files: files.length, checks: 0, failed: 0 }
  const queue = files.values()
  await Promise.all(Array.from({ length: availableParallelism() }, async () => {
    for (const file of queue) {
      const { passed, failed } = await runTest(join('test', file), { cwd: copy, env, maxBuffer: 1e8, timeout: 300_000 })
      sum.checks += passed + failed
      sum.failed += failed
    }
  }))
  return { ...sum, seconds: Math.round((Date.now() - start) / 1000) }
}

// A file of tests says at its end how many there were, unless it cannot be run.
async function runTest (file, options) {
  const { code = 0, stdout, stderr } = await execute('node', [file], options).catch((error) => error)
  const { pass = 0, fail = 0 } = /^# \{ total: \d+(?:, pass: (?<pass>\d+))?(?:, fail: (?<fail>\d+))?/m.exec(stdout)?.groups ?? {}
  if (code !== 0) {
    const lines = `${stdout}\n${stderr}`.split('\n')
    const wrong = lines.filter((line) => /^ *not ok /.test(line))
    console.log([`not ok ${file}`, ...(wrong.length === 0 ? lines : wrong).slice(0, 10)].join('\n  '))
  }
  return { passed: Number(pass), failed: Number(fail) || Number(code !== 0) }
}
