import { findObject, type BucketRecord, type ObjectRecord } from '../../buckets/store.ts'
import type { StoredHeaders } from '../../buckets/tables.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { JobEngine } from '../engine.ts'
import { putObjectRow, type RefusedReplacement } from './put-object.ts'

export interface CopyOrder {
  readonly source: { readonly bucketId: number; readonly key: string }
  readonly target: {
    readonly bucket: BucketRecord
    readonly key: string
    readonly ifTaken?: RefusedReplacement | undefined
  }
  /** Says what the copy carries, seeing the source as it is copied; throws to refuse it. */
  readonly describe: (source: ObjectRecord) => {
    readonly headers: StoredHeaders
    readonly storageClass: string
  }
  readonly requestId: string
}

/** Copies a row: both objects then name the same bytes. Throws NoSuchKey. */
export async function copyObject(
  engine: JobEngine,
  { source, target, describe, requestId }: CopyOrder,
): Promise<ObjectRecord> {
  const now = engine.clock.now()
  return engine.db.transact(async (tx) => {
    const found = await findObject(tx, source.bucketId, source.key)
    if (!found) throw new ProtocolError('NoSuchKey', 'The object to copy does not exist.')
    const { headers, storageClass } = describe(found)
    return putObjectRow(tx, engine, {
      ...target,
      headers,
      storageClass,
      blob: { id: found.blobId, size: found.size, crc64: found.crc64 },
      etag: found.etag,
      cause: { event: 'Copy', requestId },
      now,
    })
  })
}
