import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { emptyDirectory } from '../../base/empty-directory.ts'
import type { Ids } from '../../base/ids.ts'
import { BlobSums, summed } from '../blob-sums.ts'
import { combinedBlob } from '../crc64.ts'
import { ReadCheck, readRange, requireSize } from '../read-check.ts'
import {
  DamagedBlobError,
  StorageAwayError,
  StorageUnreachableError,
  type ByteRange,
  type ListedBlob,
  type NamedBlob,
  type StagedBlob,
  type Storage,
} from '../storage.ts'
import type { S3Place } from './address.ts'
import { asReadError, wholeSizeOf } from './answers.ts'
import { downloadTo } from './download.ts'
import { asStorageError } from './storage-error.ts'

export interface S3StorageOptions extends S3Place {
  /** Of another service than AWS. */
  readonly endpoint: string | undefined
  readonly region: string
  /** Whether the bucket stands in the path and not in the host name, as most other services want it. */
  readonly pathStyle: boolean
  /** Where blobs become files for a child process to read. Emptied at the start. */
  readonly scratch: string
  readonly ids: Ids
}

/** The smallest that S3 takes. It takes 10,000 parts at most, so a blob has at most 48 GiB. */
const PART_BYTES = 5 * 1024 * 1024
const PARTS_AT_ONCE = 2
const LIST_PAGE = 1_000
const CONNECT_TIMEOUT_MS = 5_000
/** A connection on which nothing moves for so long is given up and the request made again, ms. */
const QUIET_TIMEOUT_MS = 30_000
const TRIES = 5

/**
 * Blobs as objects `<prefix><id>`. Credentials come by the standard chain: environment, profile, the machine's role.
 * What a killed process had begun to upload in parts is S3's to remove, by a rule of the bucket. Throws
 * StorageUnreachableError when the bucket can't be used.
 */
export async function openS3Storage(options: S3StorageOptions): Promise<Storage> {
  const { bucket, prefix, scratch, ids } = options
  await emptyDirectory(scratch)
  const client = new S3Client({
    region: options.region,
    forcePathStyle: options.pathStyle,
    ...(options.endpoint !== undefined && { endpoint: options.endpoint }),
    maxAttempts: TRIES,
    // Servers that are older than these sums refuse them.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, socketTimeout: QUIET_TIMEOUT_MS },
  })
  await checkBucket(client, options)
  const at = (id: string) => ({ Bucket: bucket, Key: prefix + id })

  async function put(id: string, bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
    let failure: unknown
    const body = Readable.from(
      remembering(bytes, (error) => (failure = error)),
      { objectMode: false },
    )
    const upload = new Upload({
      client,
      params: { ...at(id), Body: body },
      partSize: PART_BYTES,
      queueSize: PARTS_AT_ONCE,
      leavePartsOnError: false,
    })
    const abort = (): void => void upload.abort().catch(() => undefined)
    signal.addEventListener('abort', abort, { once: true })
    try {
      await upload.done()
    } catch (error) {
      signal.throwIfAborted()
      throw failure ?? asStorageError(error)
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  async function* read(
    blob: NamedBlob,
    range: ByteRange | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array, void> {
    const { start, end } = range ?? { start: 0, end: blob.size }
    if (range && start === end) return
    const check = new ReadCheck(blob, range)
    for (let tries = 1; ; tries += 1) {
      const from = end - check.left
      const isWhole = from === 0 && end === blob.size
      try {
        const answer = await client.send(
          new GetObjectCommand({ ...at(blob.id), ...(!isWhole && { Range: `bytes=${from}-${end - 1}` }) }),
          { abortSignal: signal },
        )
        const { Body } = answer
        if (!(Body instanceof Readable)) throw new TypeError('the storage gave an answer without a body')
        try {
          requireSize(blob, wholeSizeOf(answer, isWhole ? undefined : from))
        } catch (error) {
          Body.destroy()
          throw error
        }
        for await (const chunk of Body.iterator({ destroyOnReturn: true })) {
          if (!Buffer.isBuffer(chunk)) throw new TypeError('a blob is read as buffers')
          // Not every server keeps to the end of a range.
          const part = chunk.subarray(0, check.left)
          check.take(part)
          yield part
          if (part.byteLength < chunk.byteLength) break
        }
        if (check.left === 0) return
        throw new StorageAwayError('The storage broke off its answer.')
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof DamagedBlobError) throw error
        // A blob never changes: where one connection broke off, the next one goes on.
        if (error instanceof S3ServiceException || tries === TRIES) throw asReadError(error, blob)
      }
    }
  }

  const bytesOf: Storage['lend'] = (blob, range, signal) =>
    readRange({ blob, range }, (range) => read(blob, range, signal))

  async function keep(
    id: string,
    bytes: AsyncIterable<Uint8Array>,
    { maxBytes, signal }: { readonly maxBytes: number; readonly signal: AbortSignal },
  ): Promise<StagedBlob> {
    const sums = new BlobSums()
    await put(id, summed(bytes, { sums, maxBytes }, signal), signal)
    return { ...sums.result(), id }
  }

  return {
    stage: (bytes, { maxBytes }, signal) => keep(ids.randomUuid(), bytes, { maxBytes, signal }),
    keep: (id, bytes, signal) => keep(id, bytes, { maxBytes: Infinity, signal }),
    async stageFile(file, signal) {
      const blob = await keep(ids.randomUuid(), createReadStream(file), { maxBytes: Infinity, signal })
      await rm(file)
      return blob
    },
    read: (blob, range, signal) => Readable.from(bytesOf(blob, range, signal), { objectMode: false }),
    lend: bytesOf,
    async compose(parts, signal) {
      const all = async function* (): AsyncGenerator<Uint8Array, void> {
        for (const part of parts) yield* read(part, undefined, signal)
      }
      const id = ids.randomUuid()
      await put(id, all(), signal)
      return { ...combinedBlob(parts), id }
    },
    async localFile(blob, signal) {
      const file = path.join(scratch, ids.randomUuid())
      await downloadTo(file, read(blob, undefined, signal))
      return {
        path: file,
        // They were, as they came.
        compare: () => Promise.resolve(),
        [Symbol.asyncDispose]: () => rm(file, { force: true }),
      }
    },
    async compare(blob, what, signal) {
      if (what === 'bytes') {
        for await (const _chunk of read(blob, undefined, signal));
        return
      }
      const head = client.send(new HeadObjectCommand(at(blob.id)), { abortSignal: signal })
      const { ContentLength } = await head.catch((error: unknown) => {
        throw asReadError(error, blob)
      })
      requireSize(blob, ContentLength ?? 0)
    },
    async delete(id) {
      await asking(client.send(new DeleteObjectCommand(at(id))))
    },
    async *list(signal): AsyncGenerator<ListedBlob, void> {
      let after: string | undefined
      do {
        const wanted = { Bucket: bucket, Prefix: prefix, MaxKeys: LIST_PAGE, ContinuationToken: after }
        const page = await asking(client.send(new ListObjectsV2Command(wanted), { abortSignal: signal }))
        for (const { Key = '', LastModified, Size = 0 } of page.Contents ?? []) {
          const id = Key.slice(prefix.length)
          // What else lies there is not this service's.
          if (/^[0-9a-f]{32}$/.test(id)) yield { id, createdAt: LastModified?.getTime() ?? 0, size: Size }
        }
        after = page.NextContinuationToken
      } while (after !== undefined)
    },
    [Symbol.asyncDispose]: () => {
      client.destroy()
      return Promise.resolve()
    },
  }
}

async function checkBucket(client: S3Client, { bucket, endpoint }: S3StorageOptions): Promise<void> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }))
  } catch (error) {
    const where = endpoint === undefined ? 'AWS' : new URL(endpoint).host
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    client.destroy()
    throw new StorageUnreachableError(
      `The bucket ${bucket} of LEMNIS_STORAGE can't be used at ${where} (${why}). It must exist, and the credentials must allow to list, get, put and delete.`,
      { cause: error },
    )
  }
}

/** The same bytes; an error of theirs is told before the library wraps it. */
async function* remembering(
  bytes: AsyncIterable<Uint8Array>,
  tell: (error: unknown) => void,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* bytes
  } catch (error) {
    tell(error)
    throw error
  }
}

async function asking<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw asStorageError(error)
  }
}
