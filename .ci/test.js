// What `npm test` and `npm run test:quick` run. Little is printed when all is well, and what failed otherwise. The last line says which.
//
//   node .ci/test.js            lint, build, types, all tests, and whether they reach all of lib/
//   node .ci/test.js --quick    the tests that do not take long, and nothing else

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileTests, execute, linkModules, listTests, MODULES, ROOT, runTests } from './tests.js'

const quick = process.argv.includes('--quick')
const wrong = []
const directory = await mkdtemp(join(tmpdir(), 'fastify-openeo-cors-'))
try {
  if (quick) {
    await test()
  } else {
    // The rest needs the package as it is built. Two steps at a time are what two cores can do.
    await Promise.all([
      step('lint', 'npm', ['run', 'lint']),
      step('build', 'npm', ['run', 'build']).then(() => Promise.all([step('types', 'npm', ['run', 'test:types']), test()]))
    ])
  }
} finally {
  await rm(directory, { recursive: true })
}
const seconds = `${Math.round(performance.now() / 1000)} s`
console.log(wrong.length === 0 ? `\nAll is well, after ${seconds}.` : `\nFailed, after ${seconds}: ${wrong.join('; ')}.`)
process.exitCode = wrong.length === 0 ? 0 : 1

/** Runs a command. What it prints is shown if it fails. */
async function step (name, command, args, options) {
  const { code = 0, stdout, stderr } = await execute(command, args, { cwd: ROOT, maxBuffer: 1e8, ...options }).catch((error) => error)
  console.log(`${code === 0 ? '✓' : '✗'} ${name}`)
  if (code === 0) return
  wrong.push(name)
  console.log(`${stdout}\n${stderr}`.trim())
}

async function test () {
  const copy = join(directory, 'copy')
  const coverage = join(directory, 'coverage')
  await compileTests(copy)
  await linkModules(copy)
  const files = await listTests(copy, { long: !quick })
  const { checks, failedFiles } = await runTests(files, { copy, env: quick ? {} : { NODE_V8_COVERAGE: coverage } })
  console.log(`${failedFiles.length === 0 ? '✓' : '✗'} tests: ${files.length} files, ${checks} assertions`)
  if (failedFiles.length > 0) wrong.push(`tests in ${failedFiles.join(', ')}`)
  if (quick) return
  const options = ['--temp-directory', coverage, '--include', 'lib/**/*.ts', '--skip-full', '--100']
  await step('coverage', join(MODULES, '.bin', 'c8'), ['report', ...options], { cwd: copy })
}
