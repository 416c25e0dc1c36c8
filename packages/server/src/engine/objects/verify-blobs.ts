import { eachInParallel } from '../../base/tasks/in-parallel.ts'
import { findBlobUses, listNamedBlobs, type BlobUse, type NamedBlobRow } from '../../buckets/named-blobs.ts'
import type { Queryable } from '../../db/database.ts'
import { findDamage } from '../../storage/find-damage.ts'
import type { DamagedBlobError, Storage } from '../../storage/storage.ts'

const PAGE = 500
/** Small blobs of a storage that is far away are a matter of waiting. */
const AT_ONCE = 4
const MOST_USES = 100

export interface FoundDamage {
  readonly error: DamagedBlobError
  /** Who names the blob; at most a hundred. */
  readonly uses: readonly BlobUse[]
}

export interface VerifyProgress {
  readonly blobs: number
  readonly bytes: number
  readonly damaged: number
  readonly missing: number
  /** 0–1: ids are random, and blobs are read in their order. */
  readonly share: number
}

export interface Verifying {
  readonly db: Queryable
  readonly storage: Pick<Storage, 'lend'>
  /** Waited for after bytes were read. */
  readonly spend: (bytes: number) => Promise<void>
  readonly onDamage: (found: FoundDamage) => void
  readonly onProgress: (progress: VerifyProgress) => void
}

/** Reads all blobs that rows name, and holds each against its row. It writes nothing. */
export async function verifyBlobs(verifying: Verifying, signal: AbortSignal): Promise<VerifyProgress> {
  const { db, storage, spend, onDamage, onProgress } = verifying
  let progress: VerifyProgress = { blobs: 0, bytes: 0, damaged: 0, missing: 0, share: 0 }
  await eachInParallel(namedBlobs(db), AT_ONCE, async (blob) => {
    signal.throwIfAborted()
    const error = await findDamage(storage, { blob, onBytes: spend }, signal)
    const uses = error ? await findBlobUses(db, blob.id, MOST_USES) : []
    const share = Number.parseInt(blob.id.slice(0, 6), 16) / 0x1000000
    progress = { ...progress, blobs: progress.blobs + 1, bytes: progress.bytes + blob.size, share }
    // What was deleted meanwhile is no damage.
    if (error && uses.length > 0) {
      progress = { ...progress, [error.kind]: progress[error.kind] + 1 }
      onDamage({ error, uses })
    }
    onProgress(progress)
  })
  return progress
}

async function* namedBlobs(db: Queryable): AsyncGenerator<NamedBlobRow> {
  let after: string | undefined = ''
  while (after !== undefined) {
    const page: readonly NamedBlobRow[] = await listNamedBlobs(db, { after, limit: PAGE })
    yield* page
    after = page.length === PAGE ? page.at(-1)?.id : undefined
  }
}
