import { readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify'
import fp from 'fastify-plugin'
import t from 'tap'
import ts from 'typescript'
import { blocksOf, checkTypes, filesOf } from './documents.js'
import { sendPreflight } from '../requests.js'
import { RECIPES } from './recipes.js'

const PACKAGE: string = 'fastify-openeo-cors'
const GUIDES = readdirSync(RECIPES).filter((name) => name.endsWith('.md')).map((name) => `examples/${name}`)

const blocks = ['README.md', 'SECURITY.md', 'CONTRIBUTING.md', ...GUIDES].flatMap(blocksOf)
// In the repository, imports find the package by its name, and so as it is built.
const files = filesOf(blocks)
const directory = t.testdir(files)
const check = checkTypes(directory, Object.keys(files))
const { openeoCors } = await import(PACKAGE)
  .catch((cause) => { throw new Error('The package cannot be loaded. It has to be built: npm run build', { cause }) })

t.ok(blocks.some(({ place }) => place.startsWith('README.md')), 'the README has code')

for (const [i, { place, language, code }] of blocks.entries()) {
  t.test(`O1: the code of ${place} is right, and with it a preflight is answered`, async (t) => {
    const { errors, undeclared } = check(`${i}.${language}`)
    t.strictSame(errors, [], 'its types fit')

    const given = Fastify()
    t.after(() => given.close())
    if (!/\bregister\(openeoCors\b/.test(code)) await given.register(openeoCors, { auth: true })
    provide(given, undeclared)

    const { built, plugin } = await run(i, code)
    if (plugin !== undefined) {
      const [, dependency = 'none'] = /\bdependencies: \['(.+?)'\]/.exec(code) ?? []
      await given.register(fp(async () => {}, { name: dependency })).register(plugin)
    }
    const app = built ?? given
    t.after(() => app.close())
    const [, prefix = ''] = /\bprefix: '(.+?)'/.exec(code) ?? []
    const { statusCode, headers } = await sendPreflight(app, `${prefix}/`)
    t.equal(statusCode, 204)
    t.match(headers['access-control-allow-methods'], /^OPTIONS/)
  })
}

/** Declares what a block may use for all modules. A name that nobody has declared stands for a handler or a hook. */
function provide (fastify: FastifyInstance, names: readonly string[]): void {
  const handler = async () => {}
  Object.assign(globalThis, { require: createRequire(import.meta.url), Fastify, openeoCors, fastify },
    Object.fromEntries(names.map((name) => [name, handler])))
}

/** Runs a block. Returns the server that it has made, if it has, and the plugin that it exports. */
async function run (i: number, code: string): Promise<{ built?: FastifyInstance, plugin?: FastifyPluginAsync }> {
  const [, name] = /^(?:const|let) (\w+) = (?:await )?(?:Fastify|fastify)\(/m.exec(code) ?? []
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true }
  })
  const file = join(directory, `${i}.mjs`)
  writeFileSync(file, [
    // Any port will do.
    outputText.replaceAll(/\bport: \d+/g, 'port: 0'),
    name === undefined ? '' : `export { ${name} as built }`
  ].join('\n'))
  const { built, default: plugin } = await import(pathToFileURL(file).href)
  return { built, plugin }
}
