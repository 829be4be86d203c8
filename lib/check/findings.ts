import type { Exchange } from './ask.js'
import { CAUSES, type Cause, type Grade, type Observation } from './causes.js'

/** One fault, with all requests that show it. */
export interface Finding {
  /** What kind of fault it is, for programs. */
  readonly cause: Cause
  /** How bad it is. */
  readonly grade: Grade
  /** What is wrong, in one line. */
  readonly message: string
  /** What the user of a browser sees. */
  readonly sees: string
  /** The header that mends it. */
  readonly header: string
  /** The option of the plugin that does so, or what else to do with it. */
  readonly option: string
  /** The step of the Fetch standard, or openEO's sentence. */
  readonly rule: string
  /** The requests that show it, such as `PATCH /jobs/{job_id}`. */
  readonly requests: readonly string[]
  /** The origins that it was seen with. */
  readonly origins: readonly string[]
}

const GRADES: readonly Grade[] = ['browser', 'openeo', 'risk']
const KINDS = { preflight: 'preflights', options: 'OPTIONS requests', error: 'errors', answer: 'answers' }

/** The exchanges and origins of a check, and a function that makes texts of the server safe to print. */
interface Context {
  readonly exchanges: readonly Exchange[]
  readonly origins: readonly string[]
  readonly clean: (text: string) => string
}

/** One finding for each cause and detail, the worst and the most frequent first. */
export function group (observations: readonly Observation[], context: Context): Finding[] {
  const groups = new Map<string, Observation[]>()
  for (const observation of observations) {
    const key = `${observation.cause} ${observation.detail}`
    groups.set(key, [...groups.get(key) ?? [], observation])
  }
  return [...groups.values()].sort((a, b) => b.length - a.length).map((group) => findingOf(group, context))
    .sort((a, b) => GRADES.indexOf(a.grade) - GRADES.indexOf(b.grade))
}

function findingOf (group: readonly Observation[], { exchanges, origins, clean }: Context): Finding {
  const { cause, detail, question } = group[0]!
  const [grade, says, sees, header, option, rule] = CAUSES[cause]
  const fill = (text: string) => text.replaceAll('%', () => clean(detail))
  const requests = [...new Set(group.map(({ question }) => clean(question.label)))]
  const seen = origins.filter((origin) => group.some(({ question }) => question.origin === origin))
  const finding = { cause, grade, message: fill(says), sees, header: fill(header), option, rule, requests, origins: seen }
  // The requests with other origins are sent once, and are not counted.
  if (!exchanges.some((exchange) => exchange.question === question)) return finding

  const isOneKind = group.every(({ question: { kind } }) => kind === question.kind)
  const all = exchanges.filter(({ question: { kind } }) => !isOneKind || kind === question.kind).length
  const count = `${group.length} of ${all} ${isOneKind ? KINDS[question.kind] : 'requests'}`
  // The message has the method already, so it is left out of the paths.
  const paths = requests.slice(0, 3).map((name) => name.startsWith(`${detail} `) ? name.slice(detail.length + 1) : name)
  const where = [...paths, ...requests.length > 3 ? ['…'] : []].join(', ')
  const whom = seen.length < origins.length ? `, from ${seen.join(', ')}` : ''
  return { ...finding, message: `${count}: ${finding.message} (${where})${whom}` }
}
