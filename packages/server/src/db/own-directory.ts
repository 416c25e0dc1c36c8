import { accessSync, chmodSync, constants, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { makeDirectory } from '../base/make-directory.ts'
import { codeOf, FileRefusedError, isOutOfSpace, refusalOf } from '../base/outages/file-refusals.ts'

/** Group and others. */
const NOT_THE_OWNER = 0o077
const STICKY = 0o1000

/** What the service makes in a data directory. */
const OWN_NAMES: ReadonlySet<string> = new Set([
  'blobs',
  'calls',
  'sound-views',
  'lemnis.db',
  'lemnis.db-shm',
  'lemnis.db-wal',
  'lock',
  'secrets.env',
  'sending.log',
  'staging',
  'work',
])
/** At the root of a file system. */
const NOBODYS_NAMES: ReadonlySet<string> = new Set(['lost+found'])

/**
 * Creates a data directory that only this user can read, because it has keys and clients' data. An existing directory is
 * restricted to its owner, and so are its files from earlier releases. Returns the mode of a directory that was open to
 * others. Throws FileRefusedError.
 */
export function ownDirectory(directory: string): number | undefined {
  try {
    makeDirectory(directory, 0o700)
    const { mode } = statSync(directory)
    const names = readdirSync(directory)
    if (isOpen(mode)) {
      assertNotReadOnly(directory)
      close(directory, { mode, names })
    }
    for (const name of names.filter((one) => OWN_NAMES.has(one))) closeEntry(path.join(directory, name))
    return isOpen(mode) ? mode : undefined
  } catch (error) {
    throw refusedDirectory(directory, error)
  }
}

/** Throws the error of a file system where no mode can be changed, whoever asks. */
function assertNotReadOnly(directory: string): void {
  try {
    accessSync(directory, constants.W_OK)
  } catch (error) {
    if (codeOf(error) === 'EROFS') throw error
  }
}

/** `755` */
export const shownMode = (mode: number): string => (mode & 0o777).toString(8).padStart(3, '0')

/** `error` as a sentence with what to do, when it is one that the operator can mend; else as it is. */
export function refusedDirectory(directory: string, error: unknown): unknown {
  const reason = refusalOf(error, directory)
  if (reason === undefined) return error
  return new FileRefusedError(
    `The data directory ${directory} can't be used: ${reason}. ${advice(directory, error)}`,
    { cause: error },
  )
}

function advice(directory: string, error: unknown): string {
  if (isOutOfSpace(error)) return 'Make room, or name another one with LEMNIS_DATA_DIR.'
  if (codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM') return permissionAdvice(directory)
  return 'Name another one with LEMNIS_DATA_DIR.'
}

function permissionAdvice(directory: string): string {
  const user = process.getuid?.()
  const owner = ownerOf(directory)
  if (user === undefined || owner === undefined) {
    return 'Make it and give it to the user of the service, or name another one with LEMNIS_DATA_DIR.'
  }
  if (owner === user) return `Run "chmod 700 ${directory}".`
  return `It belongs to the user ${owner}, and this is the user ${user}: run "chown -R ${user} ${directory}", or name another one with LEMNIS_DATA_DIR.`
}

/** `undefined` for what is not there, or where this user may not look. */
function ownerOf(file: string): number | undefined {
  try {
    return statSync(file).uid
  } catch {
    return undefined
  }
}

/** Windows has no such modes. */
const isOpen = (mode: number): boolean => process.getuid !== undefined && (mode & NOT_THE_OWNER) !== 0

/** Never one that others use as well, such as /tmp or somebody's home. */
function close(
  directory: string,
  { mode, names }: { readonly mode: number; readonly names: readonly string[] },
): void {
  const isNew = names.every((name) => NOBODYS_NAMES.has(name))
  const isShared = (mode & STICKY) !== 0 || !(isNew || names.some((name) => OWN_NAMES.has(name)))
  const open = `The data directory ${directory}, where keys are kept, is open to other users of this machine (mode ${shownMode(mode)})`
  if (isShared) {
    throw new FileRefusedError(
      `${open} and holds what is not Lemnis's: run "chmod 700 ${directory}" when nobody else needs it, or name a directory of its own with LEMNIS_DATA_DIR.`,
    )
  }
  try {
    chmodSync(directory, mode & 0o7777 & ~NOT_THE_OWNER)
  } catch (error) {
    throw new FileRefusedError(`${open}, and this user can't close it. ${permissionAdvice(directory)}`, {
      cause: error,
    })
  }
}

function closeEntry(file: string): void {
  const there = statSync(file, { throwIfNoEntry: false })
  // What belongs to another user is for the one who opens it to tell.
  if (there && isOpen(there.mode) && there.uid === process.getuid?.()) {
    chmodSync(file, there.mode & 0o7777 & ~NOT_THE_OWNER)
  }
}
