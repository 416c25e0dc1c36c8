import { open, type FileHandle } from 'node:fs/promises'
import { ReadCheck, requireSize } from '../read-check.ts'
import { DamagedBlobError, type ByteRange, type NamedBlob } from '../storage.ts'

const CHUNK_BYTES = 256 * 1024

/** Throws DamagedBlobError when nothing is at `path`, or a file of another size. */
export async function openBlob(path: string, blob: NamedBlob): Promise<FileHandle> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (isMissing(error)) throw new DamagedBlobError(blob.id, 'missing', { cause: error })
    throw error
  })
  try {
    requireSize(blob, (await file.stat()).size)
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}

/** The bytes of the blob in chunks that the consumer may keep. Throws DamagedBlobError before the last of them. */
export async function* readBlob(
  path: string,
  { blob, range }: { readonly blob: NamedBlob; readonly range: ByteRange | undefined },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  await using file = await openBlob(path, blob)
  const check = new ReadCheck(blob, range)
  for await (const chunk of readChunks(file, range ?? { start: 0, end: blob.size }, signal)) {
    check.take(chunk)
    yield chunk
  }
  check.end()
}

/** The bytes of a range in chunks that the consumer may keep; fewer when the file ends before. */
export async function* readChunks(
  file: FileHandle,
  { start, end }: ByteRange,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  for (let position = start; position < end;) {
    signal.throwIfAborted()
    const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, end - position))
    const { bytesRead } = await file.read(chunk, 0, chunk.byteLength, position)
    if (bytesRead === 0) return
    position += bytesRead
    yield chunk.subarray(0, bytesRead)
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
