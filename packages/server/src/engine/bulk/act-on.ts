import type { BulkVerb } from '../../bulk-actions/tables.ts'
import { replayBatch } from '../../callbacks/operator/replay-callbacks.ts'
import type { Transaction } from '../../db/database.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { JobEngine } from '../engine.ts'
import { rerunInside } from '../jobs/rerun.ts'
import { cancelInside } from '../work/cancel.ts'

export interface Acted {
  readonly done: number
  readonly skipped: number
  /** Why one was skipped, or what is waited for. */
  readonly message: string | undefined
  /** There is no room for more; the last that was dealt with, if there is one. */
  readonly mustWait: boolean
  readonly last: number | undefined
}

interface Chunk {
  readonly verb: BulkVerb
  readonly ids: readonly number[]
  readonly now: number
}

/** Does to each what the action says, and skips those for which it is too late. */
export async function actOn(tx: Transaction, engine: JobEngine, { verb, ids, now }: Chunk): Promise<Acted> {
  if (verb !== 'replay') return actOnJobs(tx, engine, { verb, ids })
  const due = ids.map((callbackId) => ({ callbackId, dueAt: now }))
  const done = await replayBatch(tx, due, now)
  const skipped = ids.length - done
  const message = skipped === 0 ? undefined : 'A callback was attempted too often to be sent again.'
  return { done, skipped, message, mustWait: false, last: ids.at(-1) }
}

async function actOnJobs(
  tx: Transaction,
  engine: JobEngine,
  { verb, ids }: { readonly verb: 'cancel' | 'rerun'; readonly ids: readonly number[] },
): Promise<Acted> {
  // As of one job that an operator cancels, whatever clients may do.
  const operator = { ...engine, cancelRunning: true }
  const jobs = await namesOf(tx, ids)
  let [done, skipped] = [0, 0]
  let message: string | undefined
  let last: number | undefined
  for (const seq of ids) {
    const job = jobs.get(seq)
    try {
      if (!job) skipped += 1
      else if (verb === 'cancel') await cancelInside(tx, operator, job)
      else await rerunInside(tx, engine, job)
      if (job) done += 1
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      if (error.code === 'QueueSaturated')
        return { done, skipped, message: error.message, mustWait: true, last }
      skipped += 1
      message = error.message
    }
    last = seq
  }
  return { done, skipped, message, mustWait: false, last }
}

async function namesOf(
  tx: Transaction,
  seqs: readonly number[],
): Promise<ReadonlyMap<number, { readonly bucketId: number; readonly jobId: string }>> {
  if (seqs.length === 0) return new Map()
  const rows = await tx
    .selectFrom('jobs')
    .select(['seq', 'id', 'bucket_id'])
    .where('seq', 'in', seqs)
    .execute()
  return new Map(rows.map(({ seq, id, bucket_id }) => [seq, { bucketId: bucket_id, jobId: id }]))
}
