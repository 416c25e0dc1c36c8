import { copyFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Outages } from '../base/outages/outages.ts'
import { sleep } from '../base/tasks/wait.ts'
import { blobOf, findObject } from '../buckets/store.ts'
import { putObject } from '../engine/objects/put-object.ts'
import { findJobs, type ListedJob } from '../engine/jobs/read-jobs.ts'
import {
  anOrder,
  claimOne,
  openTestEngine,
  submitOne,
  type TestEngine,
} from '../engine/testing/test-engine.ts'
import { createMediaPool } from '../media/pool/pool.ts'
import { openFsStorage } from '../storage/fs/fs-storage.ts'
import { inputOf, outputObjectOf } from '../tags/job-files.ts'
import { createTagRegistry } from '../tags/registry.ts'
import type { Tag, RunOutcome } from '../tags/tag.ts'
import { runWorker } from './run-worker.ts'
import type { Worker } from './worker.ts'

let at: TestEngine
let worker: Worker
let stop: AbortController
let running: Promise<void>

/** A tag that copies its input; `params` says what happens before. */
const copy: Tag = {
  name: 'Copy',
  family: 'media',
  idLetter: 'j',
  parameters: [],
  read: () => ({}),
  show: () => ({ params: [], results: [] }),
  async run(job, _tools, signal): Promise<RunOutcome> {
    if (job.params === 'suspect')
      return { kind: 'broken', message: 'the child stalled.', suspectsInput: true }
    if (job.params === 'broken') return { kind: 'broken', message: 'the child crashed.' }
    if (job.params === 'throws') throw new Error('unexpected')
    if (job.params === 'short') await sleep(300, signal)
    if (job.params === 'slow') await sleep(30_000, signal)
    if (signal.aborted) return { kind: 'aborted' }
    job.onProgress(50)
    const made = path.join(await job.directory(), 'out')
    await copyFile(await inputOf(job).file(), made)
    const files = [{ path: made, place: outputObjectOf(job), contentType: 'text/plain' }]
    return { kind: 'success', message: 'done', result: {}, files }
  },
}

beforeEach(async () => {
  at = await openTestEngine()
  const { clock } = at
  const engine = { ...at.engine, tags: createTagRegistry([copy]) }
  worker = {
    engine,
    storage: await openFsStorage({
      directory: path.join(at.directory, 'storage'),
      clock,
      ids: engine.ids,
    }),
    media: createMediaPool({ size: 1, log: engine.log }),
    outages: new Outages({ clock, log: engine.log }),
    concurrency: 2,
    soleProcess: true,
    workDirectory: path.join(at.directory, 'work'),
    name: 'here/1',
    graceMs: 200,
    timeLimits: new Map(),
  }
  stop = new AbortController()
})

afterEach(async () => {
  stop.abort()
  await running
  await worker.media.close()
  await worker.storage[Symbol.asyncDispose]()
  await at[Symbol.asyncDispose]()
})

function start(): void {
  running = runWorker(worker, stop.signal)
}

async function upload(key: string, content: string): Promise<void> {
  const bytes = (async function* () {
    yield await Promise.resolve(new TextEncoder().encode(content))
  })()
  const blob = await worker.storage.stage(bytes, { maxBytes: 1_000 }, stop.signal)
  await putObject(worker.engine, { bucket: at.bucket, key, blob, headers: {}, storageClass: 'STANDARD' })
}

async function submit(params = ''): Promise<string> {
  const tag = { name: 'Copy', family: 'media', idLetter: 'j' } as const
  return (await submitOne(at, { tag, order: { ...anOrder().order, params } })).id
}

/** The job once `state` is reached. */
async function reached(id: string, state: string): Promise<ListedJob> {
  for (let tries = 0; tries < 500; tries += 1) {
    const [job] = await findJobs(at.engine.db.reader, at.bucket.id, [id])
    if (job?.state === state) return job
    await sleep(10)
  }
  throw new Error(`the job did not become ${state}`)
}

test('a job is run as soon as it is submitted, and its output is an object', async () => {
  start()
  await upload('in/talk.mp3', 'hello')
  const job = await reached(await submit(), 'Success')
  expect(job).toMatchObject({ message: 'done', progress: 100 })
  const object = await findObject(at.engine.db.reader, at.bucket.id, 'out/talk.wav')
  expect(object?.headers).toEqual({ 'content-type': 'text/plain' })
  if (!object) throw new Error('there is no output')
  const content = worker.storage.read(blobOf(object), undefined, stop.signal)
  expect(await text(content)).toBe('hello')
  expect(await readdir(worker.workDirectory)).toEqual([])
})

test('a missing input fails the job by name', async () => {
  start()
  const job = await reached(await submit(), 'Failed')
  expect(job).toMatchObject({ code: 'ResourceNotFound' })
  expect(job.message).toContain('in/talk.mp3')
})

test('a tag that may go without an input runs without one, and not with one that is missing', async () => {
  const ends: Tag = {
    ...copy,
    takesInput: 'optional',
    run: () => Promise.resolve({ kind: 'success', message: 'none', result: {}, files: [] }),
  }
  worker = { ...worker, engine: { ...worker.engine, tags: createTagRegistry([ends]) } }
  start()
  const tag = { name: 'Copy', family: 'media', idLetter: 'j' } as const
  const without = await submitOne(at, { tag, inputKey: undefined })
  expect(await reached(without.id, 'Success')).toMatchObject({ message: 'none' })
  expect(await reached(await submit(), 'Failed')).toMatchObject({ code: 'ResourceNotFound' })
})

test.each([
  ['broken', 3],
  ['throws', 3],
  ['suspect', 2],
])('a run that is %s is tried %i times, then failed', async (params, times) => {
  start()
  await upload('in/talk.mp3', 'hello')
  const job = await reached(await submit(params), 'Failed')
  expect(job).toMatchObject({ code: 'InternalError' })
  expect(job.message).toContain(`tried ${times} times`)
})

test('a job that a killed process left running is run at the next start', async () => {
  await upload('in/talk.mp3', 'hello')
  const id = await submit()
  await claimOne(at.engine)
  start()
  await reached(id, 'Success')
})

test('a run that takes longer than its tag may is broken off, and says so once its tries are spent', async () => {
  worker = { ...worker, timeLimits: new Map([['Copy', 50]]) }
  start()
  await upload('in/talk.mp3', 'hello')
  const job = await reached(await submit('slow'), 'Failed')
  expect(job).toMatchObject({ code: 'InternalError' })
  expect(job.message).toMatch(/tried 3 times.*longer than 50 ms, the limit of Copy/)
})

test('a stop waits for a job that ends within the grace', async () => {
  worker = { ...worker, graceMs: 20_000 }
  start()
  await upload('in/talk.mp3', 'hello')
  const id = await submit('short')
  await reached(id, 'Running')
  stop.abort()
  await running
  expect(await findJobs(at.engine.db.reader, at.bucket.id, [id])).toMatchObject([{ state: 'Success' }])
})

test('a stop hands running jobs back within its grace, without using up a try', async () => {
  start()
  await upload('in/talk.mp3', 'hello')
  const id = await submit('slow')
  await reached(id, 'Running')
  stop.abort()
  await running
  const [job] = await findJobs(at.engine.db.reader, at.bucket.id, [id])
  expect(job?.state).toBe('Submitted')
  expect(await at.engine.db.reader.selectFrom('jobs').select('tries').execute()).toEqual([{ tries: 0 }])
})
