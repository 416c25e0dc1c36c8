import {
  findUpload,
  keepUpload,
  lockUpload,
  type UploadName,
  type UploadRecord,
} from '../../buckets/uploads.ts'
import type { Queryable, Transaction } from '../../db/database.ts'
import { ProtocolError } from '../../protocol/errors.ts'

/** The upload, or NoSuchUpload. */
export async function readUpload(db: Queryable, name: UploadName): Promise<UploadRecord> {
  return (await findUpload(db, name)) ?? noSuchUpload()
}

/** The upload, which nobody ends before the transaction ends; or NoSuchUpload. */
export async function readUploadToFill(tx: Transaction, name: UploadName): Promise<UploadRecord> {
  return (await keepUpload(tx, name)) ?? noSuchUpload()
}

/** The upload, which is this transaction's alone; or NoSuchUpload. */
export async function readUploadToEnd(tx: Transaction, name: UploadName): Promise<UploadRecord> {
  return (await lockUpload(tx, name)) ?? noSuchUpload()
}

function noSuchUpload(): never {
  throw new ProtocolError(
    'NoSuchUpload',
    'The upload does not exist: it was completed or aborted, or the id is wrong.',
  )
}
