import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { matching } from '../../base/testing/test-matching.ts'
import { findObject } from '../../buckets/store.ts'
import { saveActivation } from '../../queues/activations.ts'
import { countJobs } from '../../queues/count-jobs.ts'
import { listQueues, replaceQueue, type QueueRecord, type QueueUpdate } from '../../queues/store.ts'
import type { QueueNotify } from '../../queues/tables.ts'
import { createTagRegistry } from '../../tags/registry.ts'
import { cancel } from '../work/cancel.ts'
import type { Claim } from '../work/claim.ts'
import type { JobOutcome } from '../work/finish.ts'
import { putObject } from '../objects/put-object.ts'
import type { JobFilter } from './page-of-jobs.ts'
import { findJobs, listJobs } from './read-jobs.ts'
import { reclaimAll, reclaimExpired } from '../work/reclaim.ts'
import { renewLeases } from '../work/renew-leases.ts'
import type { OutputFile } from '../work/move-jobs.ts'
import { submitJobs } from './submit.ts'
import {
  anOrder,
  aTag,
  claimOne,
  finishOne,
  openTestEngine,
  submitOne,
  type TestEngine,
} from '../testing/test-engine.ts'

let at: TestEngine

beforeEach(async () => {
  at = await openTestEngine()
})

afterEach(async () => {
  await at[Symbol.asyncDispose]()
})

const [FIRST, SECOND, OUT] = ['1'.repeat(32), '2'.repeat(32), '3'.repeat(32)] as const
const aBlob = (id: string) => ({ id, size: 10, md5: '0'.repeat(32), crc64: '1' })
const anOutput: OutputFile = {
  bucketName: 'media-1250000000',
  key: 'out/talk.wav',
  blob: aBlob(OUT),
  contentType: 'audio/wav',
}
const success: JobOutcome = { kind: 'success', message: 'SUCCESS', result: {}, files: [anOutput] }
const broken: JobOutcome = { kind: 'broken', message: 'the child crashed.' }

async function claimed(): Promise<Claim> {
  const claim = await claimOne(at.engine)
  if (!claim) throw new Error('nothing to claim')
  return claim
}

async function stateOf(id: string): Promise<string | undefined> {
  return (await findJobs(at.engine.db.reader, at.bucket.id, [id])).at(0)?.state
}

async function callbacks() {
  return at.engine.db.reader.selectFrom('callbacks').select(['url', 'content_type', 'body']).execute()
}

async function mediaQueue(): Promise<QueueRecord> {
  const { queues } = await listQueues(at.engine.db.reader, {
    bucketId: at.bucket.id,
    categories: ['Transcoding'],
    state: undefined,
    offset: 0,
    limit: 1,
  })
  const [queue] = queues
  if (!queue) throw new Error('no queue')
  return queue
}

async function setQueue(change: Partial<QueueUpdate>): Promise<void> {
  const queue = await mediaQueue()
  const { name, state, notify } = queue
  await at.engine.db.transact((tx) => replaceQueue(tx, queue, { name, state, notify, now: 1, ...change }))
}

describe('submit', () => {
  test('all jobs of one request are kept, or none', async () => {
    const foreign = anOrder({
      order: { ...anOrder().order, output: { region: 'r', bucket: 'none-1', object: 'o' } },
    })
    const request = { bucket: at.bucket, queueId: undefined, accelerated: false, jobs: [anOrder(), foreign] }
    await expect(submitJobs(at.engine, request)).rejects.toMatchObject({ code: 'WriteTargetBucketDenied' })
    expect(await countJobs(at.engine.db.reader)).toEqual({ waiting: 0, running: 0 })
  })

  test('a queue takes MaxSize waiting jobs and no more', async () => {
    await setQueue({ maxSize: 2 })
    await submitOne(at)
    await submitOne(at)
    await expect(submitOne(at)).rejects.toMatchObject({ code: 'QueueSaturated' })
    await claimed()
    await submitOne(at)
  })

  test('an unknown queue, a closed service and a wrong region are refused', async () => {
    await expect(submitOne(at, {}, { queueId: 'p0' })).rejects.toMatchObject({ code: 'QueueNotFound' })
    const elsewhere = { ...anOrder().order, output: { region: 'x', bucket: at.bucket.name, object: 'o' } }
    await expect(submitOne(at, { order: elsewhere })).rejects.toMatchObject({ code: 'InvalidArgument' })
    const closed = { bucketId: at.bucket.id, service: 'media', state: 'Closed', now: 1 } as const
    await at.engine.db.transact((tx) => saveActivation(tx, closed))
    await expect(submitOne(at)).rejects.toMatchObject({ code: 'MediaBucketUnBinded' })
  })
})

describe('claim', () => {
  test('the highest level comes first, and the oldest of a level', async () => {
    const [low, high, alsoHigh] = [
      await submitOne(at),
      await submitOne(at, { level: 2 }),
      await submitOne(at, { level: 2 }),
    ]
    const order = [await claimed(), await claimed(), await claimed()].map(({ job }) => job.id)
    expect(order).toEqual([high.id, alsoHigh.id, low.id])
  })

  test('a paused queue gives nothing, and reads as Pause', async () => {
    const job = await submitOne(at)
    await setQueue({ state: 'Paused' })
    expect(await claimOne(at.engine)).toBeUndefined()
    const paused = await listJobs(at.engine.db.reader, aFilter({ states: ['Pause'] }))
    expect(paused.map(({ id }) => id)).toEqual([job.id])
    expect(await listJobs(at.engine.db.reader, aFilter({ states: ['Submitted'] }))).toEqual([])
  })

  test('MaxConcurrent holds however many claim at once', async () => {
    await setQueue({ maxConcurrent: 2 })
    for (let count = 0; count < 6; count += 1) await submitOne(at)
    const claims = await Promise.all(Array.from({ length: 6 }, () => claimOne(at.engine)))
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(2)
  })

  test('a job reads what its key named when it was claimed', async () => {
    const place = { bucket: at.bucket, key: 'in/talk.mp3', headers: {}, storageClass: 'STANDARD' }
    await putObject(at.engine, { ...place, blob: aBlob(FIRST) })
    await submitOne(at)
    const claim = await claimed()
    await putObject(at.engine, { ...place, blob: aBlob(SECOND) })
    expect(claim.input).toMatchObject({ blobId: FIRST, size: 10 })
    const pins = await at.engine.db.reader.selectFrom('jobs').select('input_blob_id').execute()
    expect(pins).toEqual([{ input_blob_id: FIRST }])
  })
})

describe('leases', () => {
  test('a worker that lost its lease changes nothing', async () => {
    const job = await submitOne(at, {
      order: { ...anOrder().order, callback: { url: 'https://app.example/cb' } },
    })
    const stale = await claimed()
    at.clock.advance(at.engine.leaseMs + 1)
    await reclaimExpired(at.engine)
    const held = await claimed()
    expect(await finishOne(at.engine, stale, success)).toBe('lost')
    expect(await renewLeases(at.engine, [{ claim: stale, progress: 50 }])).toEqual([stale])
    await finishOne(at.engine, stale, { kind: 'aborted' })
    expect(await callbacks()).toEqual([])
    expect(await findObject(at.engine.db.reader, at.bucket.id, 'out/talk.wav')).toBeUndefined()
    expect(await stateOf(job.id)).toBe('Running')
    expect(await finishOne(at.engine, held, success)).toBe('finished')
  })

  test('a lease that is renewed is not taken back', async () => {
    await submitOne(at)
    const claim = await claimed()
    at.clock.advance(at.engine.leaseMs - 1)
    expect(await renewLeases(at.engine, [{ claim, progress: 40 }])).toEqual([])
    at.clock.advance(at.engine.leaseMs - 1)
    expect(await reclaimExpired(at.engine)).toBe(0)
  })

  test('at a start every running job is taken back at once', async () => {
    const job = await submitOne(at)
    await claimed()
    expect(await reclaimAll(at.engine)).toBe(1)
    expect(await stateOf(job.id)).toBe('Submitted')
  })

  test('the last try that breaks is a failure that says why, and handing back is no try', async () => {
    const job = await submitOne(at)
    for (let stops = 0; stops < 5; stops += 1)
      await finishOne(at.engine, await claimed(), { kind: 'aborted' })
    expect(await finishOne(at.engine, await claimed(), broken)).toBe('requeued')
    expect(await finishOne(at.engine, await claimed(), broken)).toBe('requeued')
    expect(await finishOne(at.engine, await claimed(), broken)).toBe('finished')
    const tries = await at.engine.db.reader
      .selectFrom('job_tries')
      .select(['number', 'message'])
      .where('cause', '=', 'broken')
      .orderBy('number')
      .execute()
    expect(tries).toEqual([
      { number: 6, message: 'the child crashed.' },
      { number: 7, message: 'the child crashed.' },
    ])
    const [ended] = await findJobs(at.engine.db.reader, at.bucket.id, [job.id])
    expect(ended).toMatchObject({ state: 'Failed', code: 'InternalError', message: /the child crashed/ })
  })
})

describe('finish', () => {
  const url = 'https://app.example/cb'

  test('the job, its output and its callback are written together', async () => {
    const job = await submitOne(at, { order: { ...anOrder().order, callback: { url, format: 'JSON' } } })
    await finishOne(at.engine, await claimed(), success)
    expect(await stateOf(job.id)).toBe('Success')
    const object = await findObject(at.engine.db.reader, at.bucket.id, 'out/talk.wav')
    expect(object).toMatchObject({ blobId: OUT, headers: { 'content-type': 'audio/wav' } })
    const [callback] = await callbacks()
    expect(callback).toMatchObject({ url, content_type: 'application/json' })
    const body: unknown = JSON.parse(new TextDecoder().decode(callback?.body))
    expect(body).toMatchObject({ EventName: 'TaskFinish', JobsDetail: [{ JobId: job.id, State: 'Success' }] })
  })

  test('JSON has the shape that is set when the job ends, and never changes it again', async () => {
    const tag = aTag('Transcode')
    const engine = { ...at.engine, tags: createTagRegistry([tag]) }
    const paged = { ...engine, callbackJson: 'page' } as const
    for (const ending of [engine, paged]) {
      await submitOne(
        { ...at, engine },
        { tag, order: { ...anOrder().order, callback: { url, format: 'JSON' } } },
      )
      const claim = await claimOne(engine)
      if (claim) await finishOne(ending, claim, { ...success, message: '' })
    }
    const [native = '', page = ''] = (await callbacks()).map(({ body }) => new TextDecoder().decode(body))
    expect(native).toContain('"Message":"","Operation"')
    expect(native).toMatch(/"QueueId":"p\w{32}","QueueType":"Transcoding","StartTime"/)
    expect(page).not.toMatch(/Message|QueueType/)
  })

  test('the queue is asked when the job ends, not when it was submitted', async () => {
    await submitOne(at)
    const claim = await claimed()
    const notify: QueueNotify = { state: 'On', url, event: 'TaskFinish', type: 'Url', resultFormat: 'JSON' }
    await setQueue({ notify })
    await finishOne(at.engine, claim, success)
    expect(await callbacks()).toMatchObject([{ url, content_type: 'application/json' }])
  })

  test('an output bucket that went away is a failure of the job', async () => {
    const job = await submitOne(at)
    const objects = [{ ...anOutput, bucketName: 'gone-1' }]
    await finishOne(at.engine, await claimed(), {
      kind: 'success',
      message: 'SUCCESS',
      result: {},
      files: objects,
    })
    const [ended] = await findJobs(at.engine.db.reader, at.bucket.id, [job.id])
    expect(ended).toMatchObject({ state: 'Failed', code: 'WriteTargetBucketDenied' })
  })

  test('a job whose output gets a key that is none, once its variables are replaced, fails and is told', async () => {
    const job = await submitOne(at, { order: { ...anOrder().order, callback: { url } } })
    const objects = [anOutput, { ...anOutput, key: `out/${'talk'.repeat(250)}.wav` }]
    expect(await finishOne(at.engine, await claimed(), { ...success, files: objects })).toBe('finished')
    const [ended] = await findJobs(at.engine.db.reader, at.bucket.id, [job.id])
    expect(ended).toMatchObject({ state: 'Failed', code: 'InvalidArgument' })
    expect(await findObject(at.engine.db.reader, at.bucket.id, anOutput.key)).toBeUndefined()
    expect(await callbacks()).toHaveLength(1)
  })
})

describe('cancel', () => {
  test('only a waiting job is cancelled, and nobody is called', async () => {
    const order = { ...anOrder().order, callback: { url: 'https://app.example/cb' } }
    const [running, waiting] = [await submitOne(at, { order }), await submitOne(at, { order })]
    await claimed()
    const of = (jobId: string) => ({ bucketId: at.bucket.id, jobId })
    await cancel(at.engine, of(waiting.id))
    expect(await stateOf(waiting.id)).toBe('Cancel')
    await expect(cancel(at.engine, of(waiting.id))).rejects.toMatchObject({ code: 'InvalidArgument' })
    await expect(cancel(at.engine, of(running.id))).rejects.toMatchObject({
      code: 'InvalidArgument',
      message: matching('only a job that waits can be cancelled'),
    })
    await expect(cancel(at.engine, of('j0'))).rejects.toMatchObject({ code: 'ResourceNotFound' })
    expect(await callbacks()).toEqual([])
  })

  test('with the setting a running job is cancelled, and its worker finds out', async () => {
    const job = await submitOne(at)
    const claim = await claimed()
    await cancel({ ...at.engine, cancelRunning: true }, { bucketId: at.bucket.id, jobId: job.id })
    expect(await renewLeases(at.engine, [{ claim, progress: 10 }])).toEqual([claim])
    expect(await finishOne(at.engine, claim, success)).toBe('lost')
  })
})

function aFilter(change: Partial<JobFilter> = {}): JobFilter {
  return {
    bucketId: at.bucket.id,
    queueId: undefined,
    category: undefined,
    tag: undefined,
    states: ['Submitted', 'Pause', 'Running', 'Success', 'Failed', 'Cancel'],
    inputKey: undefined,
    createdFrom: undefined,
    createdTo: undefined,
    direction: 'desc',
    after: undefined,
    limit: 3,
    ...change,
  }
}

describe('list', () => {
  test('pages join without gap or repeat while jobs come in, in both directions', async () => {
    const ids: string[] = []
    for (let count = 0; count < 8; count += 1) ids.push((await submitOne(at)).id)
    await finishOne(at.engine, await claimed(), success)
    for (const direction of ['asc', 'desc'] as const) {
      const seen: string[] = []
      let after: number | undefined
      for (let page = 0; page < 3; page += 1) {
        const jobs = await listJobs(at.engine.db.reader, aFilter({ direction, after }))
        seen.push(...jobs.map(({ id }) => id))
        after = jobs.at(-1)?.seq
        if (direction === 'desc') await submitOne(at)
      }
      expect(seen).toEqual(direction === 'asc' ? ids.slice(0, 8) : ids.slice(0, 8).reverse())
    }
  })

  test('every filter narrows, and both ends of a time range count', async () => {
    const early = await submitOne(at)
    const from = at.clock.now()
    at.clock.advance(1_000)
    const late = await submitOne(at, { inputKey: 'in/other.mp3' })
    const idsOf = async (change: Partial<JobFilter>): Promise<string[]> =>
      (await listJobs(at.engine.db.reader, aFilter({ direction: 'asc', ...change }))).map(({ id }) => id)
    expect(await idsOf({ createdFrom: from, createdTo: from })).toEqual([early.id])
    expect(await idsOf({ createdFrom: from + 1 })).toEqual([late.id])
    expect(await idsOf({ inputKey: 'in/other.mp3' })).toEqual([late.id])
    expect(await idsOf({ queueId: early.queueId })).toEqual([early.id, late.id])
    expect(await idsOf({ queueId: 'p0' })).toEqual([])
    expect(await idsOf({ category: 'SpeedTranscoding' })).toEqual([])
    expect(await idsOf({ tag: 'Transcode' })).toEqual([])
    expect(await idsOf({ states: ['Failed'] })).toEqual([])
    expect(await idsOf({ states: ['Submitted', 'Failed'], inputKey: 'in/other.mp3' })).toEqual([late.id])
    expect(await idsOf({ states: [] })).toEqual([])
    expect(await idsOf({ bucketId: at.bucket.id + 1 })).toEqual([])
    expect(await idsOf({ bucketId: undefined, queueId: late.queueId })).toEqual([early.id, late.id])
  })
})
