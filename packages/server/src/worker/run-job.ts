import type { Claim } from '../engine/claim.ts'
import type { Outcome } from '../engine/finish.ts'
import type { OutputObject } from '../engine/settle-jobs.ts'
import { StorageFullError } from '../storage/storage.ts'
import type { ProducedFile, TagOutcome } from '../tags/tag.ts'
import { RunFiles } from './run-files.ts'
import type { Worker } from './worker.ts'

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
  if (!input || job.inputKey === undefined) {
    const message = `The input object ${job.inputKey ?? ''} does not exist in the bucket ${claim.bucket.name}.`
    return { kind: 'failed', code: 'ResourceNotFound', message }
  }
  await using files = new RunFiles(worker, input, signal)
  const outcome = await tag.run(
    {
      params: job.order.params,
      input: { file: files.input, bytes: input.size, key: job.inputKey },
      output: job.order.output,
      directory: files.directory,
      onProgress: report,
    },
    { media: worker.media },
    signal,
  )
  return await stageOutputs(worker, outcome, signal)
}

async function stageOutputs(worker: Worker, outcome: TagOutcome, signal: AbortSignal): Promise<RunOutcome> {
  if (outcome.kind !== 'success') return outcome
  const objects: OutputObject[] = []
  for (const file of outcome.files) objects.push(await stageOutput(worker, file, signal))
  const { message, result } = outcome
  return { kind: 'success', message, result, objects }
}

async function stageOutput(worker: Worker, file: ProducedFile, signal: AbortSignal): Promise<OutputObject> {
  const blob = await worker.storage.stageFile(file.path, signal)
  return { bucketName: file.place.bucket, key: file.place.object, blob, contentType: file.contentType }
}
