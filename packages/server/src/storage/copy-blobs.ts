import { eachInParallel } from '../base/in-parallel.ts'
import { DamagedBlobError, type NamedBlob, type Storage } from './storage.ts'

const AT_ONCE = 4

export interface CopyProgress {
  readonly copied: number
  /** They were there already, of the same size. */
  readonly skipped: number
  readonly bytes: number
  /** They were not copied: their bytes are not those of their rows. */
  readonly damaged: number
}

/** What was read back of a blob is not what was copied. It was deleted from the target. */
export class BlobCopyError extends Error {
  override readonly name = 'BlobCopyError'
}

export interface CopyOptions {
  /** What the blob has to be; `undefined` for one that no row names, or where nobody knows. */
  readonly rowOf: (id: string) => Promise<NamedBlob | undefined>
  readonly onProgress: (progress: CopyProgress) => void
  readonly onDamaged: (error: DamagedBlobError) => Promise<void>
  readonly signal: AbortSignal
}

/**
 * Copies every blob under its own id, and reads each back to compare. One that the target has is passed over, so that a
 * copy that broke off goes on; one whose bytes are not those of its row is told and left out. Throws BlobCopyError.
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
    const became = await copy(blob)
    const bytes = progress.bytes + (became === 'copied' ? blob.size : 0)
    progress = { ...progress, bytes, [became]: progress[became] + 1 }
    onProgress(progress)
  })
  return progress
}

/** Throws DamagedBlobError for the source alone. */
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
