import { CLIENT_GROUPS } from './client-steps.js'
import { OTHER_GROUPS } from './other-steps.js'

/**
 * @typedef {object} Step
 * @property {string} title
 * @property {string} about what happens, and what to look for
 * @property {(session: import('./session.js').Session) => Promise<string>} run returns what came of it
 * @property {(session: import('./session.js').Session) => void} [otherwise] makes up what later steps need, if this one is blocked
 * @property {string[]} [refusal] why the browser should block it, if it should
 */

/** @type {Array<{ title: string, steps: Step[] }>} */
export const GROUPS = [...CLIENT_GROUPS, ...OTHER_GROUPS]
