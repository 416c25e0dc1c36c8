import { S3ServiceException, type GetObjectCommandOutput } from '@aws-sdk/client-s3'
import { DamagedBlobError, StorageAwayError, type NamedBlob } from '../storage.ts'
import { asStorageError } from './storage-error.ts'

/**
 * The size of the whole object, by the headers of an answer. `from` is the start of the requested range. Throws
 * StorageAwayError when the answer begins elsewhere: not every server supports ranges.
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

/** DamagedBlobError when the object is gone or too short; any other error as `asStorageError` returns it. */
export function asReadError(error: unknown, { id }: NamedBlob): unknown {
  if (!(error instanceof S3ServiceException)) return asStorageError(error)
  if (error.name === 'NoSuchKey' || error.name === 'NotFound')
    return new DamagedBlobError(id, 'missing', { cause: error })
  if (error.name === 'InvalidRange' || error.$metadata.httpStatusCode === 416)
    return new DamagedBlobError(id, { wrong: 'ends before the bytes that its row says' }, { cause: error })
  return asStorageError(error)
}
