import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import ts from 'typescript'

const TESTS = new URL('../', import.meta.url)
const CONTRACT = readFileSync(new URL('CONTRACT.md', TESTS), 'utf8')
const IDS = Array.from(CONTRACT.matchAll(/^- \*\*(\w+)\*\*: \S/gm), ([, id = '']) => id)

const SUBJECTS = /^(\w+(?:, \w+)*): \S/

interface Title {
  readonly place: string
  /** The text, or its beginning if the rest is only known when the test runs. */
  readonly text: string
  /** The name of the variable that it begins with instead. */
  readonly variable: string | undefined
}

/** The titles of the tests in a file, without those of tests in tests. */
function titlesIn (name: string, source: ts.SourceFile): Title[] {
  return source.statements.flatMap(function find (node: ts.Node): Title[] {
    if (!ts.isCallExpression(node) || node.expression.getText(source) !== 't.test') {
      const found: Title[] = []
      ts.forEachChild(node, (child) => { found.push(...find(child)) })
      return found
    }
    const [title] = node.arguments
    const place = `${name}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`
    if (title !== undefined && ts.isStringLiteralLike(title)) return [{ place, text: title.text, variable: undefined }]
    if (title !== undefined && ts.isTemplateExpression(title)) {
      const [first] = title.templateSpans
      const variable = title.head.text === '' ? first?.expression.getText(source) : undefined
      return [{ place, text: `${title.head.text}...`, variable }]
    }
    return [{ place, text: title?.getText(source) ?? '', variable: undefined }]
  })
}

/** The values that a file gives to a variable, or to a property of its name. */
function valuesOf (variable: string, source: ts.SourceFile): string[] {
  const values: string[] = []
  const find = (node: ts.Node): void => {
    if ((ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)) && node.name.getText(source) === variable) {
      const collect = (node: ts.Node | undefined): void => {
        if (node === undefined) return
        if (ts.isStringLiteralLike(node)) values.push(node.text)
        if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(collect)
      }
      collect(node.initializer)
    }
    ts.forEachChild(node, find)
  }
  find(source)
  return values
}

const named = new Map<string, string>()
const wrong: string[] = []
const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts')).sort()
for (const name of files) {
  const source = ts.createSourceFile(name, readFileSync(fileURLToPath(new URL(name, TESTS)), 'utf8'), ts.ScriptTarget.ES2023, true)
  for (const { place, text, variable } of titlesIn(name, source)) {
    const beginnings = variable === undefined ? [text] : valuesOf(variable, source).map((value) => `${value}: ...`)
    if (beginnings.length === 0) wrong.push(`${place}: nobody knows what ${variable} is`)
    for (const beginning of beginnings) {
      const ids = SUBJECTS.exec(beginning)?.[1]?.split(', ') ?? []
      if (ids.length === 0 || ids.some((id) => !IDS.includes(id))) wrong.push(`${place}: ${beginning}`)
      for (const id of ids) named.set(id, place)
    }
  }
}

t.test('Use: the title of each test begins with ids of CONTRACT.md', async (t) => {
  t.ok(named.size > 20, 'there are titles')
  t.strictSame(wrong, [])
})

t.test('Use: each id of CONTRACT.md is in the title of a test', async (t) => {
  t.strictSame(IDS.filter((id) => !named.has(id)), [])
  t.strictSame(IDS.filter((id, i) => IDS.indexOf(id) !== i), [], 'and there once')
})
