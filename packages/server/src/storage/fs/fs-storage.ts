import { chmod, copyFile, mkdir, rename, rm, utimes, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import type { Clock } from '../../base/clock.ts'
import type { Ids } from '../../base/ids.ts'
import { combinedBlob } from '../crc64.ts'
import type { Storage } from '../storage.ts'
import { blobDirectory, blobPath } from './blob-paths.ts'
import { DurableDirectories, syncDirectory } from './directories.ts'
import { listBlobs } from './list-blobs.ts'
import { openBlob, readBytes } from './read-blob.ts'
import { asStorageError, hashFile, writeAll, writeHashed, writeStagingFile } from './staging-file.ts'

export interface FsStorageOptions {
  /** Made when absent. Used by one process at a time: what its staging folder holds at the start is removed. */
  readonly directory: string
  readonly clock: Clock
  readonly ids: Ids
}

/** Blobs as files: `blobs/<2 hex>/<2 hex>/<id>`, written in `staging/` and moved when they are complete and synced. */
export async function openFsStorage({ directory, clock, ids }: FsStorageOptions): Promise<Storage> {
  const blobs = path.join(directory, 'blobs')
  const staging = path.join(directory, 'staging')
  await rm(staging, { recursive: true, force: true })
  for (const folder of [blobs, staging]) await mkdir(folder, { recursive: true, mode: 0o700 })
  await syncDirectory(directory)
  const directories = new DurableDirectories(blobs)

  /** Lets `write` make a file in the staging folder and gives it its final name. On an error nothing is left. */
  async function keep<T>(
    write: (file: string) => Promise<T>,
    id = ids.randomUuid(),
  ): Promise<T & { readonly id: string }> {
    const file = path.join(staging, id)
    try {
      const written = await write(file)
      const folder = blobDirectory(blobs, id)
      await directories.make(folder)
      await rename(file, blobPath(blobs, id))
      await syncDirectory(folder)
      return { ...written, id }
    } catch (error) {
      await rm(file, { force: true })
      throw asStorageError(error)
    }
  }

  return {
    stage: (bytes, { maxBytes }, signal) =>
      keep((file) => writeStagingFile(file, (handle) => writeHashed(handle, bytes, maxBytes, signal))),

    keep: (id, bytes, signal) =>
      keep((file) => writeStagingFile(file, (handle) => writeHashed(handle, bytes, Infinity, signal)), id),

    stageFile: (source, signal) =>
      keep(async (file) => {
        await takeOver(source, file)
        // The sweep goes by this time, and a child may have written the file long before it is handed over.
        const now = clock.now() / 1000
        await utimes(file, now, now)
        return hashFile(file, signal)
      }),

    read: (id, range, signal) =>
      Readable.from(readBytes(blobPath(blobs, id), range, signal), { objectMode: false }),

    compose: (parts, signal) =>
      keep((file) =>
        writeStagingFile(file, async (handle) => {
          for (const part of parts) await append(handle, blobPath(blobs, part.id), signal)
          return combinedBlob(parts)
        }),
      ),

    async localFile(id) {
      const file = blobPath(blobs, id)
      await (await openBlob(file)).close()
      return { path: file, [Symbol.asyncDispose]: () => Promise.resolve() }
    },

    delete: (id) => rm(blobPath(blobs, id), { force: true }),
    list: (signal) => listBlobs(blobs, signal),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

/** Moves the file, or copies it when it stands on another file system. */
async function takeOver(source: string, target: string): Promise<void> {
  try {
    await rename(source, target)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error
    await copyFile(source, target)
    await rm(source)
  }
  await chmod(target, 0o400)
}

async function append(file: FileHandle, part: string, signal: AbortSignal): Promise<void> {
  for await (const chunk of readBytes(part, undefined, signal)) await writeAll(file, chunk)
}
