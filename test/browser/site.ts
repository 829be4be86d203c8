import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { listen } from '../server.js'
import { SCRIPT } from './in-page.js'

const require = createRequire(import.meta.url)
const packageFile = (name: string, path: string) => join(dirname(require.resolve(`${name}/package.json`)), path)

const SCRIPTS = new Map([
  ['axios.js', () => readFile(packageFile('axios', 'dist/axios.min.js'), 'utf8')],
  ['openeo.js', () => readFile(packageFile('@openeo/js-client', 'openeo.min.js'), 'utf8')],
  // Its package.json is not for others to see; its main file is in a folder beside that of the browser's bundle.
  ['geotiff.js', () => readFile(join(dirname(require.resolve('geotiff')), '../dist-browser/geotiff.js'), 'utf8')],
  ['in-page.js', async () => SCRIPT]
])

const PAGE = `<!doctype html>
<html lang="en">
<title>A page that uses a back-end</title>
<link rel="icon" href="data:,">
<body>
${Array.from(SCRIPTS.keys(), (name) => `<script src="/${name}"></script>`).join('\n')}
`

/** A page that a browser shows. */
export interface Page {
  readonly origin: string
  /** Gives the value of an expression when it is settled. */
  readonly evaluate: (expression: string) => Promise<unknown>
}

/** Opens the page of a new site by `open`. */
export async function openPage (t: Test, open: (url: string) => Promise<Page['evaluate']>): Promise<Page> {
  const origin = `http://127.0.0.1:${await listen(t, buildSite())}`
  return { origin, evaluate: await open(`${origin}/`) }
}

/**
 * The site of a page that uses a back-end. It has the openEO client, geotiff.js and the components that the Web Editor is made of, as
 * their packages bring them for browsers.
 */
function buildSite (): FastifyInstance {
  const site = Fastify()
  site.get('/', async (_request, reply) => reply.type('text/html').send(PAGE))
  for (const [name, read] of SCRIPTS) {
    site.get(`/${name}`, async (_request, reply) => reply.type('text/javascript').send(await read()))
  }
  site.register(fastifyStatic, { root: dirname(require.resolve('@openeo/vue-components')), prefix: '/components/' })
  return site
}
