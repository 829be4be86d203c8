import { readFileSync } from 'node:fs'
import t from 'tap'
import * as check from '../../lib/check/index.js'
import * as plugin from '../../lib/index.js'
import { checkOptions } from '../../lib/options/check.js'
import { resolvePolicy } from '../../lib/options/policy.js'

const ROOT = new URL('../../', import.meta.url)
const README = readFileSync(new URL('README.md', ROOT), 'utf8')

/** The cells of the rows of a table in README, by the first cell of its head. Each is a list of what is marked as code there. */
function table (head: string): string[][][] {
  const [rows] = new RegExp(`(?<=^\\| ${head} \\|.*\\n\\|[-| ]+\\|\\n)(?:\\|.*\\n)+`, 'm').exec(README) ?? []
  if (rows === undefined) throw new Error(`README has no table of ${head}`)
  return rows.trim().split('\n').map((row) => row.split(/ ?(?<!\\)\| ?/).slice(1, -1).map((cell) => Array.from(cell.matchAll(/`(.+?)`/g), ([, code = '']) => code)))
}

/** What a source file has between quotes. */
const literals = (file: string, pattern: RegExp) => new Set(Array.from(readFileSync(new URL(file, ROOT), 'utf8').matchAll(pattern), ([, text = '']) => text))

t.test('Use: README is short', async (t) => {
  t.ok(Buffer.byteLength(README) <= 11_000, `${Buffer.byteLength(README)} bytes`)
})

t.test("Use: README's table of options has all of them, with their defaults", async (t) => {
  const rows = table('option').map(([name = [], value = []]) => [name[0], value[0]] as const)
  t.strictSame(rows.map(([name]) => name).sort(), Object.keys(plugin.OptionsSchema.properties).sort())
  const defaults: Record<string, unknown> = Object.fromEntries(rows.filter(([, value]) => value !== undefined && value !== 'auth')
    .map(([name, value]) => [name, JSON.parse(value!)]))
  t.strictSame(Object.keys(defaults).sort(), ['allowedHeaders', 'auth', 'exposedHeaders', 'hideOptionsRoute', 'maxAge', 'origin', 'rangeRequests'])
  t.strictSame(resolvePolicy(checkOptions(defaults)), resolvePolicy(checkOptions({})), 'written out, they change nothing')
})

t.test("Use: README's table of errors has all codes", async (t) => {
  const codes = literals('lib/errors.ts', /\| '(FST_\w+)'/g)
  t.ok(codes.size > 1)
  t.strictSame(table('code').map(([code = []]) => code[0]).sort(), [...codes].sort())
})

t.test("V3: README's table of the log has all reasons", async (t) => {
  const reasons = new Set([
    ...literals('lib/debug-log.ts', /reason: '([a-z A-Z]+)'/g),
    ...literals('lib/debug-log.ts', /(?<=reason: .*)'([a-z ]+ (?:out of CORS|in no scope))'/g),
    ...literals('lib/options/verdict.ts', /(?<=OriginRefusal = .*)'([a-z ]+)'/g)
  ])
  t.ok(reasons.size > 5)
  t.strictSame(table('reason').flatMap(([names = []]) => names).sort(), [...reasons].sort())
})

t.test("Use: README's table of exports has all of them", async (t) => {
  const [named, checks] = [table('export').slice(0, -1), table('export').slice(-1)]
  t.strictSame(named.flatMap(([names = []]) => names).sort(), Object.keys(plugin).sort())
  t.strictSame(checks.flatMap(([names = []]) => names).sort(), [...Object.keys(check), 'fastify-openeo-cors/check'].sort())
})
