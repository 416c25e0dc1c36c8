import { mapInParallel } from '../base/tasks/in-parallel.ts'
import { outage, outageOf, OutageError } from '../base/outages/outage.ts'
import type { Claim } from '../engine/work/claim.ts'
import type { JobOutcome } from '../engine/work/finish.ts'
import type { OutputFile } from '../engine/work/move-jobs.ts'
import type { JobRecord } from '../jobs/store.ts'
import { outputOfJob } from '../protocol/jobs/output-variables.ts'
import { DamagedBlobError } from '../storage/storage.ts'
import type { ProducedFile, RunOutcome, TagInput, TagOutput } from '../tags/tag.ts'
import { RunFiles } from './run-files.ts'
import { RunObjects } from './run-objects.ts'
import type { Worker } from './worker.ts'

/** Outputs of one job on their way to the storage: mostly they wait for a disk or a network. */
const STAGED_AT_ONCE = 8

export interface Run {
  readonly claim: Claim
  readonly report: (percent: number) => void
}

/** Runs one claimed job up to staged outputs. What goes wrong is an outcome; it never rejects. */
export async function runJob(worker: Worker, run: Run, signal: AbortSignal): Promise<JobOutcome> {
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
    return { kind: 'broken', message: 'the worker met an error that its log describes.' }
  }
}

async function runTag(worker: Worker, { claim, report }: Run, signal: AbortSignal): Promise<JobOutcome> {
  const { job, input } = claim
  const tag = worker.engine.tags.find(job.tag)
  const { inputKey } = job
  const needsInput = tag.takesInput === 'optional' ? inputKey !== undefined : tag.takesInput !== false
  if (needsInput && !input) {
    const message = `The input object ${job.inputKey ?? ''} does not exist in the bucket ${claim.bucket.name}.`
    return { kind: 'failed', code: 'ResourceNotFound', message }
  }
  await using files = new RunFiles(worker, signal)
  try {
    const outcome = await runWithFiles(worker, { claim, report, files }, signal)
    if (outcome.kind === 'broken' || outcome.kind === 'failed') await demandNoOutage(worker, files, outcome)
    return outcome
  } catch (error) {
    const met = outageOf(error)
    if (!met || signal.aborted) throw error
    const { resource, message } = met
    return { kind: 'unavailable', resource, message, writtenBytes: await files.size() }
  }
}

/** What a broken run may have lacked without knowing it: a child only sees that its file can't be opened. */
const SUSPECTS = ['storage', 'scratch', 'descriptors'] as const

/**
 * Throws an OutageError when the outcome was not the job's fault. A failed job is checked again if there is an outage
 * now or its input is gone. For a broken one, which gives no reason, every resource is checked.
 */
async function demandNoOutage({ outages }: Worker, files: RunFiles, { kind }: JobOutcome): Promise<void> {
  await files.demand()
  const [open] = outages.open
  if (open) throw new OutageError(open.resource, open.message)
  if (kind !== 'broken') return
  for (const resource of SUSPECTS) if (!(await outages.canUse(resource))) throw outage(resource)
}

interface Running extends Run {
  readonly files: RunFiles
}

async function runWithFiles(
  worker: Worker,
  { claim, report, files }: Running,
  signal: AbortSignal,
): Promise<JobOutcome> {
  const { job, bucket } = claim
  const tag = worker.engine.tags.find(job.tag)
  const tools = { media: worker.media, objects: new RunObjects(worker.engine.db.reader, job.bucketId, files) }
  const order = {
    id: job.id,
    bucket: bucket.name,
    params: job.order.params,
    input: inputOf(claim, files),
    output: outputOf(job),
    directory: files.directory,
    onProgress: report,
  }
  const outcome = await onRightBytes(files, () => tag.run(order, tools, signal))
  if (outcome.kind === 'unavailable') throw new OutageError(outcome.resource, outcome.message)
  if (outcome.kind !== 'success') return outcome
  const staged = await mapInParallel(outcome.files, STAGED_AT_ONCE, (file) =>
    stageOutput(worker, file, signal),
  )
  return { ...outcome, files: staged }
}

/**
 * Discards the outcome of a run, also a failure, if the bytes that it read are not the ones that were stored. The damage
 * fails the job, because no other try would find the right bytes.
 */
async function onRightBytes(files: RunFiles, run: () => Promise<RunOutcome>): Promise<RunOutcome> {
  try {
    const [ran] = await Promise.allSettled([run()])
    await files.compared()
    if (ran.status === 'fulfilled') return ran.value
    throw ran.reason
  } catch (error) {
    if (!(error instanceof DamagedBlobError)) throw error
    return { kind: 'failed', code: 'ResourceDownloadFailed', message: files.tell(error) }
  }
}

function inputOf({ job, input }: Claim, files: RunFiles): TagInput | undefined {
  const { inputKey: key } = job
  if (!input || key === undefined) return undefined
  const { blobId, size, crc64 } = input
  const blob = { key, id: blobId, size, crc64 }
  return {
    key,
    blobId,
    bytes: size,
    file: (reads = 'whole') => files.blob(blob, reads),
    read: () => files.read(blob),
  }
}

function outputOf({ id, inputKey, order: { output } }: JobRecord): TagOutput | undefined {
  return output && outputOfJob({ id, inputKey, output })
}

async function stageOutput(worker: Worker, file: ProducedFile, signal: AbortSignal): Promise<OutputFile> {
  const blob = await worker.storage.stageFile(file.path, signal)
  const { place, contentType, isPart } = file
  return { bucketName: place.bucket, key: place.object, blob, contentType, isPart }
}
