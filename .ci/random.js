// Runs the tests with generated cases, each time with other cases than before, for some minutes.
//
//   npm run test:random                                             ten minutes
//   npm run test:random -- 30 --fastify 5.7.1 --find-my-way 9.0.0   thirty, with other versions than the lock file has
//
// What fails says what to add to the test, so that it is tried from then on by `npm test`.

import { randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { replaceFastify, versionsIn } from './other-versions.js'
import { compileTests, linkModules, listRandomTests, runTests } from './tests.js'

const { values, positionals: [minutes = '10'] } = parseArgs({
  allowPositionals: true,
  options: { fastify: { type: 'string' }, 'find-my-way': { type: 'string' } }
})
if (!(Number(minutes) > 0)) throw new Error(`${minutes} is no number of minutes`)

const directory = await mkdtemp(join(tmpdir(), 'fastify-openeo-cors-'))
try {
  const copy = join(directory, 'copy')
  await compileTests(copy)
  await linkModules(copy)
  const { fastify, 'find-my-way': findMyWay } = values
  if (fastify !== undefined || findMyWay !== undefined) await replaceFastify(copy, join(directory, 'other'), { fastify, findMyWay })
  const versions = await versionsIn(copy)
  const files = await listRandomTests(copy)
  console.log(`${files.length} files with generated cases, Fastify ${versions.fastify}, find-my-way ${versions['find-my-way']}`)

  const end = Date.now() + Number(minutes) * 60_000
  const failed = new Set()
  let rounds = 0
  for (; Date.now() < end; rounds++) {
    const seed = randomInt(2 ** 31)
    const { failedFiles } = await runTests(files, { copy, env: { RANDOM_SEED: String(seed) }, command: `RANDOM_SEED=${seed} npx tap` })
    for (const file of failedFiles) failed.add(file)
  }
  console.log(failed.size === 0 ? `\nAll is well, after ${rounds} rounds.` : `\nFailed, in ${rounds} rounds: ${[...failed].join(', ')}.`)
  process.exitCode = failed.size === 0 ? 0 : 1
} finally {
  await rm(directory, { recursive: true })
}
