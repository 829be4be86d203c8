// Whether a version can be released, and links that work outside of the repository: what `.ci/release.js` goes by.

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
