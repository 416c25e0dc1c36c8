import { open, type FileHandle } from 'node:fs/promises'
import { BlobMissingError, type ByteRange } from '../storage.ts'
import { asStorageError } from './storage-error.ts'

const CHUNK_BYTES = 256 * 1024

/** Throws BlobMissingError when nothing is at `path`. */
export async function openBlob(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (isMissing(error)) throw new BlobMissingError('There is no such blob.', { cause: error })
    throw asStorageError(error)
  }
}

/** The bytes of the file in chunks that the consumer may keep. Ends early only with an error. */
export async function* readBytes(
  path: string,
  range: ByteRange | undefined,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  await using file = await openBlob(path)
  let position = range?.start ?? 0
  const end = range?.end ?? (await file.stat()).size
  while (position < end) {
    signal.throwIfAborted()
    const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, end - position))
    const { bytesRead } = await file.read(chunk, 0, chunk.byteLength, position)
    if (bytesRead === 0) throw new RangeError(`The blob ends at byte ${position}, before ${end}.`)
    position += bytesRead
    yield chunk.subarray(0, bytesRead)
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
