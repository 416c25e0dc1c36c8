import { S3ServiceException } from '@aws-sdk/client-s3'
import { StorageAwayError, StorageFullError } from '../storage.ts'

/** What services say when there is no room, by error name. */
const FULL: ReadonlySet<string> = new Set([
  'InsufficientStorage',
  'QuotaExceeded',
  'XMinioAdminBucketQuotaExceeded',
  'XMinioStorageFull',
])

/** What a connection that is not made, or breaks off, says by its code or its name. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'CredentialsProviderError',
  'TimeoutError',
])

/** What the S3 client throws in the words of the seam; what is neither the storage's nor a blob's fault as it is. */
export function asStorageError(error: unknown): unknown {
  if (error instanceof S3ServiceException) return asServiceError(error)
  return isUnreachable(error) ? new StorageAwayError('The storage does not answer.', { cause: error }) : error
}

/** A service that refuses to read, write or sign in is no blob's fault either. */
function asServiceError(error: S3ServiceException): Error {
  if (FULL.has(error.name) || error.$metadata.httpStatusCode === 507)
    return new StorageFullError('The storage has no room left.', { cause: error })
  return new StorageAwayError('The storage can’t be used now.', { cause: error })
}

function isUnreachable(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isUnreachable)
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return UNREACHABLE.has(code) || UNREACHABLE.has(error.name)
}
