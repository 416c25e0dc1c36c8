import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Queue } from 'bullmq'
import pg from 'pg'
import { PgBoss } from 'pg-boss'
import type { Contender, WorkerOptions, Workers } from './contender.ts'

export const QUEUE = 'bench'
/** What pg-boss takes and completes at once. */
export const BATCH = 20
export const CONCURRENCY = 100
const FILL_CHUNK = 1_000

/** BullMQ on a Redis that syncs its log each second. */
export function openBullMq(port: number): Contender {
  const queue = new Queue(QUEUE, {
    connection: { host: '127.0.0.1', port },
    defaultJobOptions: { removeOnComplete: true },
  })
  return {
    name: 'BullMQ',
    async fill(count) {
      for (let from = 0; from < count; from += FILL_CHUNK)
        await queue.addBulk(numbers(from, count).map((number) => ({ name: 'job', data: { number } })))
    },
    async submit(number) {
      await queue.add('job', { number })
    },
    async open() {
      const counts = await queue.getJobCounts('wait', 'active', 'prioritized')
      return Object.values(counts).reduce((sum, count) => sum + count, 0)
    },
    startWorkers: (options) => startPeer('bullmq', { port }, options),
    async [Symbol.asyncDispose]() {
      await queue.obliterate({ force: true })
      await queue.close()
    },
  }
}

/** pg-boss on the same server as the service. */
export async function openPgBoss(url: string): Promise<Contender> {
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false })
  boss.on('error', () => undefined)
  await boss.start()
  await boss.createQueue(QUEUE)
  const counting = new pg.Pool({ connectionString: url, max: 1 })
  return {
    name: `pg-boss (batch ${BATCH})`,
    async fill(count) {
      for (let from = 0; from < count; from += FILL_CHUNK)
        await boss.insert(
          QUEUE,
          numbers(from, count).map((number) => ({ data: { number } })),
        )
    },
    async submit(number) {
      await boss.send(QUEUE, { number })
    },
    async open() {
      const { rows } = await counting.query<{ open: number }>(
        `SELECT count(*)::int AS open FROM pgboss.job WHERE name = $1 AND state < 'completed'`,
        [QUEUE],
      )
      return rows[0]?.open ?? 0
    },
    startWorkers: (options) => startPeer('pg-boss', { url }, options),
    async [Symbol.asyncDispose]() {
      await boss.deleteQueue(QUEUE)
      await boss.stop({ graceful: false })
      await counting.end()
    },
  }
}

function numbers(from: number, count: number): number[] {
  return Array.from({ length: Math.min(FILL_CHUNK, count - from) }, (_, offset) => from + offset)
}

async function startPeer(
  name: 'bullmq' | 'pg-boss',
  settings: { readonly port?: number; readonly url?: string },
  { processes, onBegin }: WorkerOptions,
): Promise<Workers> {
  const argv = [name, JSON.stringify({ ...settings, tells: onBegin !== undefined })]
  const children = Array.from({ length: processes }, () =>
    fork(new URL('./peer-process.ts', import.meta.url), argv, { execArgv: process.execArgv }),
  )
  await Promise.all(children.map((child) => once(child, 'message')))
  for (const child of children) {
    child.on('message', (message: unknown) => {
      if (typeof message !== 'object' || message === null || !('began' in message)) return
      if (typeof message.began === 'number') onBegin?.(message.began)
    })
  }
  return {
    begin() {
      for (const child of children) child.send('begin')
      return Promise.resolve()
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(
        children.map(async (child) => {
          const ended = once(child, 'exit')
          child.kill('SIGKILL')
          await ended
        }),
      )
    },
  }
}
