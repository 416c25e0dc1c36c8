import { mkdir, open, rm, stat, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { asRefused, writeAdvice } from '../../base/outages/file-refusals.ts'

/** Where the bytes of a file are until all of them are there. */
export const partOf = (file: string): string => `${file}.part`

/** Makes a directory and those above it. Throws FileRefusedError. */
export async function makeDirectory(directory: string): Promise<void> {
  if (await isDirectory(directory)) return
  const parent = path.dirname(directory)
  // Not with `recursive`, which never ends where the system answers ENOENT below a directory, as in /proc.
  if (parent !== directory) await makeDirectory(parent)
  try {
    await mkdir(directory)
  } catch (error) {
    if (await isDirectory(directory)) return
    throw asRefused(error, { what: `The directory ${directory} can't be made`, place: directory })
  }
}

async function isDirectory(place: string): Promise<boolean> {
  const found = await stat(place).catch(() => undefined)
  return found?.isDirectory() === true
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
  await makeDirectory(directory)
  const handle = await openPart(file)
  await handle.close()
  await rm(partOf(file), { force: true })
}

/** `error` as a sentence, when it is the system's refusal to write `file`; else as it is. */
export const notWritten = (error: unknown, file: string): unknown =>
  asRefused(error, { what: `${file} can't be written`, place: file, advice: writeAdvice })
