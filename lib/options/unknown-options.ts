import { show } from './problems.js'

const MAX_NAMES = 10
const MAX_LENGTH = 40

/** Messages about names that are not options, with what was probably meant. The last message lists the names of all options. */
export function unknownProblems (names: readonly string[], known: readonly string[], prefix: string): string[] {
  if (names.length === 0) return []
  const problems = names.slice(0, MAX_NAMES).map((name) => `${prefix}${shown(name)} is unknown${intention(name, known)}`)
  const more = names.length - MAX_NAMES
  if (more > 0) problems.push(`${more} more are unknown`)
  return [...problems, `${prefix === '' ? 'the options' : 'the options of a route'} are ${known.join(', ')}`]
}

// Options of @fastify/cors and other plugins, and what this plugin does instead.
const ELSEWHERE = new Map([
  ['preflight', ', as the plugin answers all preflights'],
  ['preflightcontinue', ', as the plugin answers all preflights: a route for OPTIONS with config: { openeoCors: false } answers its own'],
  ['optionssuccessstatus', ', as OPTIONS is answered with 204'],
  ['strictpreflight', ', as OPTIONS without Access-Control-Request-Method is answered too'],
  ['cachecontrol', ', as maxAge says how long browsers keep the answer to a preflight'],
  ['delegator', ", as a route's config.openeoCors says what differs, and a function as origin decides by request"],
  ['hook', ', as the plugin has to run first, in onRequest'],
  ['hideoptionsroute', ', as only the plugin has it'],
  ['loglevel', ', as only the plugin has it']
])

// Words in the names of other libraries' options, or in the names of headers.
const WORDS: ReadonlyArray<[word: RegExp, name: string]> = [
  [/origin/, 'origin'], [/credential/, 'credentials'], [/expos/, 'exposedHeaders'], [/header/, 'allowedHeaders'],
  [/maxage/, 'maxAge'], [/range/, 'rangeRequests'], [/^auth/, 'auth']
]

function intention (name: string, known: readonly string[]): string {
  const plain = name.slice(0, MAX_LENGTH).toLowerCase().replace(/[^a-z]/g, '')
  if (plain.includes('method')) return ', as the methods of a path come from its routes'
  const elsewhere = ELSEWHERE.get(plain)
  if (elsewhere !== undefined) return elsewhere
  const similar = nearest(plain, known) ?? WORDS.find(([word]) => word.test(plain))?.[1]
  return similar === undefined ? '' : `, ${similar} is probably meant`
}

function shown (name: string): string {
  return name.length <= MAX_LENGTH && /^[\w$-]+$/.test(name) ? name : show(name.slice(0, MAX_LENGTH))
}

function nearest (name: string, known: readonly string[]): string | undefined {
  const limit = name.length < 6 ? 1 : 2
  const [best] = known.map((option) => ({ option, distance: distance(name, option.toLowerCase()) }))
    .sort((one, other) => one.distance - other.distance)
  return best !== undefined && best.distance <= limit ? best.option : undefined
}

/** How many letters to add, remove, replace or swap to turn one word into the other (optimal string alignment). */
function distance (one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, index) => index)]
  for (let i = 1; i <= one.length; i++) {
    const [row, above, twoAbove] = [[i], rows[i - 1]!, rows[i - 2]]
    for (let j = 1; j <= other.length; j++) {
      const swapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      row.push(Math.min(
        above[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1), above[j]! + 1, row[j - 1]! + 1,
        twoAbove !== undefined && swapped ? twoAbove[j - 2]! + 1 : Infinity
      ))
    }
    rows.push(row)
  }
  return rows.at(-1)!.at(-1)!
}
