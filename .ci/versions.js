// Runs the tests with other versions of Node.js, Fastify and its router than `npm test` does: those that package.json says will do.
//
//   npm run build && node .ci/versions.js          without the tests that take long, or are of documents
//   npm run build && node .ci/versions.js --all
//   npm run build && node .ci/versions.js --ends   only with the oldest, the newest and the next versions
//
// Nothing is changed in the checkout. Its tests are compiled, once, into a copy, where `fastify` and `find-my-way` are links
// to the versions in question, and everything else one to what is installed.

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installNode, replaceFastify, versionsIn } from './other-versions.js'
import { compileTests, execute, linkModules, listTests, ROOT, runTests } from './tests.js'

const { peerDependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
const [oldest, next] = peerDependencies.fastify.split(' || ').map((range) => range.replace('^', ''))

// Names of tests of what an older router does not have: absolute forms of URLs without a path, or in upper case.
const NOT_IN_OLD_ROUTER = ['^O1: on the wire']
// And of what the oldest Fastify does not have.
const NOT_IN_OLDEST = [
  ...NOT_IN_OLD_ROUTER,
  // 5.8: the option `handlerTimeout`.
  'handlerTimeout', 'a handler that does not answer in time',
  // 5.9: an error for a parameter that is too long, which was a 404, and one for a level that the logger does not have.
  '^R5: (replies|with|without|the body)', 'the OPTIONS route can be silent',
  // 5.11: QUERY, also as one of the methods of `all()`.
  'QUERY', '^O10: it coexists .*all\\(', '^O9: .* reach (all\\(|one of several methods)', '^O3: (methods are listed|prefixes are part)'
]
// It replies a second time, and fails, when hooks go on after `handlerTimeout`. 5.12 has that mended.
const NOT_IN_NEXT = ['handlerTimeout']

// The router has its own versions. Fastify takes them from 9.0 on, and since 5.9 from 9.6 on. The plugin has the same one.
const RUNS = [
  { node: '20' },
  { node: '22' },
  { node: '24' },
  // The check asks by Node's own fetch, which changes with Node.
  { node: '26', more: /^test\/check\//, isEnd: true },
  { node: '22', findMyWay: '9.6.0', leftOut: NOT_IN_OLD_ROUTER },
  { node: '22', findMyWay: '^9.0.0' },
  { node: '20', fastify: oldest, findMyWay: '9.0.0', leftOut: NOT_IN_OLDEST, isEnd: true },
  { node: '24', fastify: next, findMyWay: '^9.0.0', leftOut: NOT_IN_NEXT, isEnd: true }
]

const directory = await mkdtemp(join(tmpdir(), 'fastify-openeo-cors-'))
try {
  const copy = join(directory, 'copy')
  await compileTests(copy)
  await linkModules(copy)
  const isAll = process.argv.includes('--all')
  const runs = process.argv.includes('--ends') ? RUNS.filter(({ isEnd }) => isEnd) : RUNS
  const all = await listTests(copy)
  const short = await listTests(copy, { long: false })
  const nodes = {}
  const results = []
  for (const [i, { node, fastify, findMyWay, leftOut, more }] of runs.entries()) {
    const isLocked = fastify === undefined && findMyWay === undefined
    // `npm test` has done that.
    if (isLocked && node === process.versions.node.split('.')[0]) continue
    nodes[node] ??= await installNode(join(directory, `node-${node}`), node)
    const bin = nodes[node]
    const versions = {
      node: (await execute(join(bin, 'node'), ['--version'])).stdout.trim(),
      ...(isLocked ? await versionsIn(copy) : await replaceFastify(copy, join(directory, `run-${i}`), { fastify, findMyWay }))
    }
    console.log(Object.entries(versions).flat().join(' '))
    const env = leftOut === undefined ? {} : { TAP_GREP: `/${leftOut.join('|')}/`, TAP_INVERT: '1' }
    const files = all.filter((file) => isAll || short.includes(file) || more?.test(file))
    const start = Date.now()
    const { checks, failed, failedFiles } = await runTests(files, { copy, env, bin })
    results.push({ ...versions, files: files.length, checks, failed, seconds: Math.round((Date.now() - start) / 1000), failedFiles })
  }
  console.table(results, ['node', 'fastify', 'find-my-way', 'files', 'checks', 'failed', 'seconds'])
  const wrong = results.filter(({ failed }) => failed > 0)
  for (const { node, fastify, 'find-my-way': router, failedFiles } of wrong) {
    console.log(`Failed with Node.js ${node}, Fastify ${fastify}, find-my-way ${router}: ${failedFiles.join(', ')}.`)
  }
  if (wrong.length === 0) console.log('All is well.')
  process.exitCode = wrong.length === 0 ? 0 : 1
} finally {
  await rm(directory, { recursive: true })
}
