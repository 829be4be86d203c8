import fc from 'fast-check'

/** The number of cases for a property, and values that are always tried, because the property once failed for them. */
interface Trials<Values> {
  readonly runs?: number
  readonly examples?: Values[]
}

// The values are the same in each run. So a change does not fail because of values that earlier runs did not have.
// `npm run test:random` uses new values.
const seed = Number(process.env.RANDOM_SEED ?? 1)

/**
 * Asserts that a property holds for generated values.
 *
 * @throws with the values that it does not hold for, as they can be added to `examples`
 */
export async function holds<Values> (
  property: fc.IRawProperty<Values>, { runs: numRuns = 100, examples = [] }: Trials<Values> = {}
): Promise<void> {
  const details = await fc.check(property, { seed, numRuns, examples })
  if (!details.failed) return
  const kept = details.counterexample === null ? '' : `\nTo keep it, add to \`examples\`:\n${fc.stringify(details.counterexample)}`
  throw new Error(`${await fc.asyncDefaultReportMessage(details)}${kept}\nTo see it again: RANDOM_SEED=${seed}`)
}
