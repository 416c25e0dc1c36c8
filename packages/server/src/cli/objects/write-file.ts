import { open, rm, type FileHandle } from 'node:fs/promises'
import { makeDirectory } from '../../base/make-directory.ts'
import { asRefused, writeAdvice } from '../../base/outages/file-refusals.ts'

/** Where the bytes of a file are until all of them are there. */
export const partOf = (file: string): string => `${file}.part`

/** Makes the directory of an output, and those above it. Throws FileRefusedError. */
export function makeOutputDirectory(directory: string): void {
  try {
    makeDirectory(directory)
  } catch (error) {
    throw asRefused(error, { what: `The directory ${directory} can't be made`, place: directory })
  }
}

/** Begins to write a file. Throws FileRefusedError. */
export async function openPart(file: string): Promise<FileHandle> {
  try {
    return await open(partOf(file), 'w')
  } catch (error) {
    throw notWritten(error, file)
  }
}

/** Makes a directory, and sees whether a file can be written in it. Throws FileRefusedError. */
export async function assertWritable(directory: string, file: string): Promise<void> {
  makeOutputDirectory(directory)
  const handle = await openPart(file)
  await handle.close()
  await rm(partOf(file), { force: true })
}

/** `error` as a sentence, when it is the system's refusal to write `file`; else as it is. */
export const notWritten = (error: unknown, file: string): unknown =>
  asRefused(error, { what: `${file} can't be written`, place: file, advice: writeAdvice })
