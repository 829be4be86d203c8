import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { relativeTargets, releaseProblems, withLinksInFull } from '../../.ci/release-checks.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const ADDRESS = 'https://github.com/example/fastify-openeo-cors'

const RIGHT = {
  tag: 'v1.0.0',
  manifest: { version: '1.0.0', repository: { type: 'git', url: `git+${ADDRESS}.git` } } as object,
  lock: { version: '1.0.0', packages: { '': { version: '1.0.0' } } },
  changelog: '# Changelog\n\n## 1.0.0\n\nNew:\n\n- All of it.\n\n## 0.1.0\n\n- The first.\n'
}

t.test('Use: a version whose tag, files and CHANGELOG agree can be released', async (t) => {
  t.strictSame(releaseProblems(RIGHT), [])
  t.strictSame(releaseProblems({ ...RIGHT, changelog: '## 1.0.0 (2026-11-25)\n\n- All of it.\n' }), [], 'with a date')
  t.strictSame(releaseProblems({ ...RIGHT, runs: 'https://github.com/Example/fastify-openeo-cors' }), [], 'where it runs')
})

t.test('Use: whatever disagrees keeps a version from being released', async (t) => {
  const cases: Array<[change: Partial<typeof RIGHT> & { runs?: string }, problem: RegExp]> = [
    [{ tag: 'v1.0.1' }, /^The tag is v1\.0\.1, and package\.json has the version 1\.0\.0/],
    [{ tag: '1.0.0' }, /^The tag is 1\.0\.0/],
    [{ lock: { version: '0.1.0', packages: { '': { version: '0.1.0' } } } }, /^package-lock\.json has the version 0\.1\.0/],
    [{ lock: { version: '1.0.0', packages: { '': { version: '0.1.0' } } } }, /^package-lock\.json has the version 0\.1\.0/],
    [{ changelog: '## Unreleased\n\n- More.\n\n## 1.0.0\n\n- All of it.\n' }, /^The first heading of CHANGELOG\.md is 'Unreleased'/],
    [{ changelog: '## 1.0.0-beta\n\n- All of it.\n' }, /^The first heading of CHANGELOG\.md is '1\.0\.0-beta'/],
    [{ changelog: '## 1.0.0\n\n## 0.1.0\n\n- The first.\n' }, /^CHANGELOG\.md says nothing of 1\.0\.0/],
    [{ changelog: '# Changelog\n' }, /^The first heading of CHANGELOG\.md is 'undefined'/],
    [{ manifest: { version: '1.0.0' } }, /^package\.json does not say where the repository is/],
    [{ manifest: { version: '1.0.0', repository: { url: 'git+https://github.com/OWNER/NAME' } } }, /^package\.json does not say/],
    [{ runs: 'https://github.com/example/a-fork' }, /and this is https:\/\/github\.com\/example\/a-fork/]
  ]
  for (const [change, problem] of cases) {
    const problems = releaseProblems({ ...RIGHT, ...change })
    t.equal(problems.length, 1, String(problem))
    t.match(problems[0], problem)
  }
})

t.test('Use: relative links are written in full, and others are left alone', async (t) => {
  const document = [
    '[`a`](examples/a.js), [b](./SECURITY.md#reporting), ![a picture](examples/b.png)', '[![both](c.png)](docs/c.md)',
    '[there](https://example.org/x), [here](#use), [mail](mailto:a@example.org)'
  ]
  t.strictSame(relativeTargets(document.join('\n')), ['examples/a.js', './SECURITY.md', 'examples/b.png', 'c.png', 'docs/c.md'])
  t.equal(withLinksInFull(document.join('\n'), ADDRESS, 'v1.0.0'), [
    `[\`a\`](${ADDRESS}/blob/v1.0.0/examples/a.js), [b](${ADDRESS}/blob/v1.0.0/SECURITY.md#reporting), ` +
    `![a picture](${ADDRESS}/raw/v1.0.0/examples/b.png)`,
    `[![both](${ADDRESS}/raw/v1.0.0/c.png)](${ADDRESS}/blob/v1.0.0/docs/c.md)`,
    document[2]
  ].join('\n'))
})

t.test('Use: links of the documents lead to files', async (t) => {
  for (const [document, folder] of [['README.md', '.'], ['CONTRIBUTING.md', '.'], ['SECURITY.md', '.'], ['examples/README.md', 'examples']] as const) {
    const targets = relativeTargets(readFileSync(join(ROOT, document), 'utf8'))
    t.strictSame(targets.filter((target) => !existsSync(join(ROOT, folder, target))), [], document)
    if (document.includes('README')) t.ok(targets.length > 2, 'there are links')
  }
})

t.test('Use: the command checks the files, and writes the README of what can be released', async (t) => {
  const directory = t.testdir({})
  for (const name of ['.ci/release.js', '.ci/release-checks.js', 'package.json', 'package-lock.json', 'CHANGELOG.md', 'README.md', ...relativeTargets(readFileSync(join(ROOT, 'README.md'), 'utf8'))]) {
    cpSync(join(ROOT, name), join(directory, name), { recursive: true })
  }
  const run = (...args: string[]) => {
    try {
      const env = { PATH: process.env.PATH }
      return { code: 0, output: execFileSync(process.execPath, [join(directory, '.ci/release.js'), ...args], { env, stdio: 'pipe' }).toString() }
    } catch (error) {
      const { status, stderr } = error as { status: number, stderr: Buffer }
      return { code: status, output: stderr.toString() }
    }
  }
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
  const before = readFileSync(join(directory, 'README.md'), 'utf8')
  t.match(run('v0.0.0', '--write'), { code: 1, output: /^The tag is v0\.0\.0/ })
  t.equal(readFileSync(join(directory, 'README.md'), 'utf8'), before, 'nothing is written')

  writeFileSync(join(directory, 'package.json'), JSON.stringify({ ...manifest, repository: { type: 'git', url: `git+${ADDRESS}.git` } }))
  writeFileSync(join(directory, 'CHANGELOG.md'), `## ${manifest.version}\n\n- All of it.\n`)
  const tag = `v${manifest.version}`
  t.strictSame(run(tag), { code: 0, output: `${tag} can be released.\n` })
  t.equal(readFileSync(join(directory, 'README.md'), 'utf8'), before, 'a check writes nothing')
  t.equal(run(tag, '--write').code, 0)
  const written = readFileSync(join(directory, 'README.md'), 'utf8')
  t.strictSame(relativeTargets(written), [], 'no link is relative')
  t.match(written, `${ADDRESS}/blob/${tag}/`)
})
