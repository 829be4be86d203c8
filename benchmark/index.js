// Prints what CORS costs, as ratios between candidates that take turns. benchmark/README.md says how to read them.
//
//   node benchmark/index.js [part of a case's name]

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { cases } from './cases.js'
import { measureLoopback } from './loopback.js'
import { ROUTES } from './start.js'

// The compiler does not do the same in each process, so that one process alone would say little.
const PROCESSES = 5
const ROUNDS = 60
const STARTS = 9
const LOOPBACK_ROUNDS = 15

const only = process.argv[2] ?? ''

print('case', 'against', 'ratio', 'quartiles')
for (const name of Object.keys(cases)) {
  if (name.includes(only)) report(name, await takeTurns(name))
}
if ('start with 10,000 routes'.includes(only)) await reportStart()
if ('over loopback'.includes(only)) {
  for (const [name, { byClock, byProcessor }] of Object.entries(await measureLoopback(LOOPBACK_ROUNDS))) {
    report(`${name}, time a request`, byClock)
    report(`${name}, processor time`, byProcessor)
  }
}

async function takeTurns (name) {
  const times = {}
  for (let i = 0; i < PROCESSES; i++) {
    for (const [candidate, more] of Object.entries(await run('turns.js', name, String(ROUNDS)))) {
      times[candidate] = [...times[candidate] ?? [], ...more]
    }
  }
  return times
}

async function reportStart () {
  const started = { ours: [], bare: [] }
  for (let i = 0; i < STARTS; i++) {
    for (const candidate of i % 2 === 0 ? ['ours', 'bare'] : ['bare', 'ours']) {
      started[candidate].push(await run('start.js', candidate))
    }
  }
  report('start with 10,000 routes', { ours: started.ours.map(({ time }) => time), bare: started.bare.map(({ time }) => time) })
  const bytes = started.ours.map(({ heap }, i) => (heap - started.bare[i].heap) / ROUTES)
  print('memory a route, KiB', 'bare', ...quartiles(bytes.map((value) => value / 1024)))
}

/** Runs a module in a process of its own. Returns what it says. */
async function run (module, ...args) {
  const child = fork(new URL(module, import.meta.url), args, { execArgv: ['--expose-gc'] })
  const [message] = await once(child, 'message')
  child.kill()
  return message
}

/** Prints a row for each candidate beside ours: the median of the ratios of each round. */
function report (name, { ours, ...others }) {
  for (const [other, times] of Object.entries(others)) {
    print(name, other, ...quartiles(ours.map((time, round) => time / times[round])))
  }
}

function quartiles (values) {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share) => sorted[Math.floor((sorted.length - 1) * share)].toFixed(2)
  return [at(0.5), `${at(0.25)} to ${at(0.75)}`]
}

function print (name, against, ratio, spread) {
  console.log(`${name.padEnd(48)}${against.padEnd(18)}${ratio.padStart(6)}   ${spread}`)
}
