/**
 * Runs in a page: the texts in it whose contrast is less than people need to read them, with the ratio (WCAG 2.2, 1.4.3:
 * 4.5, and 3 for large text).
 */
export function lowContrast (): string[] {
  function channels (color: string): number[] {
    return (color.match(/[\d.]+/g) ?? []).map(Number)
  }

  function luminance (color: string): number {
    const [red = 0, green = 0, blue = 0] = channels(color).map((channel) => {
      const part = channel / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }

  function background (element: Element | null): string {
    if (element === null) return 'rgb(255, 255, 255)'
    const { backgroundColor } = getComputedStyle(element)
    return channels(backgroundColor)[3] === 0 ? background(element.parentElement) : backgroundColor
  }

  const found = new Set<string>()
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode() !== null) {
    const { parentElement: element, textContent } = texts.currentNode
    if (element === null || textContent?.trim() === '' || !element.checkVisibility({ opacityProperty: true })) continue
    const { color, fontSize, fontWeight } = getComputedStyle(element)
    const [dark = 0, light = 0] = [luminance(color), luminance(background(element))].sort((one, other) => one - other)
    const ratio = (light + 0.05) / (dark + 0.05)
    const isLarge = parseFloat(fontSize) >= 24 || (parseFloat(fontSize) >= 18.66 && Number(fontWeight) >= 700)
    if (ratio < (isLarge ? 3 : 4.5)) found.add(`${ratio.toFixed(2)} ${textContent?.trim()}`)
  }
  return [...found]
}
