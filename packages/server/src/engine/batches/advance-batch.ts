import { takeEnds, type EndCounts } from '../../batches/ends.ts'
import { lockLeased, saveBatch, type BatchRecord } from '../../batches/store.ts'
import { findBucketById } from '../../buckets/store.ts'
import type { Transaction } from '../../db/database.ts'
import type { ErrorCode } from '../../protocol/errors.ts'
import { BatchUnreadableError } from './batch-lines.ts'
import { readBatchPage, type BatchPage } from './batch-pages.ts'
import { capacityOfBatch, type BatchOfBucket } from './batch-capacity.ts'
import { cancelOpenOfBatch } from './cancel-batch.ts'
import type { JobEngine } from '../engine.ts'
import type { BlobLines } from '../../storage/lines/blob-lines.ts'
import { submitItem } from './submit-item.ts'
import { BATCH_LEASE_MS, keepBatch } from './take-batch.ts'

/** Bounds one transaction: others wait for it. A run is several rows, and its workflow is read. */
const JOBS_AT_ONCE = 100
const RUNS_AT_ONCE = 25

/** Until the next look at a batch that waits for its jobs, in ms: soon when some have just ended. */
const SOON_MS = 500
const LATER_MS = 2_000

export interface Advanced {
  /** As it is now. */
  readonly batch: BatchRecord
  /** There is more to do at once, and the lease was renewed. */
  readonly hasMore: boolean
  readonly submitted: number
}

/**
 * Runs one step of a leased batch. The next objects after its cursor become jobs or runs in the transaction that moves
 * the cursor. So none is skipped and none is taken twice, whenever the step is interrupted. Jobs and runs that ended are
 * counted, and the batch ends when nothing is left.
 */
export async function advanceBatch(
  engine: JobEngine,
  files: BlobLines,
  batch: BatchRecord,
): Promise<Advanced> {
  const bucket = await findBucketById(engine.db.reader, batch.bucketId)
  const token = batch.leaseToken
  const lost: Advanced = { batch, hasMore: false, submitted: 0 }
  // A bucket that is gone took its batches along.
  if (!bucket || token === undefined) return lost
  const read = await keepBatch(engine, batch, async () => {
    if (batch.phase === 'Cancelling') await cancelOpenOfBatch(engine, batch)
    return nextPage(engine, files, { batch, bucket })
  })
  return engine.db.transact(async (tx) => {
    const now = engine.clock.now()
    const found = await lockLeased(tx, batch.seq, token)
    if (!found) return lost
    const ends = await takeEnds(tx, found.batchId)
    const counted = addCounts(found, ends)
    // Another worker may have moved the cursor meanwhile: then the page is of no use.
    const isCurrent = JSON.stringify(found.cursor) === JSON.stringify(batch.cursor)
    const listed =
      read && found.phase === 'Listing' && isCurrent
        ? await submitPage(tx, engine, { batch: counted, bucket, read, now })
        : { batch: counted, submitted: 0, isFull: true }
    const next = settlePhase(listed.batch, now)
    const { hasMore, dueInMs } = nextStep(next, listed, ends)
    await saveBatch(tx, { ...next, leaseToken: hasMore ? token : undefined, dueAt: now + dueInMs })
    return { batch: next, hasMore, submitted: listed.submitted }
  })
}

/** Whether the same worker goes on at once, and when the batch is due otherwise. */
function nextStep(
  { phase }: BatchRecord,
  { submitted, isFull }: SubmittedPage,
  { succeeded, failed, cancelled }: EndCounts,
): { readonly hasMore: boolean; readonly dueInMs: number } {
  const haveEnded = succeeded + failed + cancelled > 0
  if (phase === 'Listing' && (!isFull || (haveEnded && submitted === 0)))
    return { hasMore: true, dueInMs: BATCH_LEASE_MS }
  return { hasMore: false, dueInMs: haveEnded || submitted > 0 ? SOON_MS : LATER_MS }
}

interface Refusal {
  readonly code: ErrorCode
  readonly message: string
}

type PageRead = { readonly page: BatchPage } | { readonly refusal: Refusal }

/** Outside of the transaction, as it may read files; `undefined` while nothing can be submitted. */
async function nextPage(
  engine: JobEngine,
  files: BlobLines,
  { batch, bucket }: BatchOfBucket,
): Promise<PageRead | undefined> {
  if (batch.phase !== 'Listing') return undefined
  const db = engine.db.reader
  const capacity = await capacityOfBatch(db, engine, { batch, bucket })
  const limit = Math.min(capacity, batch.type === 'Job' ? JOBS_AT_ONCE : RUNS_AT_ONCE)
  if (limit <= 0) return undefined
  try {
    return { page: await readBatchPage({ db, files, bucketName: bucket.name }, batch, limit) }
  } catch (error) {
    if (!(error instanceof BatchUnreadableError)) throw error
    return { refusal: { code: error.code, message: error.message } }
  }
}

interface PageToSubmit extends BatchOfBucket {
  readonly read: PageRead
  readonly now: number
}

interface SubmittedPage {
  readonly batch: BatchRecord
  readonly submitted: number
  /** Some of the page is left, for which there is no capacity. */
  readonly isFull: boolean
}

/** Submits as many as the queues accept, and moves the cursor past them. */
async function submitPage(
  tx: Transaction,
  engine: JobEngine,
  { batch, bucket, read, now }: PageToSubmit,
): Promise<SubmittedPage> {
  if ('refusal' in read) return { batch: failed(batch, read.refusal, now), submitted: 0, isFull: false }
  const { page } = read
  const capacity = await capacityOfBatch(tx, engine, { batch, bucket })
  let next = batch
  let submitted = 0
  for (const item of page.items) {
    const { cursor, key } = item
    const seen = batch.seen + item.seen
    if (key === undefined) {
      next = { ...next, cursor, seen, refused: next.refused + 1, message: next.message ?? item.refused }
      continue
    }
    if (submitted >= capacity) return { batch: next, submitted, isFull: true }
    const problem = await submitItem(tx, engine, { batch, bucket, key, now })
    if (problem?.code === 'QueueSaturated') return { batch: next, submitted, isFull: true }
    if (problem) return { batch: failed(next, problem, now), submitted, isFull: false }
    submitted += 1
    next = { ...next, cursor, seen, submitted: next.submitted + 1 }
  }
  const { cursor, ended } = page
  const phase = ended ? 'Draining' : next.phase
  return { batch: { ...next, phase, cursor, seen: batch.seen + page.seen }, submitted, isFull: false }
}

/** No further object becomes a job; those that did go on. */
function failed(batch: BatchRecord, { code, message }: Refusal, now: number): BatchRecord {
  return { ...batch, state: 'Failed', phase: 'Draining', code, message, endedAt: now }
}

/** A batch that was read to its end is a Success however its jobs ended, which they say themselves. */
function settlePhase(batch: BatchRecord, now: number): BatchRecord {
  const { phase, state, submitted, succeeded, failed, cancelled } = batch
  if (phase === 'Listing' || succeeded + failed + cancelled < submitted) return batch
  const done = { ...batch, phase: 'Done' } as const
  if (state !== 'Running') return done
  const message = batch.message ?? (submitted === 0 ? NOTHING_FOUND : undefined)
  return { ...done, state: 'Success', message, endedAt: now }
}

/** It is what was asked for, and seldom what was meant. */
const NOTHING_FOUND = 'There is no object that Input and TimeInterval name.'

function addCounts(batch: BatchRecord, ends: EndCounts): BatchRecord {
  return {
    ...batch,
    succeeded: batch.succeeded + ends.succeeded,
    failed: batch.failed + ends.failed,
    cancelled: batch.cancelled + ends.cancelled,
  }
}
