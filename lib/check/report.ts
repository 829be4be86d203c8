import type { CheckResult, Finding, Grade } from './index.js'

/** Adds a style to a text, if the terminal has styles. */
export type Paint = (style: 'bold' | 'red' | 'yellow' | 'green', text: string) => string

const TITLES: Readonly<Record<Grade, string>> = {
  browser: 'A browser cannot go on', openeo: "openEO's text is broken", risk: 'Costs and risks'
}

/** The report for people. Its first line says what the user of a browser can do. */
export function report (result: CheckResult, origins: readonly string[], paint: Paint): string {
  const { url, apiVersion, findings, notes, requests, ok } = result
  const lines = [`${paint('bold', `${url} (openEO ${apiVersion})`)}: ${paint(ok ? 'green' : 'red', summary(result))}`]
  for (const [i, finding] of findings.entries()) {
    if (finding.grade !== findings[i - 1]?.grade) lines.push('', paint('bold', TITLES[finding.grade]))
    lines.push(...linesOf(finding, paint))
  }
  return [...lines, '', ...notes, `${requests} requests, from ${origins.join(', ')}.`, ''].join('\n')
}

function linesOf ({ grade, message, sees, header, option, rule }: Finding, paint: Paint): string[] {
  return [
    `  ${paint(grade === 'browser' ? 'red' : 'yellow', message)}`,
    `    the user sees: ${sees}`,
    `    header:        ${header}`,
    `    this plugin:   ${option}`,
    `    rule:          ${rule}`
  ]
}

function summary ({ usable }: CheckResult): string {
  const steps = Object.entries(usable)
  const can = list(steps.filter(([, isUsable]) => isUsable), 'and')
  const cannot = list(steps.filter(([, isUsable]) => !isUsable), 'or')
  if (can === '') return 'a browser user can do nothing.'
  return `a browser user can ${can}${cannot === '' ? '' : `, but cannot ${cannot}`}.`
}

function list (steps: ReadonlyArray<readonly [name: string, ...unknown[]]>, word: string): string {
  const names = steps.map(([name]) => name)
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`
}
