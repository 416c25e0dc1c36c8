import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimOne, finishOne, openTestEngine, submitOne, type TestEngine } from '../testing/test-engine.ts'
import { patchQueue } from '../queues/change-queue.ts'
import { compareWatched } from './compare-watched.ts'
import { MOST_WATCHED, readWatched, type Watched } from './read-watched.ts'

let at: TestEngine
let before: Watched

const look = (): Promise<Watched> => readWatched(at.engine.db.reader, at.clock.now(), before)

/** What has changed since the last call. */
async function changes() {
  const after = await look()
  const found = compareWatched(before, after)
  before = after
  return found
}

beforeEach(async () => {
  at = await openTestEngine()
  before = await readWatched(at.engine.db.reader, at.clock.now())
})

afterEach(() => at[Symbol.asyncDispose]())

test('a job is named when it is submitted, runs and ends, and so is its callback', async () => {
  expect(await changes()).toBeUndefined()
  const { id } = await submitOne(at, {
    order: { params: {}, callback: { url: 'https://hooks.example/cb' } },
  })
  const submitted = { changed: [{ id, state: 'Submitted', progress: 0 }], isComplete: true }
  expect(await changes()).toEqual({ jobs: submitted, queues: true, workflows: true, batches: true })
  const claim = await claimOne(at.engine)
  if (!claim) throw new Error('no job waits')
  expect(await changes()).toMatchObject({ jobs: { changed: [{ id, state: 'Running' }], isComplete: true } })
  await finishOne(at.engine, claim, { kind: 'failed', code: 'ResourceNotSupported', message: 'it broke' })
  expect(await changes()).toMatchObject({
    jobs: { changed: [{ id, state: 'Failed' }], isComplete: true },
    callbacks: { changed: [{ jobId: id }], isComplete: true },
  })
  expect(await changes()).toBeUndefined()
})

test('a job that was submitted long ago is named when it runs, and one that is not read is told of', async () => {
  const old = await submitOne(at)
  await changes()
  for (let n = 0; n <= MOST_WATCHED.newestJobs; n++) await submitOne(at)
  expect((await changes())?.jobs).toMatchObject({ isComplete: false })
  const claim = await claimOne(at.engine)
  if (!claim) throw new Error('no job waits')
  expect((await changes())?.jobs).toMatchObject({ changed: [{ id: old.id }], isComplete: true })
  const next = await claimOne(at.engine)
  if (!next) throw new Error('no job waits')
  await finishOne(at.engine, next, { kind: 'failed', code: 'ResourceNotSupported', message: 'it broke' })
  // It waited, ran and ended between two looks, and is none of the newest.
  expect((await changes())?.jobs).toEqual({ changed: [], isComplete: false })
})

test('a queue that is paused changes the state of its jobs', async () => {
  const { id, queueId } = await submitOne(at)
  await changes()
  at.clock.advance(1)
  await patchQueue(at.engine, queueId, { state: 'Paused' })
  expect(await changes()).toMatchObject({
    jobs: { changed: [{ id, state: 'Pause' }], isComplete: true },
    queues: true,
  })
})
