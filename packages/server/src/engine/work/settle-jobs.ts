import { sql } from 'kysely'
import type { JsonValue } from '../../base/json.ts'
import { unreachable } from '../../base/unreachable.ts'
import {
  addObjectHeaders,
  findBucket,
  readBucket,
  type AddedHeaders,
  type BucketRecord,
} from '../../buckets/store.ts'
import { insertCallback } from '../../callbacks/store.ts'
import type { Transaction } from '../../db/database.ts'
import { fewRows, recordsOf } from '../../db/dialect.ts'
import { toJsonText } from '../../db/json-text.ts'
import { prepared } from '../../db/prepared.ts'
import type { JobRecord } from '../../jobs/store.ts'
import type { FailureCode, JobResult, ResultFile } from '../../jobs/tables.ts'
import { taskFinishBody } from '../../protocol/callbacks/callback-body.ts'
import { KEY_MAX_BYTES, keyProblem } from '../../protocol/object-key.ts'
import { readQueue, type QueueRecord } from '../../queues/store.ts'
import type { StagedBlob } from '../../storage/storage.ts'
import { callbackTarget } from '../jobs/callback-target.ts'
import type { JobEngine } from '../engine.ts'
import { viewJob } from '../jobs/job-view.ts'
import { putObjectRow } from '../objects/put-object.ts'
import { advanceRun } from '../workflows/start-run.ts'

/** What a run made, staged as a blob. */
export interface OutputFile {
  readonly bucketName: string
  readonly key: string
  readonly blob: StagedBlob
  readonly contentType: string
  /** A piece of another output, as a segment is of its playlist. */
  readonly isPart?: boolean | undefined
}

/** What becomes of a Running job; one that waits again says what it has used up by then. */
export type Settlement =
  | {
      readonly kind: 'success'
      readonly message: string
      readonly result: JsonValue
      readonly files: readonly OutputFile[]
      /** What the input object gets, unless it was replaced meanwhile. */
      readonly inputHeaders?: AddedHeaders | undefined
    }
  | { readonly kind: 'failed'; readonly code: FailureCode; readonly message: string }
  | {
      readonly kind: 'requeue'
      readonly tries: number
      readonly losses: number
      readonly setbacks: number
    }

export interface ToSettle {
  readonly job: JobRecord
  /** The lease that must still hold. */
  readonly token: string
  readonly settlement: Settlement
}

interface Settled {
  readonly seq: number
  readonly progress: number
}

/** The lease goes with any of the moves. A column that stays as it is is null in the record. */
const moveJobs = prepared<{ now: number; seqs: readonly number[]; moves: string }, Settled>((db, bind) => {
  const moves = recordsOf(db, bind('moves'), {
    of_seq: 'bigint',
    of_token: 'text',
    to_state: 'text',
    to_code: 'text',
    to_message: 'text',
    to_result: 'text',
    to_progress: 'bigint',
    to_tries: 'bigint',
    to_losses: 'bigint',
    to_setbacks: 'bigint',
  })
  return sql<Settled>`
    UPDATE jobs SET
      state = to_state, code = to_code, message = to_message, result = to_result,
      progress = coalesce(to_progress, progress),
      tries = coalesce(to_tries, tries), losses = coalesce(to_losses, losses),
      setbacks = coalesce(to_setbacks, setbacks),
      started_at = CASE to_state WHEN 'Submitted' THEN NULL ELSE started_at END,
      ended_at = CASE to_state WHEN 'Submitted' THEN NULL ELSE CAST(${bind('now')} AS BIGINT) END,
      lease_token = NULL, lease_until = NULL, input_blob_id = NULL
    FROM ${moves} WHERE (${fewRows(db, 'seq', bind('seqs'))}) AND seq = of_seq AND lease_token = of_token
    RETURNING seq, progress`
})

/**
 * Ends Running jobs inside `tx`, or puts them back into their queues: each with its outputs, its final state and its
 * callback with the bytes it will have. Returns the seqs of those whose lease held; of the others nothing is changed.
 */
export async function settleJobs(
  tx: Transaction,
  engine: JobEngine,
  wanted: readonly ToSettle[],
): Promise<ReadonlySet<number>> {
  const buckets = await outputBuckets(tx, wanted)
  const settling = inOrderOfRuns(wanted).map((one) => ({
    ...one,
    settlement: possible(one.settlement, buckets),
  }))
  const now = engine.clock.now()
  const moves = JSON.stringify(settling.map((one) => toMove(one, buckets)))
  const seqs = settling.map(({ job }) => job.seq)
  const moved = await moveJobs(tx, { now, seqs, moves })
  // A job that waits again is there to be claimed, and one that ended leaves its queue room for the next.
  if (moved.length > 0) tx.wake('jobs')
  const settled = new Map(moved.map(({ seq, progress }) => [seq, progress]))
  const queues = new Map<number, QueueRecord>()
  for (const { job, settlement } of settling) {
    const progress = settled.get(job.seq)
    if (progress === undefined || settlement.kind === 'requeue') continue
    if (settlement.kind === 'success') {
      await putOutputs(tx, engine, { job, files: settlement.files, buckets, now })
      if (settlement.inputHeaders) await addObjectHeaders(tx, job.bucketId, settlement.inputHeaders)
    }
    const queue = queues.get(job.queue) ?? (await readQueue(tx, job.queue))
    queues.set(job.queue, queue)
    const done = ended(job, settlement, { progress, now, buckets })
    await putCallback(tx, engine, { job: done, queue })
    await advanceWorkflow(tx, engine, { job: done, now })
  }
  return new Set(settled.keys())
}

/** All lock runs in one order: two who end jobs of the same runs could wait for each other in a circle otherwise. */
function inOrderOfRuns(wanted: readonly ToSettle[]): readonly ToSettle[] {
  const runOf = ({ job }: ToSettle): string => job.order.workflow?.runId ?? ''
  return wanted.toSorted((one, other) => runOf(one).localeCompare(runOf(other)))
}

/** Of all outputs, by name. */
async function outputBuckets(
  tx: Transaction,
  wanted: readonly ToSettle[],
): Promise<ReadonlyMap<string, BucketRecord>> {
  const names = wanted.flatMap(({ settlement }) =>
    settlement.kind === 'success' ? settlement.files.map(({ bucketName }) => bucketName) : [],
  )
  const buckets = new Map<string, BucketRecord>()
  for (const name of new Set(names)) {
    const bucket = await findBucket(tx, name)
    if (bucket) buckets.set(name, bucket)
  }
  return buckets
}

/**
 * A bucket that was deleted while the job ran turns success into failure, and so does a key that can't be one once its
 * variables are replaced.
 */
function possible(settlement: Settlement, buckets: ReadonlyMap<string, BucketRecord>): Settlement {
  if (settlement.kind !== 'success') return settlement
  if (settlement.files.some(({ key }) => keyProblem(key) !== undefined)) {
    const message = `With its variables replaced, the key of an output is empty, longer than ${KEY_MAX_BYTES} bytes or has characters that no key may have.`
    return { kind: 'failed', code: 'InvalidArgument', message }
  }
  const missing = settlement.files.find(({ bucketName }) => !buckets.has(bucketName))
  if (!missing) return settlement
  const message = `The output bucket ${missing.bucketName} does not exist any more.`
  return { kind: 'failed', code: 'WriteTargetBucketDenied', message }
}

function toMove({ job, token, settlement }: ToSettle, buckets: ReadonlyMap<string, BucketRecord>) {
  const of = { of_seq: job.seq, of_token: token }
  switch (settlement.kind) {
    case 'success':
      return {
        ...of,
        to_state: 'Success',
        to_message: settlement.message,
        to_result: toJsonText(resultOf(settlement, buckets)),
        to_progress: 100,
      }
    case 'failed':
      return { ...of, to_state: 'Failed', to_code: settlement.code, to_message: settlement.message }
    case 'requeue':
      return {
        ...of,
        to_state: 'Submitted',
        to_progress: 0,
        to_tries: settlement.tries,
        to_losses: settlement.losses,
        to_setbacks: settlement.setbacks,
      }
    default:
      return unreachable(settlement)
  }
}

type Success = Extract<Settlement, { readonly kind: 'success' }>

function resultOf({ result, files }: Success, buckets: ReadonlyMap<string, BucketRecord>): JobResult {
  const outputs = files
    .filter(({ isPart }) => isPart !== true)
    .map(({ bucketName, key, blob }): ResultFile => {
      const region = buckets.get(bucketName)?.region ?? ''
      return { region, bucket: bucketName, object: key, md5: blob.md5, bytes: blob.size }
    })
  return { value: result, files: outputs }
}

/** The job as `moveJobs` left it. */
function ended(
  job: JobRecord,
  ending: Exclude<Settlement, { readonly kind: 'requeue' }>,
  { progress, now, buckets }: Ended,
): JobRecord {
  const common = { ...job, progress, message: ending.message, endedAt: now, leaseToken: undefined }
  return ending.kind === 'success'
    ? { ...common, state: 'Success', code: undefined, result: resultOf(ending, buckets) }
    : { ...common, state: 'Failed', code: ending.code, result: undefined }
}

interface Ended {
  readonly progress: number
  readonly now: number
  readonly buckets: ReadonlyMap<string, BucketRecord>
}

interface Outputs {
  readonly job: JobRecord
  readonly files: readonly OutputFile[]
  readonly buckets: ReadonlyMap<string, BucketRecord>
  readonly now: number
}

async function putOutputs(
  tx: Transaction,
  engine: JobEngine,
  { job, files, buckets, now }: Outputs,
): Promise<void> {
  const { workflow } = job.order
  const lineage = workflow ? [...workflow.lineage, workflow.workflowId] : []
  const cause = { event: 'Put', lineage } as const
  for (const { bucketName, key, blob, contentType } of files) {
    const bucket = buckets.get(bucketName)
    if (!bucket) throw new Error(`the bucket ${bucketName} is missing`)
    const headers = { 'content-type': contentType }
    await putObjectRow(tx, engine, { bucket, key, blob, headers, storageClass: 'STANDARD', cause, now })
  }
}

/** A job of a workflow hands on what it made, in the job's bucket; one that made nothing hands on what it read. */
async function advanceWorkflow(
  tx: Transaction,
  engine: JobEngine,
  { job, now }: { readonly job: JobRecord; readonly now: number },
): Promise<void> {
  const { workflow } = job.order
  if (!workflow) return
  const made = (job.result?.files ?? []).map(({ object }) => object)
  const handedOn = made.length > 0 || job.inputKey === undefined ? made : [job.inputKey]
  await advanceRun(tx, engine, {
    runId: workflow.runId,
    ended: {
      jobId: job.id,
      state: job.state === 'Success' ? 'Success' : 'Failed',
      outputs: job.state === 'Success' ? handedOn : [],
      startedAt: job.startedAt,
      endedAt: now,
      code: job.code,
      message: job.message,
    },
  })
}

async function putCallback(
  tx: Transaction,
  engine: JobEngine,
  { job, queue }: { readonly job: JobRecord; readonly queue: QueueRecord },
): Promise<void> {
  const target = callbackTarget(job.order.callback, queue.notify)
  if (!target) return
  const bucket = await readBucket(tx, job.bucketId)
  const view = viewJob(
    { ...job, queueId: queue.queueId, queueState: queue.state, queueCategory: queue.category },
    { bucket, tags: engine.tags, timeZone: engine.timeZone, order: 'callback' },
  )
  const { body, contentType } = taskFinishBody(view, { format: target.format, json: engine.callbackJson })
  await insertCallback(tx, {
    jobId: job.id,
    bucketName: bucket.name,
    queueId: queue.queueId,
    tag: job.tag,
    event: 'TaskFinish',
    url: target.url,
    contentType,
    deadlineMs: queue.callbackDeadlineMs ?? engine.callbackDeadlineMs,
    traceparent: job.order.traceparent ?? null,
    body: new TextEncoder().encode(body),
    createdAt: engine.clock.now(),
    webhookId: `msg_${engine.ids.timeUuid()}`,
  })
}
