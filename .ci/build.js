// What `npm run build` does after tsc: writes the entries for `import`, and leaves in dist/ only what the entries reach.
//
// The code for `import` is that for `require()`. With a copy for each, an application that loads the package in both ways, as its
// plugins may, would have two plugins that do not know of each other.

import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const DIST = fileURLToPath(new URL('../dist', import.meta.url))
const COMMAND = 'cjs/check/bin.js'
const ENTRIES = [
  'cjs/package.json', 'cjs/require.cjs', 'cjs/require.d.cts', 'esm/index.js', 'esm/index.d.ts',
  COMMAND, 'cjs/check/index.js', 'cjs/check/index.d.ts', 'esm/check/index.js', 'esm/check/index.d.ts'
]
const SPECIFIER = /\b(?:from |import |import\(|require\()['"](\..+?)['"]/g

await writeFile(join(DIST, 'cjs/package.json'), '{ "type": "commonjs" }\n')
await writeFile(join(DIST, 'esm/index.js'), `export { ${namesOf('index.js')}, openeoCors as default } from '../cjs/index.js'\n`)
await writeFile(join(DIST, 'esm/check/index.js'), `export { ${namesOf('check/index.js')} } from '../../cjs/check/index.js'\n`)
// One set of types is enough here: there is no default export, whose type would differ.
await writeFile(join(DIST, 'esm/check/index.d.ts'), "export * from '../../cjs/check/index.js'\n")
await chmod(join(DIST, COMMAND), 0o755)

const reached = new Set()
for (const entry of ENTRIES) await reach(join(DIST, entry))
for (const entry of await readdir(DIST, { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath, entry.name)
  if (entry.isFile() && !reached.has(file)) await rm(file)
}

function namesOf (file) {
  return Object.keys(createRequire(DIST)(join(DIST, 'cjs', file))).filter((name) => name !== 'default').join(', ')
}

async function reach (file) {
  if (reached.has(file)) return
  reached.add(file)
  const isDeclaration = /\.d\.c?ts$/.test(file)
  for (const [, specifier] of (await readFile(file, 'utf8')).matchAll(SPECIFIER)) {
    await reach(join(file, '..', isDeclaration ? specifier.replace(/js$/, 'd.ts') : specifier))
  }
}
