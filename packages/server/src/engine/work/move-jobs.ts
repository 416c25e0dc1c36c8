import { sql } from 'kysely'
import type { JsonValue } from '../../base/json.ts'
import { unreachable } from '../../base/unreachable.ts'
import type { AddedHeaders, BucketRecord } from '../../buckets/store.ts'
import { fewRows, recordsOf } from '../../db/dialect.ts'
import { toJsonText } from '../../db/json-text.ts'
import { prepared } from '../../db/prepared.ts'
import type { Transaction } from '../../db/database.ts'
import type { JobRecord } from '../../jobs/store.ts'
import type { FailureCode } from '../../jobs/failure-codes.ts'
import type { JobResult, ResultFile, TryCause } from '../../jobs/tables.ts'
import type { StagedBlob } from '../../storage/storage.ts'

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
      /** Why the run did not end it. */
      readonly cause: TryCause
      readonly message: string
    }

export interface JobToSettle {
  readonly job: JobRecord
  /** The lease that must still hold. */
  readonly token: string
  readonly settlement: Settlement
}

/** The buckets of outputs, by name. */
export type OutputBuckets = ReadonlyMap<string, BucketRecord>

interface MovedJob {
  readonly seq: number
  readonly progress: number
}

/** The lease goes with any of the moves. A column that stays as it is is null in the record. */
const updateJobs = prepared<{ now: number; seqs: readonly number[]; moves: string }, MovedJob>((db, bind) => {
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
  return sql<MovedJob>`
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

/** Moves the jobs whose lease still holds, in one statement. Returns their progress, by `seq`. */
export async function moveJobs(
  tx: Transaction,
  settling: readonly JobToSettle[],
  { buckets, now }: { readonly buckets: OutputBuckets; readonly now: number },
): Promise<ReadonlyMap<number, number>> {
  const moves = JSON.stringify(settling.map((one) => toMove(one, buckets)))
  const moved = await updateJobs(tx, { now, seqs: settling.map(({ job }) => job.seq), moves })
  return new Map(moved.map(({ seq, progress }) => [seq, progress]))
}

function toMove({ job, token, settlement }: JobToSettle, buckets: OutputBuckets) {
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

function resultOf({ result, files }: Success, buckets: OutputBuckets): JobResult {
  const outputs = files
    .filter(({ isPart }) => isPart !== true)
    .map(({ bucketName, key, blob }): ResultFile => {
      const region = buckets.get(bucketName)?.region ?? ''
      return { region, bucket: bucketName, object: key, md5: blob.md5, bytes: blob.size }
    })
  return { value: result, files: outputs }
}

interface EndOfJob {
  readonly progress: number
  readonly now: number
  readonly buckets: OutputBuckets
}

/** The job as `moveJobs` left it. */
export function endedRecord(
  job: JobRecord,
  ending: Exclude<Settlement, { readonly kind: 'requeue' }>,
  { progress, now, buckets }: EndOfJob,
): JobRecord {
  const common = { ...job, progress, message: ending.message, endedAt: now, leaseToken: undefined }
  return ending.kind === 'success'
    ? { ...common, state: 'Success', code: undefined, result: resultOf(ending, buckets) }
    : { ...common, state: 'Failed', code: ending.code, result: undefined }
}
