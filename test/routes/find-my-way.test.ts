import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import ts from 'typescript'

const SOURCE = readFileSync(new URL('../../lib/routes/find-my-way.cts', import.meta.url), 'utf8')

/** Loads the module in a folder with these packages. Each package exports its own name. */
function load (t: Test, packages: Record<string, string>): unknown {
  // The folder is outside of the repository, because the packages of the repository would be found.
  const folder = mkdtempSync(join(tmpdir(), 'find-my-way-'))
  t.after(() => { rmSync(folder, { recursive: true }) })
  for (const [path, is] of Object.entries(packages)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), `module.exports = ${JSON.stringify(is)}`)
  }
  const { outputText } = ts.transpileModule(SOURCE, { compilerOptions: { module: ts.ModuleKind.CommonJS, esModuleInterop: true } })
  writeFileSync(join(folder, 'module.cjs'), outputText)
  return createRequire(join(folder, 'module.cjs'))('./module.cjs')
}

t.test("O3: the router is the copy that Fastify uses, and the package's own where that cannot be found", async (t) => {
  const own = { 'node_modules/find-my-way/index.js': 'own' }
  t.equal(load(t, own), 'own', 'without Fastify')
  t.equal(load(t, { ...own, 'node_modules/fastify/index.js': 'fastify' }), 'own', 'with a Fastify that uses the same')
  t.equal(load(t, {
    ...own, 'node_modules/fastify/index.js': 'fastify', 'node_modules/fastify/node_modules/find-my-way/index.js': "Fastify's"
  }), "Fastify's", 'with a Fastify that has its own')
})
