import type { Test } from 'tap'
import { startExample, type Example } from './example.js'
import type { Page } from './site.js'

/** What the Web Editor sends in five minutes, in which somebody watches a job. It asks for jobs every 5 seconds, and for the log every 10. */
const watchJob = async (example: Example) => {
  const connection = page.clientOf(example)
  await connection.describeAccount()
  const job = await connection.createJob(page.processOf(), 'Watched')
  await job.startJob()
  const log = job.debugJob()
  for (let second = 0; second < 300; second += 5) {
    await connection.listJobs()
    if (second % 10 === 0) await log.nextLogs()
  }
  await job.deleteJob()
}

/** All that one can do with one URL. */
const editJob = async (example: Example) => {
  const job = page.jobOf(example)
  await job.describeJob()
  const changes = { title: 'Changed' } as Parameters<typeof job.updateJob>[0]
  await job.updateJob(changes)
  await job.deleteJob()
}

interface Session {
  readonly what: string
  readonly run: (example: Example) => Promise<void>
  readonly requests: number
  /** One for each URL. The log's is one with an offset and one without. */
  readonly preflights: number
}

const SESSIONS: readonly Session[] = [
  { what: 'create, start and watch a job for 5 minutes', run: watchJob, requests: 96, preflights: 6 },
  { what: 'read, change, read and delete a job, at one URL', run: editJob, requests: 4, preflights: 1 }
]

/** Counts the preflights of sessions with the default `maxAge` and with none, and prints a table. */
export async function countPreflights (t: Test, { evaluate }: Page): Promise<void> {
  async function count (t: Test, maxAge: number | undefined, { run }: Session): Promise<{ requests: number, preflights: number }> {
    // Each starts a server of its own, of which the browser remembers nothing. The job does not end in the meantime.
    const example = await startExample(t, { auth: true, ...maxAge !== undefined && { maxAge } }, 600)
    const outcome = await evaluate(`page.attempt(${run}, ${JSON.stringify(await example.prepare())})`)
    t.same(outcome, {}, 'the browser lets it through')
    const seen = example.seen()
    const preflights = seen.filter((line) => line.startsWith('OPTIONS ')).length
    return { requests: seen.length - preflights, preflights }
  }

  await t.test('O14: A browser asks once for each URL, whatever the method, and with maxAge 0 before each request', async (t) => {
    const rows = ['| session | requests | preflights by default | with `maxAge: 0` |', '|---|---|---|---|']
    for (const session of SESSIONS) {
      const { what, requests, preflights } = session
      const byDefault = await count(t, undefined, session)
      const without = await count(t, 0, session)
      t.same(byDefault, { requests, preflights }, what)
      t.same(without, { requests, preflights: requests }, `${what}, with maxAge 0`)
      rows.push(`| ${what} | ${requests} | ${byDefault.preflights} | ${without.preflights} |`)
    }
    t.comment(rows.join('\n'))
  })
}
