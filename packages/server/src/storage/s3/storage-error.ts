import { S3ServiceException } from '@aws-sdk/client-s3'
import { StorageAwayError, StorageFullError } from '../storage.ts'

/** Error names of services without room. */
const FULL: ReadonlySet<string> = new Set([
  'InsufficientStorage',
  'QuotaExceeded',
  'XMinioAdminBucketQuotaExceeded',
  'XMinioStorageFull',
])

/** Codes and names of the errors of a connection that fails or breaks. */
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

/** An OutageError when the storage is full or can't be used; any other error as it is. */
export function asStorageError(error: unknown): unknown {
  if (error instanceof S3ServiceException) return asServiceError(error)
  return isUnreachable(error) ? new StorageAwayError('The storage does not answer.', { cause: error }) : error
}

/** Any other answer, such as a denied access, is an outage too: no blob is damaged. */
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
