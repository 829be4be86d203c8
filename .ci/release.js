// Says what keeps a version from being released, and makes the README ready for npm.
//
//   node .ci/release.js v1.0.0            checks
//   node .ci/release.js v1.0.0 --write    checks, and writes the README's links in full
//
// The workflow "Release" runs it. The README's links are relative in the repository. On npm and in node_modules, the files that they
// lead to are not there, so the package gets links to the repository at the tag.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { addressOf, relativeTargets, releaseProblems, withLinksInFull } from './release-checks.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const [tag = '', ...flags] = process.argv.slice(2)
const { GITHUB_SERVER_URL, GITHUB_REPOSITORY } = process.env

const read = (name) => readFileSync(join(ROOT, name), 'utf8')
const manifest = JSON.parse(read('package.json'))
const readme = read('README.md')
const problems = [
  ...releaseProblems({
    tag,
    manifest,
    lock: JSON.parse(read('package-lock.json')),
    changelog: read('CHANGELOG.md'),
    ...(GITHUB_REPOSITORY !== undefined && { runs: `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}` })
  }),
  ...relativeTargets(readme).filter((target) => !existsSync(join(ROOT, target))).map((target) => `README.md links to ${target}, which is not there`)
]
for (const problem of problems) console.error(problem)
if (problems.length !== 0) process.exit(1)
if (flags.includes('--write')) writeFileSync(join(ROOT, 'README.md'), withLinksInFull(readme, addressOf(manifest), tag))
console.log(`${tag} can be released.`)
