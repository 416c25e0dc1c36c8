import { listNamedBlobs, type NamedBlobRow } from '../../buckets/named-blobs.ts'
import type { Queryable } from '../../db/database.ts'
import { DamagedBlobError, type Storage } from '../../storage/storage.ts'

const PAGE = 500

export interface Seeking {
  readonly source: Pick<Storage, 'compare'>
  readonly onMissing: (error: DamagedBlobError) => Promise<void>
}

/** Reports each blob that a row names and the storage lacks; returns how many they are. */
export async function findMissing(
  db: Queryable,
  { source, onMissing }: Seeking,
  signal: AbortSignal,
): Promise<number> {
  let missing = 0
  let page: readonly NamedBlobRow[] = []
  do {
    page = await listNamedBlobs(db, { after: page.at(-1)?.id ?? '', limit: PAGE })
    for (const blob of page) {
      try {
        await source.compare(blob, 'size', signal)
      } catch (error) {
        if (!(error instanceof DamagedBlobError)) throw error
        // One of another size was listed, and told when it was its turn.
        if (error.kind !== 'missing') continue
        await onMissing(error)
        missing += 1
      }
    }
  } while (page.length === PAGE)
  return missing
}
