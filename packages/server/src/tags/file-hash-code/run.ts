import type { MediaResult } from '../../media/pool/result.ts'
import { findInputObject, inputOf } from '../job-files.ts'
import type { TagJob, RunOutcome, TagTools } from '../tag.ts'
import { Hash, hashBytes, hashHeader } from './hash-bytes.ts'
import { Params, type Result } from './params.ts'

const CHILD = new URL('./child.ts', import.meta.url)
/** What a process that also answers requests hashes by itself; a larger input would take its time from them. */
const SMALL_BYTES = 8 * 1024 * 1024

export async function runFileHashCode(
  job: TagJob,
  tools: TagTools,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const { type, addToHeader } = Params.parse(job.params)
  const hashed = await hash(job, tools, signal)
  if (hashed.kind !== 'done') return hashed
  const { hex, bytes } = Hash.parse(hashed.value)
  const object = await findInputObject(job, tools)
  const result: Result = {
    ...{ type, hex, bytes },
    ...(object && { object: { etag: object.etag, modifiedAt: object.modifiedAt } }),
  }
  return {
    kind: 'success',
    message: '',
    result,
    files: [],
    ...(addToHeader === 'true' && { inputHeaders: { [hashHeader(type)]: hex } }),
  }
}

/** Hashes the input: a small one here, as a child process takes longer than the work, a large one in a child. */
async function hash(job: TagJob, { media }: TagTools, signal: AbortSignal): Promise<MediaResult> {
  const input = inputOf(job)
  const { type } = Params.parse(job.params)
  if (input.bytes <= SMALL_BYTES) return { kind: 'done', value: await hashBytes(input.read(), type) }
  const order = { inputPath: await input.file(), type, totalBytes: input.bytes }
  return media.run({ module: CHILD, input: order, onProgress: job.onProgress }, signal)
}
