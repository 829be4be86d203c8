// Other versions of what the plugin runs on than the lock file has.

import { mkdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { execute, MODULES } from './tests.js'

/** Installs a version of Node.js, or `'20'` for the newest of a major version. Returns the directory with `node`. */
export async function installNode (directory, version) {
  await install(directory, { node: `npm:node-${process.platform}-${process.arch}@${version}` })
  return join(directory, 'node_modules', 'node', 'bin')
}

/**
 * Gives a copy of the checkout another Fastify, another find-my-way, or both. Fastify and the plugin have the same find-my-way then.
 *
 * @returns the versions that the copy has now
 */
export async function replaceFastify (copy, directory, { fastify = lockedVersion('fastify'), findMyWay = lockedVersion('find-my-way') }) {
  await install(directory, { fastify, 'find-my-way': findMyWay }, { overrides: { 'find-my-way': '$find-my-way' } })
  const names = ['fastify', 'find-my-way']
  for (const name of names) {
    const link = join(copy, 'node_modules', name)
    await rm(link, { recursive: true, force: true })
    await symlink(join(directory, 'node_modules', name), link)
  }
  const ours = await versionsIn(copy)
  const [theirs] = await resolved(join(copy, 'node_modules', 'fastify', 'fastify.js'), ['find-my-way'])
  if (theirs !== ours['find-my-way']) throw new Error(`Fastify has find-my-way ${theirs}, and the plugin ${ours['find-my-way']}`)
  return ours
}

/** The versions of Fastify and find-my-way that a copy of the checkout has. */
export async function versionsIn (copy) {
  const [fastify, findMyWay] = await resolved(join(copy, 'package.json'), ['fastify', 'find-my-way'])
  return { fastify, 'find-my-way': findMyWay }
}

function lockedVersion (name) {
  return createRequire(import.meta.url)(join(MODULES, name, 'package.json')).version
}

// `createRequire` follows links, as imports do.
async function resolved (from, names) {
  const require = createRequire(await realpath(from))
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(require.resolve(`${name}/package.json`), 'utf8')).version))
}

async function install (directory, dependencies, more = {}) {
  await mkdir(directory, { recursive: true })
  await writeFile(join(directory, 'package.json'), JSON.stringify({ private: true, dependencies, ...more }))
  await execute('npm', ['install', '--no-bin-links', '--no-audit', '--no-fund', '--no-package-lock'], { cwd: directory })
}
