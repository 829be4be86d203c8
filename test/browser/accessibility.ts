import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

interface Finding { readonly id: string, readonly help: string, readonly nodes: ReadonlyArray<{ readonly target: unknown }> }

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds in a page, with the first elements of each finding. All its rules are on, best practices too. */
export async function axeFindings (page: Page): Promise<string[]> {
  // Not by a script element, which the page's policy forbids.
  await page.evaluate(AXE)
  const { violations } = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })') as { violations: Finding[] }
  return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.slice(0, 3).map(({ target }) => String(target)).join('; ')})`)
}

/**
 * Runs in a page: the controls that can be seen and are smaller than fingers need (WCAG 2.2, 2.5.5: 44 pixels). Links in a
 * text need not be as large.
 */
export function smallTargets (): string[] {
  return Array.from(document.querySelectorAll('button, summary, label'))
    .filter((control) => {
      const { width, height } = control.getBoundingClientRect()
      return control.checkVisibility() && (width < 44 || height < 44)
    })
    .map((control) => `${control.tagName} ${control.textContent}`)
}
