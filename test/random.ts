import fc from 'fast-check'

/** How often a property is tried, and values that it is always tried with: those that it has once failed for. */
interface Trials<Values> {
  readonly runs?: number
  readonly examples?: Values[]
}

// The values are the same each time, so that a change cannot fail by what others did not see. `npm run test:random` takes others.
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
