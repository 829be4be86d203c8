import { CLIENT_GROUPS } from './client-steps.js'
import { OTHER_GROUPS } from './other-steps.js'

/**
 * @typedef {object} Step
 * @property {string} title
 * @property {string} about what happens, and what to look for
 * @property {(session: import('./session.js').Session) => Promise<string>} run returns what came of it
 * @property {(session: import('./session.js').Session) => void | Promise<void>} [otherwise] finds or makes up what later
 *   steps need, if this one does not pass
 * @property {Record<string, string[]>} [refusal] for a step that the browser should block, why, by the name of the back-end.
 *   It is left out for others.
 * @property {string} [leftOut] why it is left out
 * @property {string} [remedy] what the plugin does about it, if that does not follow from the answers
 * @property {number} [shown] how many requests are shown, of several that are alike
 */

/** @type {Array<{ title: string, steps: Step[] }>} */
export const GROUPS = [...CLIENT_GROUPS, ...OTHER_GROUPS]
