import { isRunning, record } from './exchanges.js'
import { Session } from './session.js'
import { GROUPS } from './steps.js'
import { ResultView, StepView } from './view.js'
import { summaryText } from './words.js'

const backends = await (await fetch('backends.json')).json()
const controls = document.querySelector('#controls')
const status = document.querySelector('#status')
const progress = document.querySelector('#progress')
const openAll = document.querySelector('#open-all')

const steps = GROUPS.flatMap(group => group.steps)
const results = {
  with: new ResultView(document.querySelector('#result-with'), steps.length),
  without: new ResultView(document.querySelector('#result-without'), steps.length)
}
const views = new Map(steps.map((step, index) => [step, new StepView(step, index + 1)]))
views.get(steps.find(({ title }) => title === 'Create a job')).details.open = true

for (const group of GROUPS) {
  const section = document.createElement('section')
  const title = document.createElement('h2')
  title.textContent = group.title
  section.append(title, ...group.steps.map(step => views.get(step).details))
  document.querySelector('#steps').append(section)
}
document.querySelector('#page-origin').textContent = window.location.origin
progress.max = steps.length

// Runs wait for each other: a step is finished before the next run begins.
let latest = 0
let finished = Promise.resolve()

function start () {
  const number = ++latest
  status.textContent = 'Starting.'
  finished = finished
    .then(() => number === latest ? run(() => number === latest) : undefined)
    .catch(error => { status.textContent = `This page made a mistake: ${error.message}` })
}

async function run (isCurrent) {
  const name = new FormData(controls).get('backend')
  const withPlugin = name === 'with'
  const session = new Session(backends[name], withPlugin ? backends.listed : backends.without)
  results[name].show([])
  document.querySelector('#api-origin').textContent = session.root
  for (const view of views.values()) view.wait()
  progress.value = 0

  if (!await isRunning(session.root)) {
    for (const view of views.values()) view.clear()
    status.textContent = `Nothing answers at ${session.root}. Is it running? “npm start” starts it.`
    return
  }
  const states = []
  for (const step of steps) {
    if (!isCurrent()) return
    status.textContent = `Step ${states.length + 1} of ${steps.length}: ${step.title}`
    views.get(step).running()
    const outcome = await attempt(step, session, withPlugin)
    views.get(step).finish(outcome)
    states.push(outcome.state)
    results[name].show(states)
    progress.value = states.length
  }
  status.textContent = summaryText(states, withPlugin)
}

async function attempt (step, session, withPlugin) {
  const exchanges = record()
  const { state, text } = await settle(step, session, exchanges, withPlugin)
  for (const { reply } of exchanges) if (reply !== undefined) reply.body = await readable(reply.body)
  return { state, text, exchanges, withPlugin }
}

async function settle (step, session, exchanges, withPlugin) {
  try {
    return { state: 'works', text: await step.run(session) }
  } catch (error) {
    step.otherwise?.(session)
    // A blocked request has no reply, and the error that the page gets has no reason.
    const isBlocked = exchanges.length > 0 && exchanges.at(-1).reply === undefined
    if (!isBlocked) return { state: 'failed', text: `The step failed: ${error.message}` }
    const state = step.refusal !== undefined && withPlugin ? 'rightly' : 'blocked'
    // Some of what a page gets is no Error but an event.
    return { state, text: `All that the page learns is “${error.message ?? error.type}”.` }
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
controls.addEventListener('change', start)

openAll.addEventListener('click', () => {
  const open = openAll.textContent === 'Open all'
  openAll.textContent = open ? 'Close all' : 'Open all'
  for (const { details } of views.values()) details.open = open
})

start()
