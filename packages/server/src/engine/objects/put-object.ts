import { dropBlob } from '../../buckets/dropped-blobs.ts'
import {
  findObject,
  keepBucket,
  upsertObject,
  type BucketRecord,
  type ObjectRecord,
} from '../../buckets/store.ts'
import type { StoredHeaders } from '../../buckets/tables.ts'
import type { Transaction } from '../../db/database.ts'
import { lockName } from '../../db/dialect.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { PartBlob, StagedBlob } from '../../storage/storage.ts'
import type { JobEngine } from '../engine.ts'
import { triggerWorkflows, type ObjectCause } from '../workflows/trigger-workflows.ts'

/** `PreconditionFailed` by a condition of HTTP, `FileAlreadyExists` by the vendor's own header. */
export type RefusedReplacement = 'FileAlreadyExists' | 'PreconditionFailed'

interface ObjectPlace {
  readonly bucket: BucketRecord
  readonly key: string
  readonly headers: StoredHeaders
  readonly storageClass: string
  /** What a taken key is refused with; `undefined`: the object there is replaced. */
  readonly ifTaken?: RefusedReplacement | undefined
  /** A client's put unless given. */
  readonly cause?: ObjectCause
}

/** The ETag is the MD5 of the bytes, unless the caller knows a different one. */
export type NewObject = ObjectPlace &
  ({ readonly blob: StagedBlob } | { readonly blob: PartBlob; readonly etag: string })

/** Puts an object whose bytes are staged. Throws NoSuchBucket when the bucket went away meanwhile. */
export async function putObject(engine: JobEngine, object: NewObject): Promise<ObjectRecord> {
  const now = engine.clock.now()
  return engine.db.transact((tx) => putObjectRow(tx, engine, { ...object, now }))
}

/**
 * Every object comes into a bucket this way: by upload, copy, parts or job. The bytes of an object that it replaces stay
 * for a grace period, so that reads in progress may finish. Workflows that it starts begin with it.
 */
export async function putObjectRow(
  tx: Transaction,
  engine: JobEngine,
  object: NewObject & { readonly now: number },
): Promise<ObjectRecord> {
  const { bucket, key, blob, now, cause = { event: 'Put' } } = object
  if (!(await keepBucket(tx, bucket.id))) {
    throw new ProtocolError('NoSuchBucket', `The bucket ${bucket.name} does not exist any more.`)
  }
  await lockName(tx, `object ${bucket.id} ${key}`)
  const replaced = await findObject(tx, bucket.id, key)
  if (replaced && object.ifTaken) throw replacementError(object.ifTaken)
  const record: ObjectRecord = {
    bucketId: bucket.id,
    key,
    blobId: blob.id,
    size: blob.size,
    etag: 'etag' in object ? object.etag : object.blob.md5,
    crc64: blob.crc64,
    headers: object.headers,
    storageClass: object.storageClass,
    modifiedAt: now,
  }
  await upsertObject(tx, record)
  if (replaced && replaced.blobId !== blob.id) await dropBlob(tx, replaced.blobId, now)
  await triggerWorkflows(tx, engine, { bucket, object: record, cause, now })
  return record
}

export function replacementError(code: RefusedReplacement): ProtocolError {
  return new ProtocolError(code, 'There is an object with this key, which is not to be replaced.')
}
