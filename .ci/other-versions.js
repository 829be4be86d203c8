// Other versions of what the plugin runs on than the lock file has.

import { mkdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
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
export async function replaceFastify (copy, directory, { fastify, findMyWay }) {
  const dependencies = {
    fastify: fastify ?? await versionOf(join(MODULES, 'fastify')),
    'find-my-way': findMyWay ?? await versionOf(join(MODULES, 'find-my-way'))
  }
  await install(directory, dependencies, { overrides: { 'find-my-way': '$find-my-way' } })
  for (const name of Object.keys(dependencies)) {
    const link = join(copy, 'node_modules', name)
    await rm(link, { recursive: true, force: true })
    await symlink(join(directory, 'node_modules', name), link)
  }
  const versions = await versionsIn(copy)
  // Node.js follows links, so that this is the one in the same folder.
  const require = createRequire(await realpath(join(copy, 'node_modules', 'fastify', 'fastify.js')))
  const theirs = await versionOf(dirname(require.resolve('find-my-way/package.json')))
  if (theirs !== versions['find-my-way']) throw new Error(`Fastify has find-my-way ${theirs}, and the plugin ${versions['find-my-way']}`)
  return versions
}

/** The versions of Fastify and find-my-way that a copy of the checkout has. */
export async function versionsIn (copy) {
  const names = ['fastify', 'find-my-way']
  const versions = await Promise.all(names.map((name) => versionOf(join(copy, 'node_modules', name))))
  return Object.fromEntries(names.map((name, i) => [name, versions[i]]))
}

async function versionOf (directory) {
  return JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')).version
}

async function install (directory, dependencies, more = {}) {
  await mkdir(directory, { recursive: true })
  await writeFile(join(directory, 'package.json'), JSON.stringify({ private: true, dependencies, ...more }))
  await execute('npm', ['install', '--no-bin-links', '--no-audit', '--no-fund', '--no-package-lock'], { cwd: directory })
}
