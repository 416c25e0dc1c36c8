import { ActivityRecorder } from '../../activity/activity-recorder.ts'
import { createIds } from '../../base/ids.ts'
import { silentLog } from '../../base/log.ts'
import { ManualClock } from '../../base/manual-clock.ts'
import type { BucketRecord } from '../../buckets/store.ts'
import { openTestDatabase } from '../../db/testing/test-database.ts'
import { createNoiseReduction } from '../../tags/noise-reduction/tag.ts'
import { createTagRegistry } from '../../tags/registry.ts'
import type { Tag } from '../../tags/tag.ts'
import { claimJobs, type Claim } from '../work/claim.ts'
import { createBucket } from '../objects/create-bucket.ts'
import type { JobEngine } from '../engine.ts'
import { type Finish, finishRuns, type JobOutcome } from '../work/finish.ts'
import type { ShownJob } from '../jobs/job-view.ts'
import { submitJobs, type SubmittedOrder, type Submission } from '../jobs/submit.ts'

/** An engine on a database file of its own, with one bucket. For tests. */
export interface TestEngine extends AsyncDisposable {
  readonly engine: JobEngine
  readonly clock: ManualClock
  readonly bucket: BucketRecord
  readonly directory: string
}

const BEIJING = 480

export async function openTestEngine(): Promise<TestEngine> {
  const clock = new ManualClock()
  const at = await openTestDatabase()
  const { db, directory } = at
  const tags = createTagRegistry([
    createNoiseReduction({
      setting: 'fast',
      wet: 1,
      channels: 'mono',
      maxDurationS: 60,
      vendorLimits: false,
    }),
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
    leaseMs: 30_000,
    callbackDeadlineMs: 15_000,
    callbackJson: 'native',
    tdmq: new Set(['gz']),
    activity: new ActivityRecorder({ db, clock, log: silentLog() }),
  }
  const bucket = await createBucket(engine, { name: 'media-1250000000', region: 'ap-guangzhou' })
  return {
    engine,
    clock,
    bucket,
    directory,
    [Symbol.asyncDispose]: () => at[Symbol.asyncDispose](),
  }
}

/** A tag whose jobs are claimed and ended by hand. */
export function aTag(name: string): Tag {
  return {
    name,
    family: 'media',
    idLetter: 'j',
    parameters: [],
    read: () => ({}),
    run: () => Promise.reject(new Error('ended by hand')),
    show: () => ({ params: [], results: [] }),
  }
}

/** The next job, if there is one. */
export async function claimOne(engine: JobEngine): Promise<Claim | undefined> {
  return (await claimJobs(engine, { limit: 1 })).at(0)
}

/** Records what one run came to. */
export async function finishOne(engine: JobEngine, claim: Claim, outcome: JobOutcome): Promise<Finish> {
  const [finish] = await finishRuns(engine, [{ claim, outcome }])
  if (finish === undefined) throw new Error('nothing was finished')
  return finish
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
