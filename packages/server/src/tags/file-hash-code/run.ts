import { z } from 'zod'
import type { MediaResult } from '../../media/pool/result.ts'
import { inputOf } from '../read-operation.ts'
import type { TagInput, TagJob, RunOutcome, TagTools } from '../tag.ts'
import { hashBytes, hashHeader, type HashType } from './hash-bytes.ts'
import { Params, type Result } from './params.ts'

const CHILD = new URL('./child.ts', import.meta.url)
/** What a process that also answers requests hashes by itself; a larger input would take its time from them. */
const SMALL_BYTES = 8 * 1024 * 1024

const Hash = z.object({ hex: z.string(), bytes: z.int() })

/** Hashes the input: a small one here, as a child process takes longer than the work, a large one in a child. */
export async function runFileHashCode(
  job: TagJob,
  tools: TagTools,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const input = inputOf(job)
  const { type, addToHeader } = Params.parse(job.params)
  const hashed =
    input.bytes > SMALL_BYTES
      ? await hashInChild(job, { tools, input, type }, signal)
      : await hashHere(input, type)
  if (hashed.kind !== 'done') return hashed
  const { hex, bytes } = Hash.parse(hashed.value)
  const object = await findRead(tools, input)
  const result: Result = { type, hex, bytes, ...(object && { object }) }
  return {
    kind: 'success',
    message: '',
    result,
    files: [],
    ...(addToHeader === 'true' && { inputHeaders: { [hashHeader(type)]: hex } }),
  }
}

async function hashHere(input: TagInput, type: HashType): Promise<MediaResult> {
  return { kind: 'done', value: await hashBytes(input.read(), type) }
}

interface LargeInput {
  readonly tools: TagTools
  readonly input: TagInput
  readonly type: HashType
}

async function hashInChild(
  { onProgress }: TagJob,
  { tools, input, type }: LargeInput,
  signal: AbortSignal,
): Promise<MediaResult> {
  const order = { inputPath: await input.file(), type, totalBytes: input.bytes }
  return tools.media.run({ module: CHILD, input: order, onProgress }, signal)
}

/** What the object says of itself, unless its key was given other bytes meanwhile. */
async function findRead({ objects }: TagTools, { key, blobId }: TagInput): Promise<Result['object']> {
  const found = await objects.find(key)
  return found?.blobId === blobId ? { etag: found.etag, modifiedAt: found.modifiedAt } : undefined
}
