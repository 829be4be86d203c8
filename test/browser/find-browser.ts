import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * The path of a browser: the one that an environment variable names, else a command of the system. Throws if there is
 * none, as no test of a browser may pass without it. Debian's packages have the names of the commands that they bring.
 */
export function findBrowser (command: string, variable: string): string {
  const named = process.env[variable]
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = (named === undefined ? folders.map((folder) => join(folder, command)) : [named]).find(isExecutable)
  if (found !== undefined) return found
  throw new Error(`There is no ${named ?? command}. These tests need a browser: install Debian's package ${command} ` +
    `(apt-get install ${command}), or set ${variable} to the path of another build.`)
}

function isExecutable (path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
