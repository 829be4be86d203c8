// Finds out what a process graph has to do, and does it.

import { OpeneoError } from '../errors.js'
import { OPERATIONS } from './operations.js'
import { Cube } from './scene.js'

// A user's process may call itself.
const MOST_STEPS = 100

/**
 * What is wrong with a process, before anything is computed.
 *
 * @returns {Array<{ code: string, message: string }>} nothing, if it can run
 */
export function problems ({ process_graph: graph }, user) {
  const nodes = Object.values(graph)
  const unknown = nodes.map(node => node.process_id).filter(id => !OPERATIONS.has(id) && !user.processes.has(id))
  const results = nodes.filter(node => node.result === true).length
  return [
    ...unknown.map(id => ({ code: 'ProcessUnsupported', message: `Process '${id}' is not available.` })),
    ...results === 1 ? [] : [{ code: 'ProcessGraphInvalid', message: `One node has to have "result": true, not ${results}.` }]
  ]
}

/** Refuses a process that cannot run. */
export function check (process, user) {
  const [problem] = problems(process, user)
  if (problem !== undefined) throw new OpeneoError(400, problem.code, problem.message)
}

/**
 * Computes what a process results in.
 *
 * @returns {Cube}
 */
export function run (process, user) {
  const cube = compute(process, {}, user, { left: MOST_STEPS })
  if (!(cube instanceof Cube)) throw new OpeneoError(400, 'ProcessGraphInvalid', 'The process does not result in a data cube.')
  return cube
}

function compute (process, given, user, steps) {
  check(process, user)
  const graph = process.process_graph
  const known = new Map()

  // The steps are counted, so neither a graph that goes round in circles nor a very long one gets further than that.
  function valueOf (id) {
    if (known.has(id)) return known.get(id)
    if (!Object.hasOwn(graph, id)) throw new OpeneoError(400, 'ProcessGraphInvalid', `There is no node '${id}'.`)
    if (steps.left-- === 0) throw new OpeneoError(400, 'ProcessGraphComplexity', `It takes more than ${MOST_STEPS} steps.`)
    const { process_id: name, arguments: args } = graph[id]
    const values = Object.fromEntries(Object.entries(args ?? {}).map(([key, value]) => [key, resolve(value)]))
    const value = OPERATIONS.get(name)?.(values) ?? compute(user.processes.get(name), values, user, steps)
    known.set(id, value)
    return value
  }

  function resolve (value) {
    if (typeof value?.from_node === 'string') return valueOf(value.from_node)
    if (typeof value?.from_parameter === 'string') return parameter(value.from_parameter)
    return value
  }

  function parameter (name) {
    if (Object.hasOwn(given, name)) return given[name]
    return process.parameters?.find(parameter => parameter.name === name)?.default
  }

  return valueOf(Object.keys(graph).find(id => graph[id].result === true))
}
