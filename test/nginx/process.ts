import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort (): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** The directive that includes a configuration file of this directory. */
export function include (name: string): string {
  return `include ${fileURLToPath(new URL(`${name}.conf`, import.meta.url))};`
}

/**
 * Starts nginx, and stops it after the test.
 *
 * @param upstream the ports behind it, by the name `http://openeo`
 * @param server what is to be in the block `server` of its configuration
 * @param http what is to be in the block `http`
 * @returns the port that it listens on
 */
export async function startNginx (
  t: Pick<Test, 'after' | 'testdir'>, upstream: readonly number[], server: string, http = ''
): Promise<number> {
  const port = await freePort()
  const upstreams = upstream.map((port) => `server 127.0.0.1:${port};`).join(' ')
  await startConfigured(t, `
    ${http}
    upstream openeo { ${upstreams} keepalive 8; }
    server {
      listen 127.0.0.1:${port};
      ${server}
    }`)
  return port
}

/** Starts nginx with what is to be in the block `http`, and stops it after the test. Its files are in the test's own directory. */
export async function startConfigured (t: Pick<Test, 'after' | 'testdir'>, http: string): Promise<void> {
  const directory = t.testdir({ 'nginx.conf': configuration(http) })
  const nginx = spawn('nginx', ['-p', directory, '-c', 'nginx.conf', '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // Where Debian has it, which is not in the path of ordinary users.
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` }
  })
  const ended = new Promise((resolve) => nginx.once('close', resolve))
  t.after(async () => {
    nginx.kill('SIGTERM')
    await ended
  })

  await new Promise<void>((resolve, reject) => {
    let log = ''
    nginx.stderr.setEncoding('utf8').on('data', (chunk) => {
      log += chunk
      // By then it listens.
      if (log.includes('start worker processes')) resolve()
    })
    nginx.once('error', (cause) => {
      reject(new Error('The command nginx cannot be started: install it, in Debian by `apt-get install nginx`', { cause }))
    })
    nginx.once('close', () => { reject(new Error(`nginx does not start: ${log}`)) })
  })
}

function configuration (http: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${name};`)
  return `
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    daemon off;
    worker_processes 1;
    pid nginx.pid;
    error_log stderr notice;
    events {}
    http {
      access_log off;
      ${temporary.join('\n      ')}
      ${http}
    }`
}
