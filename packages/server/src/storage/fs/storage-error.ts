import { StorageAwayError, StorageFullError } from '../storage.ts'

/** Error codes of a full disk, a quota, or a limit on file size. */
const FULL_CODES: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
/** Error codes of a broken, unmounted or closed disk, also one on a network. */
const AWAY_CODES: ReadonlySet<string> = new Set([
  'EACCES',
  'EHOSTDOWN',
  'EIO',
  'ENODEV',
  'ENOTCONN',
  'ENXIO',
  'EPERM',
  'EROFS',
  'ESTALE',
])

/** An OutageError when the disk is full or can't be used; any other error as it is. */
export function asStorageError(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return error
  const { code } = error
  if (FULL_CODES.has(code)) return new StorageFullError('The storage has no room left.', { cause: error })
  if (AWAY_CODES.has(code)) return new StorageAwayError('The storage can’t be used now.', { cause: error })
  return error
}
