import { addAnswers } from './answered.js'
import { commandView } from './elements.js'
import { isRunning, record } from './exchanges.js'
import { POSITIONS, nextPosition } from './positions.js'
import { Session } from './session.js'
import { GROUPS } from './steps.js'
import { ScoreView, StepView } from './view.js'
import { summaryText } from './words.js'

const find = selector => document.querySelector(selector)
const backends = await (await fetch('backends.json')).json()
const controls = find('#controls')
const steps = GROUPS.flatMap(group => group.steps)
const views = new Map(steps.map((step, index) => [step, new StepView(step, index + 1)]))
const scores = new Map(Object.keys(POSITIONS).map(name => [name, new ScoreView(find(`#label-${name}`), steps.length)]))

/** What came of the steps, by the back-end. Only of runs that came to their end. */
const runs = new Map()

views.get(steps.find(({ title }) => title === 'Create a job')).details.open = true
for (const group of GROUPS) {
  const section = document.createElement('section')
  const title = document.createElement('h2')
  title.textContent = group.title
  section.append(title, ...group.steps.map(step => views.get(step).details))
  find('#steps').append(section)
}
find('#page-origin').textContent = window.location.origin
find('#check').append(commandView(`npx fastify-openeo-cors check ${backends.with}`))
find('#progress').max = steps.length
showPosition()

// Runs wait for each other: a step is finished before the next run begins.
let latest = 0
let finished = Promise.resolve()

function start () {
  const number = ++latest
  say('', 'Starting.')
  find('#run').textContent = 'Run again'
  finished = finished
    .then(() => number === latest ? run(position(), () => number === latest) : undefined)
    .catch(error => say(`This page made a mistake: ${error.message}`))
}

// What is said at the end is read out, what is shown on the way is not.
function say (heard, shown = '') {
  find('#status').textContent = heard
  find('#step').textContent = shown
}

function position () {
  return new FormData(controls).get('backend')
}

function showPosition () {
  const name = position()
  find('#api-origin').textContent = backends[name]
  find('#about-position').textContent = POSITIONS[name].about
}

async function run (name, isCurrent) {
  const session = new Session(backends[name], backends.listed)
  const scored = steps.filter(step => !isLeftOut(step, name)).length
  runs.delete(name)
  scores.get(name).show([], scored)
  for (const view of views.values()) view.wait()
  find('#progress').value = 0

  if (!await isRunning(session.root)) {
    for (const view of views.values()) view.clear()
    return say(`Nothing answers at ${session.root}. Is it running? “npm start” starts it.`)
  }
  await addAnswers([], backends)
  const outcomes = []
  for (const [index, step] of steps.entries()) {
    if (!isCurrent()) return
    say('', `Step ${index + 1} of ${steps.length}: ${step.title}`)
    views.get(step).running()
    outcomes.push(await attempt(step, session, name))
    views.get(step).finish(outcomes[index])
    scores.get(name).show(outcomes.map(({ state }) => state), scored)
    find('#progress').value = index + 1
  }
  runs.set(name, outcomes)
  summarize(outcomes)
}

function summarize (outcomes) {
  say(summaryText(outcomes.map(({ state }) => state), POSITIONS[nextPosition(runs)]?.label))
}

/** Shows a run that has been, without another. */
function recall (outcomes) {
  latest++
  finished = finished.then(() => {
    for (const [index, step] of steps.entries()) views.get(step).finish(outcomes[index])
    find('#progress').value = steps.length
    summarize(outcomes)
  })
}

function isLeftOut ({ refusal }, name) {
  return refusal !== undefined && refusal[name] === undefined
}

async function attempt (step, session, name) {
  const exchanges = record()
  if (isLeftOut(step, name)) return { state: 'left-out', text: step.leftOut, exchanges, position: name }
  const { state, text } = await settle(step, session, exchanges)
  for (const { reply } of exchanges) if (reply !== undefined) reply.body = await readable(reply.body)
  await addAnswers(exchanges, backends)
  if (state !== 'works' && step.otherwise !== undefined) {
    record()
    await step.otherwise(session)
    await addAnswers([], backends)
  }
  return { state, text, exchanges, position: name }
}

async function settle (step, session, exchanges) {
  try {
    const text = await step.run(session)
    return step.refusal === undefined ? { state: 'works', text } : { state: 'failed', text }
  } catch (error) {
    // A blocked request has no reply, and the error that the page gets has no reason.
    const isBlocked = exchanges.length > 0 && exchanges.at(-1).reply === undefined
    if (!isBlocked) return { state: 'failed', text: error.message }
    // Some of what a page gets is no Error but an event.
    return { state: step.refusal === undefined ? 'blocked' : 'rightly', text: `All that the page learns is “${error.message ?? error.type}”.` }
  }
}

async function readable (body) {
  const content = await body
  if (content instanceof ArrayBuffer) return `${content.byteLength} bytes`
  const text = content instanceof Blob ? await content.text() : content
  try {
    const parsed = typeof text === 'string' ? JSON.parse(text) : text
    return parsed === null ? '' : JSON.stringify(parsed, null, 2)
  } catch {
    return text
  }
}

controls.addEventListener('submit', event => {
  event.preventDefault()
  start()
})
controls.addEventListener('change', () => {
  showPosition()
  // Until the button has been used once, a choice is only a choice.
  if (latest === 0) return
  const outcomes = runs.get(position())
  if (outcomes === undefined) start()
  else recall(outcomes)
})

find('#open-all').addEventListener('click', ({ currentTarget: button }) => {
  const open = button.textContent === 'Open all'
  button.textContent = open ? 'Close all' : 'Open all'
  for (const { details } of views.values()) details.open = open
})

// Before this line, a press of the button would send the form and load the page again.
find('#run').disabled = false
