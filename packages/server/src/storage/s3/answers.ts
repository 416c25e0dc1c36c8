import { S3ServiceException, type GetObjectCommandOutput } from '@aws-sdk/client-s3'
import { DamagedBlobError, StorageAwayError, type NamedBlob } from '../storage.ts'
import { asStorageError } from './storage-error.ts'

/**
 * Bytes that the whole blob has, as the head of an answer says; `from`: where it has to begin, when a range was asked
 * for. Throws StorageAwayError when it begins elsewhere: not every server knows ranges.
 */
export function wholeSizeOf(
  { ContentRange = '', ContentLength = 0 }: GetObjectCommandOutput,
  from: number | undefined,
): number {
  if (from === undefined) return ContentLength
  const [, begin, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(ContentRange) ?? []
  if (Number(begin) === from) return Number(total)
  const cause = new Error(`the range "${ContentRange}" was answered where one from ${from} was asked for`)
  throw new StorageAwayError('The storage gave another part than was asked for.', { cause })
}

/** What says that the blob is gone, or ends before what is wanted of it, as DamagedBlobError. */
export function asReadError(error: unknown, { id }: NamedBlob): unknown {
  if (!(error instanceof S3ServiceException)) return asStorageError(error)
  if (error.name === 'NoSuchKey' || error.name === 'NotFound')
    return new DamagedBlobError(id, 'missing', { cause: error })
  if (error.name === 'InvalidRange' || error.$metadata.httpStatusCode === 416)
    return new DamagedBlobError(id, { wrong: 'ends before the bytes that its row says' }, { cause: error })
  return asStorageError(error)
}
