import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { systemClock } from '../../packages/server/src/base/clock.ts'
import { createIds } from '../../packages/server/src/base/ids.ts'
import { silentLog } from '../../packages/server/src/base/log.ts'
import type { BucketRecord } from '../../packages/server/src/buckets/store.ts'
import { openDatabase } from '../../packages/server/src/db/open-database.ts'
import { createBucket } from '../../packages/server/src/engine/objects/create-bucket.ts'
import { createQueue } from '../../packages/server/src/engine/queues/create-queue.ts'
import type { JobEngine } from '../../packages/server/src/engine/engine.ts'
import { putObject } from '../../packages/server/src/engine/objects/put-object.ts'
import { patchQueue } from '../../packages/server/src/engine/queues/change-queue.ts'
import { submitJobs } from '../../packages/server/src/engine/jobs/submit.ts'
import { countJobs } from '../../packages/server/src/queues/count-jobs.ts'
import { openFsStorage } from '../../packages/server/src/storage/fs/fs-storage.ts'
import { pauseEngine, pauseOrder } from '../../tooling/pause-jobs/pause-tag.ts'
import { startPauseWorker } from '../../tooling/pause-jobs/start-worker.ts'
import type { Contender } from './contender.ts'
import { CONCURRENCY } from './peers.ts'

const INPUT = 'in/one'
const FILL_AT_ONCE = 200

export interface LemnisContender extends Contender {
  readonly engine: JobEngine
  readonly bucket: BucketRecord
  readonly queueId: string
  /** A queue that has next to no jobs. */
  readonly rareQueueId: string
  readonly directory: string
}

/** The service's own engine, on PostgreSQL or, without a URL, on SQLite. Its jobs tell nobody (`CallBack` is `no`). */
export async function openLemnis(parent: string, url: string | undefined): Promise<LemnisContender> {
  const directory = await mkdtemp(path.join(parent, 'lemnis-'))
  const log = silentLog()
  const opened = await openDatabase({
    url,
    connections: 20,
    pooled: false,
    file: path.join(directory, 'lemnis.db'),
    clock: systemClock,
    log,
  })
  const { db, clock } = opened
  const ids = createIds(clock)
  const engine = pauseEngine({ db, clock, ids, log })
  const bucket = await createBucket(engine, { name: `bench-${Date.now()}`, region: 'local' })
  const storage = await openFsStorage({ directory, clock, ids })
  const bytes = (async function* () {
    yield await Promise.resolve(Buffer.from('input'))
  })()
  const blob = await storage.stage(bytes, { maxBytes: 100 }, new AbortController().signal)
  await putObject(engine, { bucket, key: INPUT, blob, headers: {}, storageClass: 'STANDARD' })
  const limits = { maxSize: 1_000_000_000, maxConcurrent: 1_000 }
  const newQueue = async (name: string): Promise<string> => {
    const queue = await createQueue(engine, { bucket: bucket.name, category: 'Transcoding', name, ...limits })
    return queue.queueId
  }
  const queueId = await newQueue('bench')
  const rareQueueId = await newQueue('rare')
  const submit = async (number: number): Promise<void> => {
    const order = pauseOrder({ number, ms: 0, inputKey: INPUT, callback: 'no' })
    await submitJobs(engine, { bucket, queueId, accelerated: false, jobs: [order] })
  }
  return {
    name: url === undefined ? 'Lemnis on SQLite' : 'Lemnis on PostgreSQL',
    engine,
    bucket,
    queueId,
    rareQueueId,
    directory,
    submit,
    async fill(count) {
      await patchQueue(engine, queueId, { state: 'Paused' })
      for (let from = 0; from < count; from += FILL_AT_ONCE) {
        const some = Array.from(
          { length: Math.min(FILL_AT_ONCE, count - from) },
          (_, offset) => from + offset,
        )
        await Promise.all(some.map(submit))
      }
    },
    async open() {
      const { waiting, running } = await countJobs(db.reader)
      return waiting + running
    },
    async startWorkers({ processes, onBegin }) {
      const settings = { databaseUrl: url, directory, concurrency: CONCURRENCY, tells: onBegin !== undefined }
      const workers = Array.from({ length: processes }, () => startPauseWorker(settings, onBegin))
      await Promise.all(workers.map(({ ready }) => ready))
      return {
        async begin() {
          await patchQueue(engine, queueId, { state: 'Active' })
        },
        async [Symbol.asyncDispose]() {
          await Promise.all(workers.map((worker) => worker.kill('SIGTERM')))
        },
      }
    },
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
