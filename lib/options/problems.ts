import { inspect } from 'node:util'

/** A message that says what an option, or an entry of one, is and what is expected. */
export function problem (name: string, got: unknown, expected: string): string {
  return `${name} is ${show(got)}, expected ${expected}`
}

/** A value as text, on one line of limited length. */
export function show (value: unknown): string {
  const shown = value instanceof URL ? `URL '${value.href}'` : inspect(value, { depth: 1, maxArrayLength: 5, maxStringLength: 100, breakLength: Infinity, compact: true })
  return shown.length > MAX_LENGTH || shown.includes('\n') ? `${shown.slice(0, MAX_LENGTH).replace(/\s+/g, ' ')}…` : shown
}

const MAX_LENGTH = 300
const MAX_ENTRIES_NAMED = 5

/** Messages about the wrong entries of a list, each with its index. `check` returns what is expected instead of a wrong entry. */
export function entryProblems (name: string, entries: readonly unknown[], check: (entry: unknown) => string | undefined): string[] {
  const problems = entries.flatMap((entry, index) => {
    const expected = check(entry)
    return expected === undefined ? [] : [problem(`${name}[${index}]`, entry, expected)]
  })
  const more = problems.length - MAX_ENTRIES_NAMED
  return more > 0 ? [...problems.slice(0, MAX_ENTRIES_NAMED), `${name} has ${more} more such entries`] : problems
}
