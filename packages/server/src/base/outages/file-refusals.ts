import { statfsSync } from 'node:fs'
import path from 'node:path'
import { OutageError } from './outage.ts'
import { shownBytes } from '../show-bytes.ts'

/** A file or directory that an operator named can't be used; the message is a sentence for him. */
export class FileRefusedError extends Error {
  override readonly name = 'FileRefusedError'
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'this user may not'],
  ['EPERM', 'this user may not'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'a quota is used up'],
  ['EFBIG', 'a limit on the size of files is reached'],
  ['ENOENT', 'there is no such file or directory'],
  ['ENOTDIR', 'a part of the path is no directory'],
  ['EEXIST', 'a file is in its place'],
  ['EISDIR', 'it is a directory'],
  ['ELOOP', 'its links lead round in a circle'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['EMFILE', 'this process has no file descriptors left'],
  ['ENFILE', 'the system has no file descriptors left'],
  ['EIO', 'the disk fails'],
])

const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT'])

/**
 * Why the system refused to use the file at `place`, such as `this user may not (EACCES)`; for a full disk with the room
 * that it has. `undefined` for any other error.
 */
export function refusalOf(error: unknown, place: string): string | undefined {
  const code = codeOf(error)
  const reason = REASONS.get(code)
  if (reason === undefined) return undefined
  return isOutOfSpace(error) ? `${reason} (${code}), ${freeSpaceAt(place)}` : `${reason} (${code})`
}

/** `/data/blobs: this user may not (EACCES)`, for an error of the system that names its file. */
export function describeRefusal(error: unknown): string | undefined {
  if (!(error instanceof Error && 'path' in error && typeof error.path === 'string')) return undefined
  const reason = refusalOf(error, error.path)
  return reason === undefined ? undefined : `${error.path}: ${reason}`
}

/** Whether a disk or a quota leaves no room. */
export function isOutOfSpace(error: unknown): boolean {
  return error instanceof OutageError ? isOutOfSpace(error.cause) : FULL.has(codeOf(error))
}

interface Refused {
  /** The beginning of the sentence. */
  readonly what: string
  readonly place: string
  /** What to do, as sentences, where the code of the system alone says it. */
  readonly advice?: (code: string) => string | undefined
}

/** `error` as a sentence that begins with `what`, when it is one that the operator can mend; else as it is. */
export function asRefused(error: unknown, { what, place, advice }: Refused): unknown {
  const reason = refusalOf(error, place)
  if (reason === undefined) return error
  const after = advice?.(codeOf(error))
  return new FileRefusedError(`${what}: ${reason}.${after === undefined ? '' : ` ${after}`}`, {
    cause: error,
  })
}

const WRITE_ADVICE: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'Name a file in a directory that exists.'],
  ['ENOTDIR', 'Name a file in a directory that exists.'],
  ['EACCES', 'Name a place where this user may write.'],
  ['EPERM', 'Name a place where this user may write.'],
  ['EROFS', 'Name a place where this user may write.'],
  ['ENOSPC', 'Make room, or name a place on another disk.'],
  ['EDQUOT', 'Make room, or name a place on another disk.'],
  ['EFBIG', 'Raise the limit (ulimit -f), or name a place on another disk.'],
  ['ENAMETOOLONG', 'Give a shorter name.'],
])

/** What to do about a file that a command can't write. */
export const writeAdvice = (code: string): string | undefined => WRITE_ADVICE.get(code)

/** `0 B of 2 MiB are free`, for the disk that holds `place`, which need not be there. */
export function freeSpaceAt(place: string): string {
  try {
    const { bavail, blocks, bsize } = statfsSync(place)
    return `${shownBytes(bavail * bsize)} of ${shownBytes(blocks * bsize)} are free`
  } catch {
    const parent = path.dirname(place)
    return parent === place ? 'how much room there is can’t be found out' : freeSpaceAt(parent)
  }
}

/** Of the system, such as `ENOSPC`; empty for what is no error of it. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
