import { constants, existsSync } from 'node:fs'
import { access, open, realpath, rm, rmdir, stat, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { makeDirectory } from '../../base/make-directory.ts'
import { asRefused, codeOf, FileRefusedError, writeAdvice } from '../../base/outages/file-refusals.ts'

const WRITE_BITS = 0o222

/** Where the bytes of a file are until all of them are there. */
export interface FilePart {
  readonly path: string
  readonly handle: FileHandle
  /** What it becomes: the file itself where a symbolic link was named. */
  readonly target: string
}

/** Makes the directory of an output and those above it, and calls `onMade` with each. Throws FileRefusedError. */
export function makeOutputDirectory(directory: string, onMade?: (directory: string) => void): void {
  const missing = missingAbove(directory)
  try {
    makeDirectory(directory)
  } catch (error) {
    throw asRefused(error, { what: `The directory ${directory} can't be made`, place: directory })
  }
  for (const made of missing) onMade?.(made)
}

/** The directories that are not there, the outermost first. */
function missingAbove(directory: string): readonly string[] {
  const parent = path.dirname(directory)
  if (existsSync(directory) || parent === directory) return []
  return [...missingAbove(parent), directory]
}

/** Removes the directories that are empty, the last one first. */
export async function removeEmpty(directories: readonly string[]): Promise<void> {
  for (const directory of directories.toReversed()) await rmdir(directory).catch(() => undefined)
}

/** Begins to write a file, beside the one that may be there. Throws FileRefusedError. */
export async function openPart(file: string): Promise<FilePart> {
  await assertReplaceable(file)
  const target = await realpath(file).catch(() => file)
  for (let number = 1; ; number += 1) {
    const part = `${target}${number === 1 ? '' : `.${number}`}.part`
    try {
      // Never a file that is there, which may be someone's.
      return { path: part, handle: await open(part, 'wx'), target }
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw notWritten(error, file)
    }
  }
}

/** Throws FileRefusedError for what is there and is no file, or may not be written. */
async function assertReplaceable(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined)
  if (!found) return
  if (!found.isFile()) {
    const what = found.isDirectory() ? 'it is a directory (EISDIR)' : 'it is no file'
    throw new FileRefusedError(`${file} can't be written: ${what}.`)
  }
  // The rename would not ask, and access() tells root nothing.
  const isReadOnly = (found.mode & WRITE_BITS) === 0
  if (!isReadOnly && (await mayWrite(file))) return
  throw new FileRefusedError(`${file} can't be written: it is read-only. Name another file, or remove it.`)
}

async function mayWrite(file: string): Promise<boolean> {
  try {
    await access(file, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Makes the directory of a file, and sees whether the file can be written there. Throws FileRefusedError. */
export async function assertWritable(file: string, onMade?: (directory: string) => void): Promise<void> {
  makeOutputDirectory(path.dirname(file), onMade)
  const part = await openPart(file)
  await part.handle.close()
  await rm(part.path, { force: true })
}

/** `error` as a sentence, when it is the system's refusal to write `file`; else as it is. */
export const notWritten = (error: unknown, file: string): unknown =>
  asRefused(error, { what: `${file} can't be written`, place: file, advice: writeAdvice })
