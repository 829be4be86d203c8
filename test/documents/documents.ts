import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Code in a document. */
export interface Block {
  /** The document and the line. */
  readonly place: string
  readonly language: 'js' | 'ts'
  readonly code: string
}

/** The blocks of a document that are marked as JavaScript or TypeScript. */
export function blocksOf (document: string): Block[] {
  const text = readFileSync(join(ROOT, document), 'utf8')
  return Array.from(text.matchAll(/^```(js|ts)\n([^]*?)^```$/gm), ({ 1: language, 2: code = '', index }) => ({
    place: `${document}:${text.slice(0, index).split('\n').length}`,
    language: language === 'ts' ? 'ts' : 'js',
    code
  }))
}

// What code may use without having declared it.
const GIVEN = `
import type * as fastifyModule from 'fastify'
import type * as corsModule from 'fastify-openeo-cors'
declare global {
  const fastify: fastifyModule.FastifyInstance
  const Fastify: typeof fastifyModule.default
  const openeoCors: typeof corsModule.default
}
`

/** The files with which to check the types of blocks, by name: a module for each, and what they may use. */
export function filesOf (blocks: readonly Block[]): Record<string, string> {
  const modules = blocks.map(({ code, language }, i) => [`${i}.${language}`, `${code}\nexport {}\n`])
  return { 'given.d.ts': GIVEN, ...Object.fromEntries(modules) }
}

// "Cannot find name", and in the short form of a property. With "Did you mean" it has another code, and is an error.
const UNDECLARED = [2304, 18004]

/**
 * Checks the types of the modules in a directory.
 *
 * @returns for a module, what is wrong, and the names that it uses and nobody has declared
 */
export function checkTypes (directory: string, names: readonly string[]): (name: string) => { errors: string[], undeclared: string[] } {
  const program = ts.createProgram(names.map((name) => join(directory, name)), {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    types: ['node'],
    strict: true,
    // Examples have parameters without types.
    noImplicitAny: false,
    exactOptionalPropertyTypes: true,
    allowJs: true,
    checkJs: true,
    skipLibCheck: true,
    noEmit: true
  }, ts.createCompilerHost({}, true))

  return (name) => {
    const source = program.getSourceFile(join(directory, name))
    const diagnostics = ts.getPreEmitDiagnostics(program, source)
    const text = ({ start = 0, length = 0 }: ts.Diagnostic) => source?.text.slice(start, start + length) ?? ''
    return {
      errors: diagnostics.filter(({ code }) => !UNDECLARED.includes(code))
        .map((diagnostic) => `${text(diagnostic)}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`),
      undeclared: diagnostics.filter(({ code }) => UNDECLARED.includes(code)).map(text)
    }
  }
}
