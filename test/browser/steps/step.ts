import type { OpeneoCorsOptions } from '../../../lib/index.js'
import type { Example } from '../example.js'

/** Something that a page does with the example back-end. */
export interface Step {
  readonly name: string
  /** Options beside those that all steps have, for a page of an origin. */
  readonly options?: (origin: string) => OpeneoCorsOptions
  /** Runs in the page, so it can use what the page has, and nothing of the file that it stands in. */
  readonly run: (example: Example) => Promise<unknown>
  /** What the page gets with the plugin, if the browser does not refuse. Without the plugin it always does. */
  readonly gets?: unknown
  /** The requests that reach the back-end with the plugin, and the statuses of the replies. */
  readonly reaching: readonly string[]
  /** Those that reach the back-end without the plugin. */
  readonly reachingWithout: readonly string[]
}
