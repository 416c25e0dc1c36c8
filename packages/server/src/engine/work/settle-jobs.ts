import { addObjectHeaders, findBucket, type BucketRecord } from '../../buckets/store.ts'
import type { Transaction } from '../../db/database.ts'
import type { JobRecord } from '../../jobs/store.ts'
import { insertTry } from '../../jobs/tries.ts'
import { KEY_MAX_BYTES, keyProblem } from '../../protocol/key-problem.ts'
import { readQueue, type QueueRecord } from '../../queues/store.ts'
import type { JobEngine } from '../engine.ts'
import { putObjectRow } from '../objects/put-object.ts'
import { advanceRun } from '../workflows/start-run.ts'
import {
  endedRecord,
  moveJobs,
  type JobToSettle,
  type OutputBuckets,
  type OutputFile,
  type Settlement,
} from './move-jobs.ts'
import { putTaskFinish } from './put-task-finish.ts'

/**
 * Ends Running jobs inside `tx`, or puts them back into their queues: each with its outputs, its final state and its
 * callback with the bytes it will have. Returns the seqs of those whose lease held; of the others nothing is changed.
 */
export async function settleJobs(
  tx: Transaction,
  engine: JobEngine,
  jobs: readonly JobToSettle[],
): Promise<ReadonlySet<number>> {
  const buckets = await outputBuckets(tx, jobs)
  const settling = inOrderOfWorkflowRuns(jobs).map((one) => ({
    ...one,
    settlement: failIfImpossible(one.settlement, buckets),
  }))
  const now = engine.clock.now()
  const moved = await moveJobs(tx, settling, { buckets, now })
  // A job that waits again is there to be claimed, and one that ended leaves its queue room for the next.
  if (moved.size > 0) tx.wake('jobs')
  const queues = new Map<number, QueueRecord>()
  for (const { job, settlement } of settling) {
    const progress = moved.get(job.seq)
    if (progress === undefined) continue
    if (settlement.kind === 'requeue') {
      const { cause, message } = settlement
      await insertTry(tx, { seq: job.seq, startedAt: job.startedAt, endedAt: now, cause, message })
      continue
    }
    if (settlement.kind === 'success') {
      await putOutputs(tx, engine, { job, files: settlement.files, buckets, now })
      if (settlement.inputHeaders) await addObjectHeaders(tx, job.bucketId, settlement.inputHeaders)
    }
    const queue = queues.get(job.queue) ?? (await readQueue(tx, job.queue))
    queues.set(job.queue, queue)
    const done = endedRecord(job, settlement, { progress, now, buckets })
    tx.afterCommit(() => countEnd(engine, done))
    await putTaskFinish(tx, engine, { job: done, queue })
    await advanceWorkflow(tx, engine, { job: done, now })
  }
  return new Set(moved.keys())
}

function countEnd({ activity }: JobEngine, { state, startedAt, endedAt }: JobRecord): void {
  activity.count(state === 'Success' ? 'jobs_succeeded' : 'jobs_failed')
  if (startedAt !== undefined && endedAt !== undefined) activity.observe('job_run', endedAt - startedAt)
}

/** Runs of workflows are locked in one order: two transactions with jobs of the same runs can't wait for each other. */
function inOrderOfWorkflowRuns(jobs: readonly JobToSettle[]): readonly JobToSettle[] {
  const runOf = ({ job }: JobToSettle): string => job.order.workflow?.runId ?? ''
  return jobs.toSorted((one, other) => runOf(one).localeCompare(runOf(other)))
}

/** Of all outputs, by name. */
async function outputBuckets(tx: Transaction, jobs: readonly JobToSettle[]): Promise<OutputBuckets> {
  const names = jobs.flatMap(({ settlement }) =>
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
function failIfImpossible(settlement: Settlement, buckets: OutputBuckets): Settlement {
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

interface Outputs {
  readonly job: JobRecord
  readonly files: readonly OutputFile[]
  readonly buckets: OutputBuckets
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
