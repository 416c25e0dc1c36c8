/**
 * Four worker processes on one PostgreSQL, killed at random moments while the server is restarted twice; then counts.
 * `npm run test:crash:workers -- [--jobs 2000] [--queues 1] [--kills 12] [--seed N]`; exit 0 only when every job ended
 * once, with its callback, and never more of a queue ran at once than it allows.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startPostgres } from '../../tooling/postgres-server.ts'
import { pauseEngine, pauseOrder } from '../../tooling/pause-jobs/pause-tag.ts'
import { startPauseWorker, type PauseWorker } from '../../tooling/pause-jobs/start-worker.ts'
import { systemClock } from '../../packages/server/src/base/clock.ts'
import { createIds } from '../../packages/server/src/base/ids.ts'
import { silentLog } from '../../packages/server/src/base/log.ts'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { openDatabase } from '../../packages/server/src/db/open-database.ts'
import { createBucket } from '../../packages/server/src/engine/objects/create-bucket.ts'
import { createQueue } from '../../packages/server/src/engine/queues/create-queue.ts'
import { putObject } from '../../packages/server/src/engine/objects/put-object.ts'
import { submitJobs } from '../../packages/server/src/engine/jobs/submit.ts'
import { openFsStorage } from '../../packages/server/src/storage/fs/fs-storage.ts'
import { startFlakyReceiver } from './flaky-receiver.ts'
import { startSender } from './start-sender.ts'
import { createSeededRandom } from './seeded-random.ts'
import { mostAtOnce } from './most-at-once.ts'

const WORKERS = 4
const CONCURRENCY = 4
const MAX_CONCURRENT = 3
const RECOVERY_MS = 10_000
const SETTLE_MS = 180_000
const INPUT = 'in/one'
/** Between two kills, with the time that they take themselves. */
const MEAN_PAUSE_MS = 2_000

const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '2000' },
    queues: { type: 'string', default: '1' },
    kills: { type: 'string', default: '12' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const wanted = { jobs: Number(values.jobs), queues: Number(values.queues), kills: Number(values.kills) }
/** Jobs take so long that they last about as long as the kills do. */
const placesAtOnce = Math.min(MAX_CONCURRENT * wanted.queues, WORKERS * CONCURRENCY)
const meanMs = Math.max(4, (wanted.kills * MEAN_PAUSE_MS * placesAtOnce) / wanted.jobs)
const seeded = createSeededRandom(Number(values.seed))
console.log(
  `seed ${values.seed}: ${wanted.jobs} jobs on ${wanted.queues} queue(s), ${WORKERS} workers, ${wanted.kills} kills, 2 restarts of PostgreSQL`,
)

const directory = await mkdtemp(path.join(tmpdir(), 'lemnis-workers-'))
await using postgres = await startPostgres({ durable: true })
const log = silentLog()
const { db, clock } = await openDatabase({
  url: postgres.url,
  connections: 10,
  pooled: false,
  file: '',
  clock: systemClock,
  log,
})
const ids = createIds(clock)
const engine = pauseEngine({ db, clock, ids, log })
const bucket = await createBucket(engine, { name: 'media-1250000000', region: 'local' })
const storage = await openFsStorage({ directory, clock, ids })
const bytes = (async function* () {
  yield await Promise.resolve(Buffer.from('input'))
})()
const blob = await storage.stage(bytes, { maxBytes: 100 }, new AbortController().signal)
await putObject(engine, { bucket, key: INPUT, blob, headers: {}, storageClass: 'STANDARD' })
const queues: string[] = []
for (let number = 1; number <= wanted.queues; number += 1) {
  const name = `queue-${number}`
  const queue = { bucket: bucket.name, category: 'Transcoding', name, maxSize: 1_000_000 } as const
  queues.push((await createQueue(engine, { ...queue, maxConcurrent: MAX_CONCURRENT })).queueId)
}

const receiver = await startFlakyReceiver(Infinity)
const sender = startSender({ db, clock, ids, log })

for (let from = 0; from < wanted.jobs; from += 100) {
  await Promise.all(
    Array.from({ length: Math.min(100, wanted.jobs - from) }, (_, offset) => {
      const number = from + offset
      const queueId = queues[number % queues.length]
      const order = pauseOrder({
        number,
        ms: seeded.between(Math.round(meanMs / 4), Math.round((7 * meanMs) / 4)),
        inputKey: INPUT,
        callback: receiver.url,
      })
      return submitJobs(engine, { bucket, queueId, accelerated: false, jobs: [order] })
    }),
  )
}

/** By job number: the worker that ran it last. */
const ranBy = new Map<number, Slot>()
/** Jobs that a kill cut off, with its time. */
const cutOff = new Map<number, number>()
const recoveries: number[] = []
interface Slot {
  worker: PauseWorker
  lastBegan: number | undefined
}
const slots: Slot[] = Array.from({ length: WORKERS }, () => {
  const slot: Slot = { worker: start(() => slot), lastBegan: undefined }
  return slot
})
let restarts = 0
for (let kill = 0; kill < wanted.kills; kill += 1) {
  await sleep(seeded.between(300, 3_000))
  const slot = slots[seeded.between(0, WORKERS - 1)]
  if (!slot) continue
  await slot.worker.kill('SIGKILL')
  const killedAt = performance.now()
  for (const number of await runningNumbers())
    if (ranBy.get(number) === slot && !cutOff.has(number)) cutOff.set(number, killedAt)
  slot.worker = start(() => slot)
  if (kill === Math.floor(wanted.kills / 3) || kill === Math.floor((2 * wanted.kills) / 3)) {
    await postgres.stop(restarts === 0 ? 'fast' : 'immediate')
    restarts += 1
    await sleep(500)
    await postgres.start()
    // Nobody could give a sign of life: what was cut off just before waits for that as well.
    cutOff.clear()
  }
}
const settleFrom = performance.now()
while (performance.now() - settleFrom < SETTLE_MS && !(await allDone())) await sleep(200)
console.log(`settled ${((performance.now() - settleFrom) / 1_000).toFixed(1)} s after the last kill`)
await Promise.all(slots.map(({ worker }) => worker.kill('SIGTERM')))
await sender.stop()

const jobs = await db.reader
  .selectFrom('jobs')
  .innerJoin('queues', 'queues.id', 'jobs.queue')
  .select(['jobs.id', 'jobs.state', 'jobs.losses', 'jobs.started_at', 'jobs.ended_at', 'queues.name'])
  .execute()
const callbacks = await db.reader.selectFrom('callbacks').select(['job_id']).execute()
const atOnce = Map.groupBy(jobs, ({ name }) => name)
const most = Math.max(...[...atOnce.values()].map(mostAtOnce))
const perJob = Map.groupBy(callbacks, ({ job_id }) => job_id)
const unfinished = jobs.filter(({ state }) => state !== 'Success')
const twice = [...perJob.values()].filter((rows) => rows.length > 1)
const untold = jobs.filter(({ id }) => receiver.webhookIds.get(id)?.size !== 1)
const slowest = Math.max(0, ...recoveries)
console.log(
  `${jobs.length} jobs, ${jobs.filter(({ losses }) => losses > 0).length} of them run again after a kill, at most ${most} of a queue at once`,
)
console.log(
  `${recoveries.length} recoveries after a kill: at most ${(slowest / 1_000).toFixed(1)} s; ${restarts} restarts of PostgreSQL`,
)
const problems = [
  ...(jobs.length === wanted.jobs ? [] : [`only ${jobs.length} of ${wanted.jobs} jobs are there`]),
  ...(unfinished.length === 0 ? [] : [`${unfinished.length} jobs did not end`]),
  ...(twice.length === 0 ? [] : [`${twice.length} jobs ended more than once`]),
  ...(untold.length === 0 ? [] : [`${untold.length} jobs have no callback, or two`]),
  ...(most <= MAX_CONCURRENT ? [] : [`${most} jobs of a queue ran at once`]),
  ...(slowest <= RECOVERY_MS ? [] : [`a recovery took ${(slowest / 1_000).toFixed(1)} s`]),
]
for (const problem of problems) console.log(`PROBLEM: ${problem}`)
console.log(`${problems.length === 0 ? 1 : 0} passed, ${problems.length} failed`)
await receiver.close()
await db[Symbol.asyncDispose]()
await postgres[Symbol.asyncDispose]()
await rm(directory, { recursive: true })
process.exit(problems.length === 0 ? 0 : 1)

function start(slotOf: () => Slot): PauseWorker {
  const settings = { databaseUrl: postgres.url, directory, concurrency: CONCURRENCY, tells: true }
  return startPauseWorker(settings, (number) => {
    ranBy.set(number, slotOf())
    const at = cutOff.get(number)
    if (at !== undefined) recoveries.push(performance.now() - at)
    cutOff.delete(number)
  })
}

async function runningNumbers(): Promise<number[]> {
  const rows = await db.reader.selectFrom('jobs').select('order').where('state', '=', 'Running').execute()
  return rows.map(({ order }) => Number(/"number":(\d+)/.exec(order)?.[1]))
}

async function allDone(): Promise<boolean> {
  const { open } = await db.reader
    .selectFrom('jobs')
    .where('state', 'in', ['Submitted', 'Running'])
    .select(({ fn }) => fn.countAll<number>().as('open'))
    .executeTakeFirstOrThrow()
  return open === 0 && receiver.delivered.size >= wanted.jobs
}
