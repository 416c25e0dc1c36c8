import { createHash } from 'node:crypto'
import { listParts, type PartRecord } from '../../buckets/parts.ts'
import { findObject, type BucketRecord, type ObjectRecord } from '../../buckets/store.ts'
import type { UploadName, UploadRecord } from '../../buckets/uploads.ts'
import type { Queryable } from '../../db/database.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { NamedPart } from '../../protocol/objects/read-object-requests.ts'
import type { PartBlob } from '../../storage/storage.ts'
import { endUpload } from './abort-upload.ts'
import type { JobEngine } from '../engine.ts'
import { putObjectRow, type RefusedReplacement } from './put-object.ts'
import { readUploadToEnd } from './read-upload.ts'

const MAX_PART_NUMBER = 10_000
/** Every part but the last has at least this many bytes. */
const MIN_PART_BYTES = 1024 * 1024

/** The parts that make up the object, in the order in which they are wanted. Throws InvalidPart, EntityTooSmall. */
export async function chooseParts(
  db: Queryable,
  upload: UploadRecord,
  wanted: readonly NamedPart[],
): Promise<readonly PartRecord[]> {
  const present = await listParts(db, upload.id, { after: 0, limit: MAX_PART_NUMBER })
  const byNumber = new Map(present.map((part) => [part.number, part]))
  return wanted.map(({ number, etag }, index) => {
    const part = byNumber.get(number)
    if (part?.etag !== etag.toLowerCase()) {
      throw new ProtocolError('InvalidPart', `Part ${number} was not uploaded, or has another ETag.`)
    }
    if (part.size < MIN_PART_BYTES && index < wanted.length - 1) {
      throw new ProtocolError(
        'EntityTooSmall',
        `Part ${number} is smaller than ${MIN_PART_BYTES} bytes and not the last.`,
      )
    }
    return part
  })
}

export interface Completion {
  readonly bucket: BucketRecord
  readonly upload: UploadRecord
  readonly parts: readonly PartRecord[]
  /** The bytes of the parts in order. */
  readonly blob: PartBlob
  readonly ifTaken?: RefusedReplacement | undefined
  readonly requestId: string
}

/** Makes the object and ends the upload. Throws NoSuchUpload when it was ended meanwhile. */
export async function completeUpload(engine: JobEngine, completion: Completion): Promise<ObjectRecord> {
  const { bucket, upload, parts, blob, ifTaken, requestId } = completion
  const { key, uploadId, headers, storageClass } = upload
  const now = engine.clock.now()
  return engine.db.transact(async (tx) => {
    await readUploadToEnd(tx, { bucketId: bucket.id, key, uploadId })
    const etag = etagOfParts(parts)
    const cause = { event: 'CompleteMultipartUpload', requestId } as const
    const object = { bucket, key, blob, etag, headers, storageClass, ifTaken, cause, now }
    const made = await putObjectRow(tx, engine, object)
    await endUpload(tx, upload.id, now)
    return made
  })
}

/** What a part's ETag looks like; a client may send any other text. */
const MD5 = /^[0-9a-f]{32}$/i

/**
 * The object that these parts have become, when it is still there: a client that lost the answer asks again, and the
 * ETag is proof enough of what was done.
 */
export async function findCompleted(
  db: Queryable,
  { bucketId, key }: UploadName,
  wanted: readonly NamedPart[],
): Promise<ObjectRecord | undefined> {
  if (!wanted.every(({ etag }) => MD5.test(etag))) return undefined
  const object = await findObject(db, bucketId, key)
  return object?.etag === etagOfParts(wanted) ? object : undefined
}

/** The MD5 of the parts' MD5s, with how many there are: what clients of such stores expect to see. */
function etagOfParts(parts: readonly Pick<NamedPart, 'etag'>[]): string {
  const md5 = createHash('md5')
  for (const part of parts) md5.update(part.etag, 'hex')
  return `${md5.digest('hex')}-${parts.length}`
}
