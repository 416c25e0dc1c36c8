import { findBucketById, findObject, type BucketRecord } from '../../buckets/store.ts'
import type { StoredHeaders } from '../../buckets/tables.ts'
import { insertUpload, type UploadRecord } from '../../buckets/uploads.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { Engine } from '../engine.ts'
import { replacementError, type RefusedReplacement } from './put-object.ts'

export interface NewUpload {
  readonly bucket: BucketRecord
  readonly key: string
  readonly headers: StoredHeaders
  readonly storageClass: string
  /** Spares the client the bytes of an upload that could not be completed now. */
  readonly ifTaken?: RefusedReplacement | undefined
}

/** Begins an upload in parts. */
export async function initiateUpload(engine: Engine, upload: NewUpload): Promise<Omit<UploadRecord, 'id'>> {
  const { bucket, key, headers, storageClass, ifTaken } = upload
  const now = engine.clock.now()
  // Begins with the time, so that the uploads of one key are listed in the order in which they were begun.
  const uploadId = `${now.toString(16).padStart(12, '0')}${engine.ids.randomHex(26)}`
  const record = { uploadId, bucketId: bucket.id, key, headers, storageClass, initiatedAt: now }
  await engine.db.transact(async (tx) => {
    if (!(await findBucketById(tx, bucket.id))) {
      throw new ProtocolError('NoSuchBucket', `The bucket ${bucket.name} does not exist any more.`)
    }
    if (ifTaken && (await findObject(tx, bucket.id, key))) throw replacementError(ifTaken)
    await insertUpload(tx, record)
  })
  return record
}
