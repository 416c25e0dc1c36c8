import { mapInParallel } from '../base/in-parallel.ts'
import type { AddedHeaders } from '../buckets/store.ts'
import type { Claim } from '../engine/claim.ts'
import type { Outcome } from '../engine/finish.ts'
import type { OutputObject } from '../engine/settle-jobs.ts'
import type { JobRecord } from '../jobs/store.ts'
import { outputOfJob } from '../protocol/output-variables.ts'
import { StorageFullError } from '../storage/storage.ts'
import type { ProducedFile, TagOutcome, TagOutput } from '../tags/tag.ts'
import { RunFiles } from './run-files.ts'
import { RunObjects } from './run-objects.ts'
import type { Worker } from './worker.ts'

/** Outputs of one job on their way to the storage: mostly they wait for a disk or a network. */
const STAGED_AT_ONCE = 8

/** `aborted`: the worker stops, or the job is no longer its own. */
export type RunOutcome = Outcome | { readonly kind: 'aborted' }

export interface Run {
  readonly claim: Claim
  readonly report: (percent: number) => void
}

/** Runs one claimed job up to staged outputs. What goes wrong is an outcome; it never rejects. */
export async function runJob(worker: Worker, run: Run, signal: AbortSignal): Promise<RunOutcome> {
  const { tag } = run.claim.job
  const limitMs = worker.timeLimits.get(tag)
  const overtime = limitMs === undefined ? undefined : AbortSignal.timeout(limitMs)
  const isLate = (): boolean => overtime?.aborted === true && !signal.aborted
  const late = {
    kind: 'broken',
    message: `it took longer than ${String(limitMs)} ms, the limit of ${tag}.`,
  } as const
  try {
    const outcome = await runTag(worker, run, overtime ? AbortSignal.any([signal, overtime]) : signal)
    return outcome.kind === 'aborted' && isLate() ? late : outcome
  } catch (error) {
    if (signal.aborted) return { kind: 'aborted' }
    if (isLate()) return late
    worker.engine.log.error({ err: error, jobId: run.claim.job.id }, 'a job broke off')
    const message =
      error instanceof StorageFullError
        ? 'the storage is full.'
        : 'the worker met an error that its log describes.'
    return { kind: 'broken', message }
  }
}

async function runTag(worker: Worker, { claim, report }: Run, signal: AbortSignal): Promise<RunOutcome> {
  const { job, input } = claim
  const tag = worker.engine.tags.find(job.tag)
  const { inputKey } = job
  if (tag.takesInput !== false && (!input || inputKey === undefined)) {
    const message = `The input object ${job.inputKey ?? ''} does not exist in the bucket ${claim.bucket.name}.`
    return { kind: 'failed', code: 'ResourceNotFound', message }
  }
  await using files = new RunFiles(worker, signal)
  const outcome = await tag.run(
    {
      id: job.id,
      bucket: claim.bucket.name,
      params: job.order.params,
      input:
        input && inputKey !== undefined
          ? {
              file: () => files.blob(input.blobId),
              blobId: input.blobId,
              bytes: input.size,
              key: inputKey,
            }
          : undefined,
      output: outputOf(job),
      directory: files.directory,
      onProgress: report,
    },
    { media: worker.media, objects: new RunObjects(worker.engine.db.reader, job.bucketId, files) },
    signal,
  )
  if (outcome.kind !== 'success') return outcome
  const { message, result } = outcome
  const objects = await mapInParallel(outcome.files, STAGED_AT_ONCE, (file) =>
    stageOutput(worker, file, signal),
  )
  return { kind: 'success', message, result, objects, inputHeaders: headersFor(claim, outcome) }
}

function outputOf({ id, inputKey, order: { output } }: JobRecord): TagOutput | undefined {
  return output && outputOfJob({ id, inputKey, output })
}

type Success = Extract<TagOutcome, { readonly kind: 'success' }>

function headersFor({ job, input }: Claim, { inputHeaders: headers }: Success): AddedHeaders | undefined {
  if (!headers || !input || job.inputKey === undefined) return undefined
  return { key: job.inputKey, blobId: input.blobId, headers }
}

async function stageOutput(worker: Worker, file: ProducedFile, signal: AbortSignal): Promise<OutputObject> {
  const blob = await worker.storage.stageFile(file.path, signal)
  const { place, contentType, isPart } = file
  return { bucketName: place.bucket, key: place.object, blob, contentType, isPart }
}
