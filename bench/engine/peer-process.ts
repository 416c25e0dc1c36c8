/** A worker of a peer: `peer-process.ts bullmq|pg-boss SETTINGS_JSON`. Begins when its parent says so. */
import { once } from 'node:events'
import { Worker } from 'bullmq'
import { PgBoss } from 'pg-boss'
import { z } from 'zod'
import { BATCH, CONCURRENCY, QUEUE } from './peers.ts'

const { port, url, tells } = z
  .object({ port: z.int().optional(), url: z.string().optional(), tells: z.boolean() })
  .parse(JSON.parse(process.argv[3] ?? '{}'))
const numbered = z.object({ number: z.int() })

const began = (data: unknown): void => {
  if (tells) process.send?.({ began: numbered.parse(data).number })
}

process.on('disconnect', () => process.exit())
if (process.argv[2] === 'bullmq') {
  const worker = new Worker(
    QUEUE,
    (job) => {
      began(job.data)
      return Promise.resolve()
    },
    { connection: { host: '127.0.0.1', port: port ?? 0 }, concurrency: CONCURRENCY, autorun: false },
  )
  await worker.waitUntilReady()
  await toldToBegin()
  await worker.run()
} else {
  const boss = new PgBoss({
    connectionString: url ?? '',
    supervise: false,
    schedule: false,
    max: CONCURRENCY,
  })
  boss.on('error', () => undefined)
  await boss.start()
  await toldToBegin()
  if (tells) {
    await boss.work(QUEUE, { pollingIntervalSeconds: 0.5 }, (jobs) => {
      for (const { data } of jobs) began(data)
      return Promise.resolve()
    })
  } else {
    await Promise.all(Array.from({ length: 2 }, () => fetchAndComplete(boss)))
  }
}

/** As fast as it can: its own `work` looks again only after a pause. */
async function fetchAndComplete(boss: PgBoss): Promise<void> {
  for (;;) {
    const jobs = await boss.fetch(QUEUE, { batchSize: BATCH })
    if (jobs.length === 0) await new Promise((resolve) => setTimeout(resolve, 50))
    else
      await boss.complete(
        QUEUE,
        jobs.map(({ id }) => id),
      )
  }
}

async function toldToBegin(): Promise<void> {
  const told = once(process, 'message')
  process.send?.({ ready: true })
  await told
}
