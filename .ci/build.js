// What `npm run build` does after tsc: writes the entry for `import`, and leaves in dist/ only what the entries reach.
//
// The code for `import` is that for `require()`. With a copy for each, an application that loads the package in both ways, as its
// plugins may, would have two plugins that do not know of each other.

import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const DIST = fileURLToPath(new URL('../dist', import.meta.url))
const ENTRIES = ['cjs/package.json', 'cjs/require.cjs', 'cjs/require.d.cts', 'esm/index.js', 'esm/index.d.ts']
const SPECIFIER = /\b(?:from |import |import\(|require\()['"](\..+?)['"]/g

await writeFile(join(DIST, 'cjs/package.json'), '{ "type": "commonjs" }\n')
const names = Object.keys(createRequire(DIST)(join(DIST, 'cjs/index.js'))).filter((name) => name !== 'default')
await writeFile(join(DIST, 'esm/index.js'), `export { ${names.join(', ')}, openeoCors as default } from '../cjs/index.js'\n`)

const reached = new Set()
for (const entry of ENTRIES) await reach(join(DIST, entry))
for (const entry of await readdir(DIST, { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath, entry.name)
  if (entry.isFile() && !reached.has(file)) await rm(file)
}

async function reach (file) {
  if (reached.has(file)) return
  reached.add(file)
  const isDeclaration = /\.d\.c?ts$/.test(file)
  for (const [, specifier] of (await readFile(file, 'utf8')).matchAll(SPECIFIER)) {
    await reach(join(file, '..', isDeclaration ? specifier.replace(/js$/, 'd.ts') : specifier))
  }
}
