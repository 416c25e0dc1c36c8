import { GetObjectCommand, S3ServiceException } from '@aws-sdk/client-s3'
import { Readable } from 'node:stream'
import { ReadCheck, requireSize, type BlobRange } from '../read-check.ts'
import { DamagedBlobError, StorageAwayError, type ByteRange, type NamedBlob } from '../storage.ts'
import { asReadError, wholeSizeOf } from './read-answer.ts'
import { MAX_TRIES, type S3Bucket } from './s3-bucket.ts'

/** The bytes of a range, which continue over another connection when one breaks. Throws DamagedBlobError. */
export async function* readObject(
  bucket: S3Bucket,
  { blob, range }: BlobRange,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  if (range && range.start === range.end) return
  const end = range?.end ?? blob.size
  const check = new ReadCheck(blob, range)
  for (let tries = 1; ; tries += 1) {
    try {
      const body = await openBody(bucket, { blob, start: end - check.left, end }, signal)
      yield* checkedChunks(body, check)
      if (check.left === 0) return
      throw new StorageAwayError('The storage broke off its answer.')
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof DamagedBlobError) throw error
      // A blob never changes, so the next connection goes on where one broke.
      if (error instanceof S3ServiceException || tries === MAX_TRIES) throw asReadError(error, blob)
    }
  }
}

/** Throws DamagedBlobError when the object has another size than the blob. */
async function openBody(
  bucket: S3Bucket,
  { blob, start, end }: ByteRange & { readonly blob: NamedBlob },
  signal: AbortSignal,
): Promise<Readable> {
  const isWhole = start === 0 && end === blob.size
  const answer = await bucket.client.send(
    new GetObjectCommand({
      ...bucket.object(blob.id),
      ...(!isWhole && { Range: `bytes=${start}-${end - 1}` }),
    }),
    { abortSignal: signal },
  )
  const { Body } = answer
  if (!(Body instanceof Readable)) throw new TypeError('the storage returned an answer without a body')
  try {
    requireSize(blob, wholeSizeOf(answer, isWhole ? undefined : start))
    return Body
  } catch (error) {
    Body.destroy()
    throw error
  }
}

/** The chunks of the body, up to the end of what `check` waits for: not every server keeps to the end of a range. */
async function* checkedChunks(body: Readable, check: ReadCheck): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of body.iterator({ destroyOnReturn: true })) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('a blob is read as buffers')
    const part = chunk.subarray(0, check.left)
    check.take(part)
    yield part
    if (part.byteLength < chunk.byteLength) return
  }
}
