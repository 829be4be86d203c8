import { readdirSync } from 'node:fs'

const sources = readdirSync(new URL('../lib/', import.meta.url), { recursive: true })
  .filter((name) => name.endsWith('.ts')).map((name) => `lib/${name}`)

/** All tests cover the sources, and nothing else: not the build that the example imports. */
export default () => sources
