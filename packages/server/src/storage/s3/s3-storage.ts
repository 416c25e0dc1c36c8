import { DeleteObjectCommand, HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { emptyDirectory } from '../../base/empty-directory.ts'
import type { Ids } from '../../base/ids.ts'
import { BlobSums, summed } from '../blob-sums.ts'
import { combinedBlob } from '../crc64.ts'
import { readRange, requireSize } from '../read-check.ts'
import type {
  ByteRange,
  ListedBlob,
  LocalFile,
  NamedBlob,
  PartBlob,
  StagedBlob,
  Storage,
} from '../storage.ts'
import { downloadTo } from './download.ts'
import { putObject } from './put-object.ts'
import { asReadError } from './read-answer.ts'
import { readObject } from './read-object.ts'
import { S3Bucket, type S3BucketOptions } from './s3-bucket.ts'
import { asStorageError } from './storage-error.ts'

export interface S3StorageOptions extends S3BucketOptions {
  /** Where blobs become files for a child process to read. Emptied at the start. */
  readonly scratch: string
  readonly ids: Ids
}

const LIST_PAGE = 1_000

/**
 * Blobs as objects of a bucket, whose own rules have to remove uploads in parts of a process that was killed. Throws
 * StorageUnreachableError when the bucket can't be used.
 */
export async function openS3Storage(options: S3StorageOptions): Promise<Storage> {
  await emptyDirectory(options.scratch)
  return new S3Storage(await S3Bucket.open(options), options)
}

class S3Storage implements Storage {
  readonly #bucket: S3Bucket
  readonly #scratch: string
  readonly #ids: Ids

  constructor(bucket: S3Bucket, { scratch, ids }: S3StorageOptions) {
    this.#bucket = bucket
    this.#scratch = scratch
    this.#ids = ids
  }

  async stage(
    bytes: AsyncIterable<Uint8Array>,
    { maxBytes }: { readonly maxBytes: number },
    signal: AbortSignal,
  ): Promise<StagedBlob> {
    return this.#put({ id: this.#ids.randomUuid(), bytes, maxBytes }, signal)
  }

  async keep(id: string, bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<StagedBlob> {
    return this.#put({ id, bytes, maxBytes: Infinity }, signal)
  }

  async stageFile(file: string, signal: AbortSignal): Promise<StagedBlob> {
    const blob = await this.stage(createReadStream(file), { maxBytes: Infinity }, signal)
    await rm(file)
    return blob
  }

  read(blob: NamedBlob, range: ByteRange | undefined, signal: AbortSignal): Readable {
    return Readable.from(this.lend(blob, range, signal), { objectMode: false })
  }

  lend(blob: NamedBlob, range: ByteRange | undefined, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
    return readRange({ blob, range }, (range) => readObject(this.#bucket, { blob, range }, signal))
  }

  async compose(parts: readonly PartBlob[], signal: AbortSignal): Promise<PartBlob> {
    const id = this.#ids.randomUuid()
    await putObject(this.#bucket, { id, bytes: this.#bytesOf(parts, signal) }, signal)
    return { ...combinedBlob(parts), id }
  }

  async localFile(blob: NamedBlob, signal: AbortSignal): Promise<LocalFile> {
    const file = path.join(this.#scratch, this.#ids.randomUuid())
    await downloadTo(file, this.#readAll(blob, signal))
    return {
      path: file,
      // The download has compared them.
      compare: () => Promise.resolve(),
      [Symbol.asyncDispose]: () => rm(file, { force: true }),
    }
  }

  async compare(blob: NamedBlob, what: 'bytes' | 'size', signal: AbortSignal): Promise<void> {
    if (what === 'bytes') {
      for await (const _chunk of this.#readAll(blob, signal));
      return
    }
    const { client } = this.#bucket
    const head = client.send(new HeadObjectCommand(this.#bucket.object(blob.id)), { abortSignal: signal })
    const { ContentLength = 0 } = await head.catch((error: unknown) => {
      throw asReadError(error, blob)
    })
    requireSize(blob, ContentLength)
  }

  async delete(id: string): Promise<void> {
    await withStorageErrors(this.#bucket.client.send(new DeleteObjectCommand(this.#bucket.object(id))))
  }

  async *list(signal: AbortSignal): AsyncGenerator<ListedBlob, void> {
    const { client, name: Bucket, prefix: Prefix } = this.#bucket
    let ContinuationToken: string | undefined
    do {
      const command = new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: LIST_PAGE, ContinuationToken })
      const page = await withStorageErrors(client.send(command, { abortSignal: signal }))
      for (const { Key = '', LastModified, Size = 0 } of page.Contents ?? []) {
        const id = Key.slice(Prefix.length)
        // Other objects there are not this service's.
        if (/^[0-9a-f]{32}$/.test(id)) yield { id, createdAt: LastModified?.getTime() ?? 0, size: Size }
      }
      ContinuationToken = page.NextContinuationToken
    } while (ContinuationToken !== undefined)
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#bucket[Symbol.dispose]()
    return Promise.resolve()
  }

  async #put(
    { id, bytes, maxBytes }: { id: string; bytes: AsyncIterable<Uint8Array>; maxBytes: number },
    signal: AbortSignal,
  ): Promise<StagedBlob> {
    const sums = new BlobSums()
    await putObject(this.#bucket, { id, bytes: summed(bytes, { sums, maxBytes }, signal) }, signal)
    return { ...sums.result(), id }
  }

  #readAll(blob: NamedBlob, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
    return readObject(this.#bucket, { blob, range: undefined }, signal)
  }

  async *#bytesOf(parts: readonly PartBlob[], signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
    for (const part of parts) yield* this.#readAll(part, signal)
  }
}

async function withStorageErrors<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw asStorageError(error)
  }
}
