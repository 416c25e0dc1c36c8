import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createIds } from '../base/ids.ts'
import { silentLog } from '../base/log.ts'
import { ManualClock } from '../base/manual-clock.ts'
import type { BucketRecord } from '../buckets/store.ts'
import { openSqlite } from '../db/sqlite/open.ts'
import { createNoiseReduction } from '../tags/noise-reduction/tag.ts'
import { createTagRegistry } from '../tags/registry.ts'
import { createBucket } from './create-bucket.ts'
import type { JobEngine } from './engine.ts'
import type { ShownJob } from './job-view.ts'
import { submitJobs, type SubmittedOrder, type Submission } from './submit.ts'

/** An engine on a database file of its own, with one bucket. For tests. */
export interface TestEngine extends AsyncDisposable {
  readonly engine: JobEngine
  readonly clock: ManualClock
  readonly bucket: BucketRecord
  readonly directory: string
}

const BEIJING = 480

export async function openTestEngine(): Promise<TestEngine> {
  const directory = mkdtempSync(path.join(tmpdir(), 'lemnis-engine-'))
  const clock = new ManualClock()
  const db = openSqlite(path.join(directory, 'test.db'))
  const tags = createTagRegistry([
    createNoiseReduction({ setting: 'fast', wet: 1, maxDurationS: 60, vendorLimits: false }),
  ])
  const engine: JobEngine = {
    db,
    clock,
    ids: createIds(clock),
    log: silentLog(),
    tags,
    timeZone: BEIJING,
    maxTries: 3,
    cancelRunning: false,
    callbackDeadlineMs: 15_000,
    tdmq: new Set(['gz']),
  }
  const bucket = await createBucket(engine, { name: 'media-1250000000', region: 'ap-guangzhou' })
  return {
    engine,
    clock,
    bucket,
    directory,
    async [Symbol.asyncDispose]() {
      await db[Symbol.asyncDispose]()
      rmSync(directory, { recursive: true })
    },
  }
}

/** An order as a plain request makes it. */
export function anOrder(change: Partial<SubmittedOrder> = {}): SubmittedOrder {
  return {
    tag: { name: 'NoiseReduction', family: 'media', idLetter: 'j' },
    level: 0,
    inputKey: 'in/talk.mp3',
    order: {
      output: { region: 'ap-guangzhou', bucket: 'media-1250000000', object: 'out/talk.wav' },
      params: {},
      callback: {},
    },
    ...change,
  }
}

/** Submits one job and gives it as shown. */
export async function submitOne(
  { engine, bucket }: TestEngine,
  order: Partial<SubmittedOrder> = {},
  submission: Partial<Submission> = {},
): Promise<ShownJob> {
  const [job] = await submitJobs(engine, {
    bucket,
    queueId: undefined,
    accelerated: false,
    jobs: [anOrder(order)],
    ...submission,
  })
  if (!job) throw new Error('nothing was submitted')
  return job
}
