#!/usr/bin/env node
import { run } from './command.js'

// Who reads may stop, as `head` does.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})
run(process.argv.slice(2), process).then((code) => { process.exitCode = code })
