// Packs the package and uses the tarball as those do who install it: .ci/consumers/ has a file for each way.
//
//   npm run build && node .ci/consumers.js

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify, stripVTControlCharacters } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const MODULES = join(ROOT, 'node_modules')
const CONSUMERS = join(ROOT, '.ci', 'consumers')
const CONTENTS = ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json']
const MAX_BYTES = 260_000
const MAX_DEPENDENCIES = 4

const COMPILER_OPTIONS = [
  '--ignoreConfig', '--strict', '--target', 'es2023', '--noEmitOnError', '--typeRoots', join(MODULES, '@types'), '--types', 'node'
]
// How TypeScript finds the package and what it makes of a file, and the files that this is tried with.
const COMPILERS = [
  { name: 'nodenext', options: ['--module', 'nodenext'], sources: /\.[mc]ts$/ },
  { name: 'node16', options: ['--module', 'node16'], sources: /^(module|script.*)\.[mc]ts$/ },
  { name: 'bundler', options: ['--module', 'esnext', '--moduleResolution', 'bundler'], sources: /^module\.mts$/ }
]

const execute = promisify(execFile)
const count = { passed: 0, failed: 0 }

const directory = await mkdtemp(join(tmpdir(), 'fastify-openeo-cors-'))
try {
  const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
  const { tarball, files } = await pack(directory)
  await Promise.all([checkPackage(manifest, tarball, files), install(directory, manifest, tarball)])
  await checkScripts(join(directory, 'scripts'))
  await check('the plugin does not load the check', async () => {
    const script = "require('fastify-openeo-cors'); console.log(Object.keys(require.cache).filter((file) => /cjs.check./.test(file)).length)"
    const { stdout } = await execute(process.execPath, ['-e', script], { cwd: directory })
    assert.equal(stdout, '0\n')
  })
  await check('npx runs the command', async () => {
    const { stdout } = await execute('npx', ['--no-install', 'fastify-openeo-cors', '--help'], { cwd: directory })
    assert.match(stdout, /^Usage: fastify-openeo-cors check URL/)
  })
  await Promise.all(COMPILERS.map((compiler) => checkTypeScript(join(directory, compiler.name), compiler)))
} finally {
  await rm(directory, { recursive: true })
}
console.log(`${count.passed} passed, ${count.failed} failed`)
process.exitCode = count.failed === 0 ? 0 : 1

async function check (name, run) {
  try {
    await run()
    count.passed++
    console.log(`ok ${name}`)
  } catch (error) {
    count.failed++
    console.log(`not ok ${name}`)
    const lines = stripVTControlCharacters(error.stdout || error.message).trim().split('\n')
    for (const line of lines.slice(0, 20)) console.log(`  ${line.slice(0, 200)}`)
  }
}

async function pack (directory) {
  const { stdout } = await execute('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', directory], { cwd: ROOT })
  const [{ filename, files }] = JSON.parse(stdout)
  return { tarball: join(directory, filename), files }
}

async function checkPackage ({ dependencies }, tarball, files) {
  await check('the package contains what was built, and what is to be read', () => {
    assert.deepEqual([...new Set(files.map(({ path }) => path.split('/')[0]))].sort(), CONTENTS)
    assert.deepEqual(files.filter(({ path }) => /\btest\b|\.tst\.|\.ts$/.test(path.replace(/\.d\.[mc]?ts$/, ''))), [])
  })

  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  await check(`the package has ${bytes} bytes, of at most ${MAX_BYTES}`, () => { assert(bytes <= MAX_BYTES, 'it is too big') })

  const names = Object.keys(dependencies)
  await check(`the package has ${names.length} dependencies, of at most ${MAX_DEPENDENCIES}`, () => {
    assert(names.length <= MAX_DEPENDENCIES, names.join(', '))
  })

  await check('publint finds nothing', async () => {
    const { buffer } = new Uint8Array(await readFile(tarball))
    const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true })
    assert.equal(messages.map((message) => formatMessage(message, pkg, { color: false })).join('\n'), '')
  })

  await check('attw finds nothing', () => execute(join(MODULES, '.bin', 'attw'), [tarball, '--entrypoints', '.']))
  // `exports` is the only way to it, and resolution as of Node.js 10 does not know that.
  await check('attw finds nothing about the check', () =>
    execute(join(MODULES, '.bin', 'attw'), [tarball, '--entrypoints', './check', '--profile', 'node16']))
}

// One installation for all: Node and TypeScript look for packages in the directories above. It has what consumers have, so
// that nothing is found by chance; the compiler is the repository's.
async function install (directory, { dependencies, devDependencies }, tarball) {
  const packages = [
    tarball,
    `fastify@${devDependencies.fastify}`,
    `@sinclair/typebox@${dependencies['@sinclair/typebox']}`,
    '@fastify/type-provider-typebox@5',
    // Its next major version is for the successor of @sinclair/typebox.
    'type-provider-typebox-6@npm:@fastify/type-provider-typebox@6',
    `typebox@${devDependencies.typebox}`,
    `ajv@${devDependencies.ajv}`,
    'env-schema@8'
  ]
  await writeFile(join(directory, 'package.json'), '{ "private": true }')
  await execute('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...packages], { cwd: directory })
}

async function checkScripts (directory) {
  await cp(CONSUMERS, directory, { recursive: true })
  for (const file of await readdir(directory)) {
    if (/\.[mc]js$/.test(file)) await check(`${file} answers a preflight`, () => answersPreflight(join(directory, file)))
  }
}

async function checkTypeScript (directory, { name, options, sources }) {
  await cp(CONSUMERS, directory, { recursive: true })
  const files = (await readdir(directory)).filter((file) => sources.test(file))
  await check(`${name}: ${files.join(', ')} compile`, () => execute(join(MODULES, '.bin', 'tsc'),
    [...COMPILER_OPTIONS, ...options, ...files], { cwd: directory }))
  for (const file of files) {
    await check(`${name}: ${file} answers a preflight`, () => answersPreflight(join(directory, file.replace(/ts$/, 'js'))))
  }
}

async function answersPreflight (file) {
  const consumer = await import(pathToFileURL(file))
  const { app } = consumer.default ?? consumer
  app.get('/jobs', async () => [])
  app.post('/jobs', async () => ({}))
  const { statusCode, headers } = await app.inject({
    method: 'OPTIONS',
    url: '/jobs',
    headers: { origin: 'https://editor.openeo.org', 'access-control-request-method': 'POST' }
  })
  await app.close()
  assert.equal(statusCode, 204)
  assert.equal(headers['access-control-allow-methods'], 'OPTIONS, GET, HEAD, POST')
}
