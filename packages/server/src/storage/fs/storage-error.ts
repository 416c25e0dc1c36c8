import { StorageAwayError, StorageFullError } from '../storage.ts'

/** What a disk says when it, a quota or a limit on file size leaves no room. */
const FULL_CODES: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
/** What a broken, unmounted or closed disk says, among them those that are reached over a network. */
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

/** An OutageError for what says that there is no room or that the disk can't be used, anything else as it is. */
export function asStorageError(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return error
  const { code } = error
  if (FULL_CODES.has(code)) return new StorageFullError('The storage has no room left.', { cause: error })
  if (AWAY_CODES.has(code)) return new StorageAwayError('The storage can’t be used now.', { cause: error })
  return error
}
