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

const ROOT = fileURLToPath(new URL('..', import.meta.url))
// Links and pictures of Markdown whose targets are neither an address nor a place in the same document.
const RELATIVE = /(!?)(\[(?:[^[\]]|\[[^\]]*\])*\])\((?![a-z][a-z0-9+.-]*:|#|\/)([^()\s]+)\)/gi

/** The address of the repository, `https://github.com/owner/name`, as package.json says it, or undefined. */
export function addressOf ({ repository }) {
  return /^git\+(https:\/\/github\.com\/[\w.-]+\/[\w.-]+)\.git$/.exec(repository?.url ?? '')?.[1]
}

/**
 * Why a version cannot be released, a sentence each.
 *
 * @param {object} release
 * @param {string} release.tag the tag, `v1.0.0`
 * @param {object} release.manifest package.json
 * @param {object} release.lock package-lock.json
 * @param {string} release.changelog CHANGELOG.md
 * @param {string} [release.runs] where the workflow runs, `https://github.com/owner/name`
 */
export function releaseProblems ({ tag, manifest, lock, changelog, runs }) {
  const { version } = manifest
  const problems = []
  if (tag !== `v${version}`) problems.push(`The tag is ${tag}, and package.json has the version ${version}: expected v${version}`)
  if (lock.version !== version || lock.packages[''].version !== version) {
    problems.push(`package-lock.json has the version ${lock.packages[''].version}, expected ${version}: npm install updates it`)
  }
  const [, heading, text] = /^## (.+)\n([^]*?)(?=^## |(?![^]))/m.exec(changelog) ?? []
  if (heading?.split(' ')[0] !== version) problems.push(`The first heading of CHANGELOG.md is '${heading}', expected '${version}'`)
  else if (!/^- /m.test(text)) problems.push(`CHANGELOG.md says nothing of ${version}`)

  const address = addressOf(manifest)
  if (address === undefined) {
    problems.push('package.json does not say where the repository is, expected "repository": ' +
      '{ "type": "git", "url": "git+https://github.com/OWNER/NAME.git" }, which npm compares with where the package was built')
  } else if (runs !== undefined && runs.toLowerCase() !== address.toLowerCase()) {
    problems.push(`package.json says that the repository is ${address}, and this is ${runs}: npm would refuse the provenance`)
  }
  return problems
}

/**
 * The relative targets of links in a document, without the place in the file.
 *
 * @param {string} document
 * @returns {string[]}
 */
export function relativeTargets (document) {
  // A picture can be in the text of a link.
  return Array.from(document.matchAll(RELATIVE), ([, , text, target]) => [...relativeTargets(text), target.split('#')[0]]).flat()
}

/** A document with its relative links in full: to the repository at a tag, and to the file itself for pictures. */
export function withLinksInFull (document, address, tag) {
  return document.replace(RELATIVE, (_link, picture, text, target) => {
    const inner = withLinksInFull(text, address, tag)
    return `${picture}${inner}(${address}/${picture === '' ? 'blob' : 'raw'}/${tag}/${target.replace(/^\.\//, '')})`
  })
}

function main (tag, { write }) {
  const read = (name) => readFileSync(join(ROOT, name), 'utf8')
  const manifest = JSON.parse(read('package.json'))
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY } = process.env
  const runs = GITHUB_REPOSITORY === undefined ? undefined : `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`
  const readme = read('README.md')
  const problems = [
    ...releaseProblems({ tag, manifest, lock: JSON.parse(read('package-lock.json')), changelog: read('CHANGELOG.md'), runs }),
    ...relativeTargets(readme).filter((target) => !existsSync(join(ROOT, target))).map((target) => `README.md links to ${target}, which is not there`)
  ]
  for (const problem of problems) console.error(problem)
  if (problems.length !== 0) return 1
  if (write) writeFileSync(join(ROOT, 'README.md'), withLinksInFull(readme, addressOf(manifest), tag))
  console.log(`${tag} can be released.`)
  return 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [tag = '', ...flags] = process.argv.slice(2)
  process.exitCode = main(tag, { write: flags.includes('--write') })
}
