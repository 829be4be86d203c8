import { element } from './elements.js'
import { exchangeView } from './exchange-view.js'
import { score } from './words.js'

const STATES = {
  waiting: 'Not run',
  running: 'Running',
  works: 'Passed',
  blocked: 'Blocked',
  rightly: 'Blocked, as intended',
  failed: 'Failed',
  'left-out': 'Left out'
}

/** A step of the list, before and after it was run. */
export class StepView {
  #state = element('span', { class: 'state' })
  #tags = element('span', { class: 'tags' })
  #outcome = element('p', { class: 'outcome' })
  #exchanges = element('div', { class: 'exchanges' })
  #step

  /**
   * @param {import('./steps.js').Step} step
   * @param {number} number
   */
  constructor (step, number) {
    this.#step = step
    this.details = element('details', { class: 'step' },
      element('summary', {},
        element('span', { class: 'number' }, String(number)),
        element('h3', { class: 'title' }, step.title),
        this.#tags,
        this.#state),
      element('div', { class: 'body' }, element('p', { class: 'about' }, step.about), this.#outcome, this.#exchanges))
    this.wait()
  }

  /** Before a run. What an earlier one has left stays until then, so that nothing moves. */
  wait () {
    this.#show('waiting', 'Not run yet.')
  }

  running () {
    this.#show('running', 'Running.')
  }

  clear () {
    this.#tags.replaceChildren()
    this.#exchanges.replaceChildren()
  }

  /**
   * @param {object} outcome
   * @param {string} outcome.state
   * @param {string} outcome.text what came of it
   * @param {import('./exchanges.js').Exchange[]} outcome.exchanges with bodies that are settled, and what the back-end answered
   * @param {string} outcome.position the name of the back-end
   */
  finish ({ state, text, exchanges, position }) {
    this.#show(state, text)
    const { refusal, remedy, shown = exchanges.length } = this.#step
    this.#tags.replaceChildren(
      ...Array.from(new Set(exchanges.map(({ method }) => method)), method => element('span', { class: 'method' }, method)),
      exchanges.some(({ asked }) => asked.reasons.length > 0) ? element('span', { class: 'tag' }, 'preflight') : ''
    )
    const about = { withPlugin: position === 'with', refusal: state === 'rightly' ? refusal[position] : undefined, remedy }
    const others = exchanges.length - shown
    this.#exchanges.replaceChildren(
      ...exchanges.slice(0, shown).map(exchange => exchangeView(exchange, about)),
      others > 0 ? element('p', { class: 'more' }, `And ${others === 1 ? 'one more' : `${others} more`} of the same kind.`) : ''
    )
  }

  #show (state, outcome) {
    this.details.dataset.state = state
    this.#state.textContent = STATES[state]
    this.#outcome.textContent = outcome
  }
}

/** How many steps have passed with a back-end, at a glance. */
export class ScoreView {
  #count
  #marks

  /**
   * @param {Element} label that of the back-end in the switch
   * @param {number} steps
   */
  constructor (label, steps) {
    this.#count = label.querySelector('.count')
    this.#marks = Array.from({ length: steps }, () => element('i', {}))
    label.querySelector('.strip').append(...this.#marks)
  }

  /**
   * @param {string[]} states those of the steps that have been run, and of those that are left out
   * @param {number} scored how many steps there will be in the end
   */
  show (states, scored) {
    for (const [index, mark] of this.#marks.entries()) mark.dataset.state = states[index] ?? 'waiting'
    this.#count.textContent = `${score(states).passed} of ${scored}`
  }
}
