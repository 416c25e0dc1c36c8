import { mkdir, rm, utimes } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import type { Clock } from '../../base/clock.ts'
import { emptyDirectory } from '../../base/empty-directory.ts'
import type { Ids } from '../../base/ids.ts'
import { combinedBlob } from '../crc64.ts'
import type { BlobRange } from '../read-check.ts'
import {
  DamagedBlobError,
  type ByteRange,
  type ListedBlob,
  type LocalFile,
  type NamedBlob,
  type PartBlob,
  type StagedBlob,
  type Storage,
} from '../storage.ts'
import { writeAll } from '../write-all.ts'
import { blobPath } from './blob-paths.ts'
import { BlobRoot } from './blob-root.ts'
import { BlobWriter, takeOver, type WriteFile } from './blob-writer.ts'
import { blockSumsPath } from './block-sums.ts'
import { DurableDirectories, syncDirectory } from './directories.ts'
import { FileSums } from './file-sums.ts'
import { listBlobs } from './list-blobs.ts'
import { isMissing, openBlob, type Chunks } from './read-blob.ts'
import { ReadBuffers } from './read-buffers.ts'
import { readBytes } from './read-bytes.ts'
import { hashFile, writeHashed, writeStagingFile } from './staging-file.ts'
import { asStorageError } from './storage-error.ts'

/** A reader whose client does not read holds one chunk, and not as many as fit the usual mark. */
const READ_OPTIONS = { objectMode: false, highWaterMark: 0 } as const

export interface FsStorageOptions {
  /** Made when absent. Used by one process at a time: its staging directory is emptied at the start. */
  readonly directory: string
  readonly clock: Clock
  readonly ids: Ids
}

/** Blobs as files: `blobs/<2 hex>/<2 hex>/<id>`, written in `staging/` and moved when they are complete and synced. */
export async function openFsStorage(options: FsStorageOptions): Promise<Storage> {
  const { directory } = options
  await mkdir(blobsPath(directory), { recursive: true, mode: 0o700 })
  await emptyDirectory(stagingPath(directory))
  await syncDirectory(directory)
  return new FsStorage(options, await BlobRoot.open(blobsPath(directory)))
}

class FsStorage implements Storage {
  readonly #options: FsStorageOptions
  readonly #path: string
  readonly #root: BlobRoot
  readonly #writer: BlobWriter
  readonly #sums = new FileSums()
  readonly #buffers = new ReadBuffers()

  constructor(options: FsStorageOptions, root: BlobRoot) {
    const { directory } = options
    this.#options = options
    this.#path = blobsPath(directory)
    this.#root = root
    const directories = new DurableDirectories(this.#path, () => root.assertPresent())
    this.#writer = new BlobWriter({ root: this.#path, staging: stagingPath(directory), directories })
  }

  async stage(
    bytes: AsyncIterable<Uint8Array>,
    { maxBytes }: { readonly maxBytes: number },
    signal: AbortSignal,
  ): Promise<StagedBlob> {
    return this.#store((file, blocks) =>
      writeStagingFile(file, (handle) => writeHashed(handle, bytes, { maxBytes, blocks }, signal)),
    )
  }

  async keep(id: string, bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<StagedBlob> {
    return this.#store(
      (file, blocks) =>
        writeStagingFile(file, (handle) =>
          writeHashed(handle, bytes, { maxBytes: Infinity, blocks }, signal),
        ),
      id,
    )
  }

  async stageFile(source: string, signal: AbortSignal): Promise<StagedBlob> {
    return this.#store(async (file, blocks) => {
      await takeOver(source, file)
      // The sweep reads this time, and a child may have written the file long before.
      const now = this.#options.clock.now() / 1000
      await utimes(file, now, now)
      return hashFile(file, blocks, signal)
    })
  }

  read(blob: NamedBlob, range: ByteRange | undefined, signal: AbortSignal): Readable {
    return Readable.from(this.#bytesOf({ blob, range }, 'keepable', signal), READ_OPTIONS)
  }

  lend(blob: NamedBlob, range: ByteRange | undefined, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
    return this.#bytesOf({ blob, range }, 'lent', signal)
  }

  async compose(parts: readonly PartBlob[], signal: AbortSignal): Promise<PartBlob> {
    return this.#store((file, blocks) =>
      writeStagingFile(file, async (handle) => {
        for (const part of parts) {
          for await (const chunk of this.lend(part, undefined, signal)) {
            const writing = writeAll(handle, chunk)
            blocks.update(chunk)
            await writing
          }
        }
        return combinedBlob(parts)
      }),
    )
  }

  async localFile(blob: NamedBlob): Promise<LocalFile> {
    const file = await this.#findFile(blob)
    return {
      path: file,
      compare: (signal) => this.#explained(this.#sums.compare(file, blob, signal)),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }
  }

  async compare(blob: NamedBlob, what: 'bytes' | 'size', signal: AbortSignal): Promise<void> {
    const file = await this.#findFile(blob)
    if (what === 'bytes') await this.#explained(this.#sums.compare(file, blob, signal))
  }

  async delete(id: string): Promise<void> {
    const file = blobPath(this.#path, id)
    await rm(blockSumsPath(file), { force: true })
    await rm(file, { force: true })
  }

  list(signal: AbortSignal): AsyncGenerator<ListedBlob, void> {
    return listBlobs(this.#path, signal)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#sums[Symbol.asyncDispose]()
  }

  #store<T>(write: WriteFile<T>, id = this.#options.ids.randomUuid()): Promise<T & { readonly id: string }> {
    return this.#explained(this.#writer.store(id, write))
  }

  async *#bytesOf(
    { blob, range }: BlobRange,
    as: Chunks['as'],
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array, void> {
    try {
      yield* readBytes(this.#path, { blob, range, chunks: { as, buffers: this.#buffers } }, signal)
    } catch (error) {
      throw await this.#explain(error)
    }
  }

  /** Throws DamagedBlobError when the file is missing or has another size. */
  async #findFile(blob: NamedBlob): Promise<string> {
    const file = blobPath(this.#path, blob.id)
    const handle = await this.#explained(openBlob(file, blob))
    await handle.close()
    return file
  }

  async #explained<T>(work: Promise<T>): Promise<T> {
    try {
      return await work
    } catch (error) {
      throw await this.#explain(error)
    }
  }

  /** A file may be missing because its disk is: then the storage is away, and no blob is damaged. */
  #explain(error: unknown): Promise<unknown> {
    const isGone = isMissing(error) || (error instanceof DamagedBlobError && error.kind === 'missing')
    return isGone ? this.#root.explain(error) : Promise.resolve(asStorageError(error))
  }
}

/** Reads the blobs of a directory, also while a service uses it: nothing is made or removed. */
export function readerOf(directory: string): Pick<Storage, 'lend'> {
  const root = blobsPath(directory)
  return { lend: (blob, range, signal) => readBytes(root, { blob, range, chunks: { as: 'lent' } }, signal) }
}

/** Of a data directory. */
export const blobsPath = (directory: string): string => path.join(directory, 'blobs')
const stagingPath = (directory: string): string => path.join(directory, 'staging')
