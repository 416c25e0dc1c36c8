import { Upload } from '@aws-sdk/lib-storage'
import { Readable } from 'node:stream'
import type { S3Bucket } from './s3-bucket.ts'
import { asStorageError } from './storage-error.ts'

/** The smallest part that S3 takes. It takes at most 10,000 parts, so a blob has at most 48 GiB. */
const PART_BYTES = 5 * 1024 * 1024
const PARTS_AT_ONCE = 2

export interface PutOptions {
  readonly id: string
  readonly bytes: AsyncIterable<Uint8Array>
}

/** Uploads all of `bytes` as one object; on an error nothing is left. Throws what `bytes` throws. */
export async function putObject(
  bucket: S3Bucket,
  { id, bytes }: PutOptions,
  signal: AbortSignal,
): Promise<void> {
  let sourceError: unknown
  const body = catchErrors(bytes, (error) => (sourceError = error))
  const upload = new Upload({
    client: bucket.client,
    params: { ...bucket.object(id), Body: Readable.from(body, { objectMode: false }) },
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
    throw sourceError ?? asStorageError(error)
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** The same bytes; `onError` is called with their error, which the library wraps. */
async function* catchErrors(
  bytes: AsyncIterable<Uint8Array>,
  onError: (error: unknown) => void,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* bytes
  } catch (error) {
    onError(error)
    throw error
  }
}
