import { chmod, copyFile, mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import type { Clock } from '../../base/clock.ts'
import { emptyDirectory } from '../../base/empty-directory.ts'
import type { Ids } from '../../base/ids.ts'
import { combinedBlob } from '../crc64.ts'
import { isPartOfSmall } from '../read-check.ts'
import { DamagedBlobError, type NamedBlob, type StagedBlob, type Storage } from '../storage.ts'
import { blobDirectory, blobPath } from './blob-paths.ts'
import { BlobRoot } from './blob-root.ts'
import { BlockSums, BLOCK_BYTES, blockSumsPath, readBlockSums } from './block-sums.ts'
import { DurableDirectories, syncDirectory } from './directories.ts'
import { FileSums } from './file-sums.ts'
import { listBlobs } from './list-blobs.ts'
import { isMissing, openBlob, readBlob, type Chunks, type WantedBytes } from './read-blob.ts'
import { readBlocks } from './read-blocks.ts'
import { ReadBuffers } from './read-buffers.ts'
import { hashFile, writeAll, writeHashed, writeStagingFile } from './staging-file.ts'
import { asStorageError } from './storage-error.ts'

/** A reader whose client does not read holds a chunk ahead of it, and not as many as fit a mark. */
const READING = { objectMode: false, highWaterMark: 0 } as const

interface Reading extends Omit<WantedBytes, 'chunks'> {
  readonly as: Chunks['as']
}

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
  await mkdir(blobs, { recursive: true, mode: 0o700 })
  await emptyDirectory(staging)
  await syncDirectory(directory)
  const root = await BlobRoot.open(blobs)
  const directories = new DurableDirectories(blobs, () => root.demand())
  const sums = new FileSums()
  const buffers = new ReadBuffers()

  /** What is missing because all is, with its disk or its network, is not told as such. */
  const explain = (error: unknown): Promise<unknown> => {
    const isGone = isMissing(error) || (error instanceof DamagedBlobError && error.kind === 'missing')
    return isGone ? root.explain(error) : Promise.resolve(asStorageError(error))
  }
  const explained = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (error) {
      throw await explain(error)
    }
  }

  /** Lets `write` make a file in the staging folder and gives it its final name. On an error nothing is left. */
  async function keep<T>(
    write: (file: string, blocks: BlockSums) => Promise<T>,
    id = ids.randomUuid(),
  ): Promise<T & { readonly id: string }> {
    const file = path.join(staging, id)
    const sums = blockSumsPath(file)
    try {
      const blocks = new BlockSums()
      const written = await write(file, blocks)
      const encoded = blocks.encode()
      // Not synced: a blob whose blocks have no sums is still a blob.
      if (encoded) await writeFile(sums, encoded, { mode: 0o400 })
      const folder = blobDirectory(blobs, id)
      await directories.make(folder)
      await rename(file, blobPath(blobs, id))
      if (encoded) await rename(sums, blockSumsPath(blobPath(blobs, id)))
      await syncDirectory(folder)
      return { ...written, id }
    } catch (error) {
      await rm(file, { force: true })
      await rm(sums, { force: true })
      throw await explain(error)
    }
  }

  const write = (
    bytes: AsyncIterable<Uint8Array>,
    { maxBytes, id }: { readonly maxBytes: number; readonly id?: string },
    signal: AbortSignal,
  ): Promise<StagedBlob> =>
    keep(
      (file, blocks) =>
        writeStagingFile(file, (handle) => writeHashed(handle, bytes, { maxBytes, blocks }, signal)),
      id,
    )

  async function* bytesOf(
    { blob, range, as }: Reading,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array, void> {
    try {
      yield* bytesIn(blobs, { blob, range, chunks: { as, buffers } }, signal)
    } catch (error) {
      throw await explain(error)
    }
  }

  const open = async (blob: NamedBlob): Promise<string> => {
    const file = blobPath(blobs, blob.id)
    await (await explained(openBlob(file, blob))).close()
    return file
  }

  return {
    stage: (bytes, { maxBytes }, signal) => write(bytes, { maxBytes }, signal),
    keep: (id, bytes, signal) => write(bytes, { maxBytes: Infinity, id }, signal),

    stageFile: (source, signal) =>
      keep(async (file, blocks) => {
        await takeOver(source, file)
        // The sweep goes by this time, and a child may have written the file long before it is handed over.
        const now = clock.now() / 1000
        await utimes(file, now, now)
        return hashFile(file, blocks, signal)
      }),

    read: (blob, range, signal) => Readable.from(bytesOf({ blob, range, as: 'keepable' }, signal), READING),
    lend: (blob, range, signal) => bytesOf({ blob, range, as: 'lent' }, signal),

    compose: (parts, signal) =>
      keep((file, blocks) =>
        writeStagingFile(file, async (handle) => {
          for (const part of parts) {
            const bytes = bytesOf({ blob: part, range: undefined, as: 'lent' }, signal)
            for await (const chunk of bytes) {
              const writing = writeAll(handle, chunk)
              blocks.update(chunk)
              await writing
            }
          }
          return combinedBlob(parts)
        }),
      ),

    async localFile(blob) {
      const file = await open(blob)
      return {
        path: file,
        compare: (signal) => explained(sums.compare(file, blob, signal)),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }
    },

    async compare(blob, what, signal) {
      const file = await open(blob)
      if (what === 'bytes') await explained(sums.compare(file, blob, signal))
    },

    async delete(id) {
      const file = blobPath(blobs, id)
      await rm(blockSumsPath(file), { force: true })
      await rm(file, { force: true })
    },
    list: (signal) => listBlobs(blobs, signal),
    [Symbol.asyncDispose]: () => sums[Symbol.asyncDispose](),
  }
}

/** Reads the blobs of a directory, also beside the process that keeps them there: nothing is made or removed. */
export function readerOf(directory: string): Pick<Storage, 'lend'> {
  const blobs = path.join(directory, 'blobs')
  return { lend: (blob, range, signal) => bytesIn(blobs, { blob, range, chunks: { as: 'lent' } }, signal) }
}

async function* bytesIn(
  blobs: string,
  wanted: WantedBytes,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const file = blobPath(blobs, wanted.blob.id)
  const { blob, range, chunks } = wanted
  if (isPartOfSmall(wanted)) {
    // Read twice, as to hold all of it for each client that does not read would fill the memory.
    for await (const _chunk of readBlob(file, { blob, range: undefined, chunks }, signal));
  }
  const sums = range && blob.size > BLOCK_BYTES ? await readBlockSums(file, blob.size) : undefined
  yield* range && sums
    ? readBlocks(file, { blob, range, chunks, sums }, signal)
    : readBlob(file, wanted, signal)
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
