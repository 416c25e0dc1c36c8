import { findUpload, type UploadName, type UploadRecord } from '../buckets/uploads.ts'
import type { Queryable } from '../db/database.ts'
import { ProtocolError } from '../protocol/errors.ts'

/** The upload, or NoSuchUpload. */
export async function readUpload(db: Queryable, name: UploadName): Promise<UploadRecord> {
  const upload = await findUpload(db, name)
  if (upload) return upload
  throw new ProtocolError(
    'NoSuchUpload',
    'The upload does not exist: it was completed or aborted, or the id is wrong.',
  )
}
