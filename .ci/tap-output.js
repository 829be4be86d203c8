/**
 * What is wrong by the output of a file of tests: the title of each assertion that failed, after those of its tests, and
 * its details. What passed is left out.
 */
export function failuresIn (output) {
  const failures = []
  const tests = []
  let failure
  for (const line of output.split('\n')) {
    const [, indentation, text] = /^( *)(.*)$/.exec(line)
    const depth = indentation.length / 4
    const [, test] = /^# Subtest: (.*)/.exec(text) ?? []
    const [, result, title] = /^((?:not )?ok) \d+(?: - (.*?))?(?: # time=.*)?$/.exec(text) ?? []
    if (test !== undefined) {
      tests.length = depth
      tests[depth] = { title: test, failed: false }
      failure = undefined
    } else if (result !== undefined) {
      failure = undefined
      const ended = tests.length > depth
      // A test fails with its assertions, which have been told of.
      const known = ended && tests[depth]?.failed
      tests.length = Math.min(tests.length, depth)
      if (result === 'ok' || known) continue
      failure = { title: [...tests.map(({ title }) => title), title ?? 'an assertion without a name'].join(' > '), details: [], depth }
      failures.push(failure)
      for (const test of tests) test.failed = true
    } else if (failure !== undefined && line.startsWith(' '.repeat(failure.depth * 4 + 2))) {
      failure.details.push(line.slice(failure.depth * 4 + 2))
    } else {
      failure = undefined
    }
  }
  return failures.map(({ title, details }) => ({ title, details: shorten(details) }))
}

/** The values that differ and the place, of the details that tap gives. */
function shorten (details) {
  const kept = []
  let keep = false
  for (const line of details) {
    const [, key] = /^(\w+):/.exec(line) ?? []
    if (key !== undefined) keep = !['at', 'source', 'compare', 'tapCaught'].includes(key)
    // Long lines are folded, with empty lines between them.
    if (keep && line.trim() !== '' && !/^(?:(?:stack|diff): *[|>]?\d?|\.\.\.)$/.test(line)) kept.push(line)
  }
  return kept
}
