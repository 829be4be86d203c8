import type { Locator, Page } from 'playwright-core'

/** More presses of a key than it takes to reach anything on the page. */
const MAX_STOPS = 200

/** Waits for the end of a run. Whatever starts one says so at once. */
export async function finished (page: Page): Promise<void> {
  await page.getByRole('status').filter({ hasText: /^(?:Done|Nothing)/ }).waitFor()
}

export async function states (page: Page): Promise<Array<string | undefined>> {
  return await page.locator('.step').evaluateAll((steps) => steps.map((step) => (step as HTMLElement).dataset.state))
}

/** The step with a title. */
export function stepOf (page: Page, title: string): Locator {
  return page.locator('.step').filter({ has: page.getByRole('heading', { name: title, exact: true, includeHidden: true }) })
}

/** Chooses a back-end by the switch. */
export async function choose (page: Page, backend: string): Promise<void> {
  await page.check(`input[value=${backend}]`, { force: true })
}

/** Moves the focus by keyboard until it is on the first element of a selector. */
export async function focus (page: Page, selector: string, key = 'Tab'): Promise<void> {
  const target = page.locator(selector).first()
  for (let presses = 0; !await target.evaluate((element) => element === document.activeElement); presses++) {
    if (presses === MAX_STOPS) throw new Error(`${key} does not lead to ${selector}`)
    await page.keyboard.press(key)
  }
}

/** Runs in a page: what is cut off at its right edge, or at that of what it stands in. */
export function cutOff (): string[] {
  return Array.from(document.querySelectorAll('body *'))
    .filter((element) => {
      const reachesOut = element.scrollWidth > element.clientWidth && getComputedStyle(element).display !== 'inline'
      return reachesOut || element.getBoundingClientRect().right > document.documentElement.clientWidth
    })
    .map((element) => `${element.tagName} ${element.className} ${element.textContent.slice(0, 40)}`)
}

/** Runs in a page: whether one can see that an element has the focus, by itself or by its label. */
export function isOutlined (element: Element): boolean {
  const { outlineStyle, outlineWidth } = getComputedStyle(element.closest('label') ?? element)
  return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2
}
