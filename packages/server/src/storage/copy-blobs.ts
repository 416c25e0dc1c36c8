import { eachInParallel } from '../base/in-parallel.ts'
import { BlobSums } from './blob-sums.ts'
import type { ListedBlob, Storage } from './storage.ts'

const AT_ONCE = 4

export interface CopyProgress {
  readonly copied: number
  /** They were there already, of the same size. */
  readonly skipped: number
  readonly bytes: number
}

/** What was read back of a blob is not what was copied. It was deleted from the target. */
export class BlobCopyError extends Error {
  override readonly name = 'BlobCopyError'
}

/**
 * Copies every blob under its own id, and reads each back to compare. One that the target has is passed over, so that a
 * copy that broke off goes on. Throws BlobCopyError.
 */
export async function copyBlobs(
  source: Storage,
  target: Storage,
  {
    onProgress,
    signal,
  }: { readonly onProgress: (progress: CopyProgress) => void; readonly signal: AbortSignal },
): Promise<CopyProgress> {
  const present = new Map<string, number>()
  for await (const { id, size } of target.list(signal)) present.set(id, size)
  let progress: CopyProgress = { copied: 0, skipped: 0, bytes: 0 }
  await eachInParallel(source.list(signal), AT_ONCE, async (blob) => {
    if (present.get(blob.id) === blob.size) {
      progress = { ...progress, skipped: progress.skipped + 1 }
    } else {
      await copyBlob(source, target, blob, signal)
      progress = { ...progress, copied: progress.copied + 1, bytes: progress.bytes + blob.size }
    }
    onProgress(progress)
  })
  return progress
}

async function copyBlob(
  source: Storage,
  target: Storage,
  { id }: ListedBlob,
  signal: AbortSignal,
): Promise<void> {
  const kept = await target.keep(id, source.read(id, undefined, signal), signal)
  const sums = new BlobSums()
  for await (const chunk of target.read(id, undefined, signal)) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a blob is read as bytes')
    sums.count(chunk, Infinity)
    sums.hash(chunk)
  }
  const back = sums.result()
  if (back.size === kept.size && back.md5 === kept.md5) return
  await target.delete(id)
  throw new BlobCopyError(`The blob ${id} was not the same when it was read back.`)
}
