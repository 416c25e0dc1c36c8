import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Outages } from '../base/outages/outages.ts'
import { sleep } from '../base/tasks/wait.ts'
import type { JobEngine } from '../engine/engine.ts'
import { findJobs } from '../engine/jobs/read-jobs.ts'
import {
  anOrder,
  aTag,
  claimOne,
  openTestEngine,
  submitOne,
  type TestEngine,
} from '../engine/testing/test-engine.ts'
import { cancel } from '../engine/work/cancel.ts'
import { renewLeases } from '../engine/work/renew-leases.ts'
import { createMediaPool, type MediaPool } from '../media/pool/pool.ts'
import { openFsStorage } from '../storage/fs/fs-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { createTagRegistry } from '../tags/registry.ts'
import type { Tag } from '../tags/tag.ts'
import { runWorker } from './run-worker.ts'

/** Between two looks for lost leases, ms; the time of the others' clock stands still. */
const LOOK_MS = 1_000

let at: TestEngine
let storage: Storage
let media: MediaPool
let stop: AbortController
let running: Promise<void>
const outcomes: string[] = []

/** It runs until the test ends it. */
const wait: Tag = {
  ...aTag('Wait'),
  takesInput: false,
  run: async (_order, _tools, signal) => {
    await sleep(60_000, signal)
    return { kind: 'aborted' }
  },
}

beforeEach(async () => {
  at = await openTestEngine()
  const { clock, ids, log } = at.engine
  storage = await openFsStorage({ directory: path.join(at.directory, 'storage'), clock, ids })
  media = createMediaPool({ size: 1, log })
  stop = new AbortController()
  outcomes.length = 0
})

afterEach(async () => {
  stop.abort()
  await running
  await media.close()
  await storage[Symbol.asyncDispose]()
  await at[Symbol.asyncDispose]()
})

function start(engine: JobEngine): void {
  const { clock, log } = engine
  const worker = {
    engine,
    storage,
    media,
    outages: new Outages({ clock, log }),
    concurrency: 1,
    soleProcess: false,
    workDirectory: path.join(at.directory, 'work'),
    name: 'here/1',
    graceMs: 0,
    timeLimits: new Map(),
    onRun: ({ outcome }: { readonly outcome: string }) => outcomes.push(outcome),
  }
  running = runWorker(worker, stop.signal)
}

async function submit(): Promise<string> {
  const tag = { name: 'Wait', family: 'media', idLetter: 'j' } as const
  return (await submitOne(at, { tag, inputKey: undefined, order: { ...anOrder().order } })).id
}

const stateOf = async (id: string) => (await findJobs(at.engine.db.reader, at.bucket.id, [id])).at(0)?.state

const untilRunning = (id: string) => vi.waitFor(async () => expect(await stateOf(id)).toBe('Running'), 10_000)

test('a run ends when its worker learns that the job is no longer its own', async () => {
  const leaseMs = 3_000
  const engine = { ...at.engine, tags: createTagRegistry([wait]), leaseMs, cancelRunning: true }
  start(engine)
  const jobId = await submit()
  await untilRunning(jobId)
  await cancel(engine, { bucketId: at.bucket.id, jobId })
  // The lease is renewed at the next beat.
  at.clock.advance(leaseMs / 2)
  await vi.waitFor(() => expect(outcomes).toEqual(['aborted']), 15_000)
})

test('after the database was away a worker that lives has the time to renew its lease', async () => {
  const engine = { ...at.engine, tags: createTagRegistry([wait]), leaseMs: 20_000 }
  const others = await submit()
  const claim = await claimOne(engine)
  if (!claim) throw new Error('nothing to claim')
  start(engine)
  // Now it looks for lost leases.
  await untilRunning(await submit())
  at.clock.advance(60_000)
  await sleep(2 * LOOK_MS)
  expect(await renewLeases(engine, [{ claim, progress: 0 }])).toEqual([])
  expect(await stateOf(others)).toBe('Running')
})
