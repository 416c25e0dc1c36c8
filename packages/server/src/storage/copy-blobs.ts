import { eachInParallel } from '../base/tasks/in-parallel.ts'
import { DamagedBlobError, type NamedBlob, type Storage } from './storage.ts'

const AT_ONCE = 4

export interface CopyProgress {
  readonly copied: number
  /** The target had them already, with the same size. */
  readonly skipped: number
  readonly bytes: number
  /** Not copied, as their bytes are not those of their rows. */
  readonly damaged: number
}

/** A blob differs from its source when it is read back. It was deleted from the target. */
export class BlobCopyError extends Error {
  override readonly name = 'BlobCopyError'
}

export interface CopyOptions {
  /** Returns what the row says of a blob; `undefined` without a row or without a database. */
  readonly rowOf: (id: string) => Promise<NamedBlob | undefined>
  readonly onProgress: (progress: CopyProgress) => void
  readonly onDamaged: (error: DamagedBlobError) => Promise<void>
  readonly signal: AbortSignal
}

/**
 * Copies every blob under its own id, and reads each back to compare. One that the target has is skipped, so that a copy
 * can be resumed; one whose bytes are not those of its row is reported and left out. Throws BlobCopyError.
 */
export async function copyBlobs(
  source: Storage,
  target: Storage,
  { rowOf, onProgress, onDamaged, signal }: CopyOptions,
): Promise<CopyProgress> {
  const present = new Map<string, number>()
  for await (const { id, size } of target.list(signal)) present.set(id, size)
  let progress: CopyProgress = { copied: 0, skipped: 0, bytes: 0, damaged: 0 }
  const copy = async (blob: NamedBlob): Promise<'copied' | 'skipped' | 'damaged'> => {
    if (present.get(blob.id) === blob.size) return 'skipped'
    try {
      await copyBlob(source, target, blob, signal)
      return 'copied'
    } catch (error) {
      if (!(error instanceof DamagedBlobError)) throw error
      await onDamaged(error)
      return 'damaged'
    }
  }
  await eachInParallel(source.list(signal), AT_ONCE, async (listed) => {
    const blob = (await rowOf(listed.id)) ?? { ...listed, crc64: undefined }
    const outcome = await copy(blob)
    const bytes = progress.bytes + (outcome === 'copied' ? blob.size : 0)
    progress = { ...progress, bytes, [outcome]: progress[outcome] + 1 }
    onProgress(progress)
  })
  return progress
}

/** Throws DamagedBlobError for the source, and BlobCopyError for the target. */
async function copyBlob(
  source: Storage,
  target: Storage,
  blob: NamedBlob,
  signal: AbortSignal,
): Promise<void> {
  const kept = await target.keep(blob.id, source.read(blob, undefined, signal), signal)
  try {
    for await (const _chunk of target.read(kept, undefined, signal));
  } catch (error) {
    if (!(error instanceof DamagedBlobError)) throw error
    await target.delete(blob.id)
    throw new BlobCopyError(`The blob ${blob.id} was not the same when it was read back.`, { cause: error })
  }
}
