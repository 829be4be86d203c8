#!/usr/bin/env node
import { run } from './command.js'

// A reader such as `head` may close the pipe early. That is not an error.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})
run(process.argv.slice(2), process).then((code) => { process.exitCode = code })
