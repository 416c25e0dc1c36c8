import { open, type FileHandle } from 'node:fs/promises'
import { ReadCheck, requireSize } from '../read-check.ts'
import { DamagedBlobError, type ByteRange, type NamedBlob } from '../storage.ts'
import { ReadBuffers } from './read-buffers.ts'

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

export interface WantedBytes {
  readonly blob: NamedBlob
  readonly range: ByteRange | undefined
  /** Shared with whom the chunks are held; of its own when left out. */
  readonly buffers?: ReadBuffers
}

/** The bytes of the blob in chunks that the consumer may keep. Throws DamagedBlobError before the last of them. */
export async function* readBlob(
  path: string,
  { blob, range, buffers = new ReadBuffers() }: WantedBytes,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  await using file = await openBlob(path, blob)
  const check = new ReadCheck(blob, range)
  for await (const chunk of readChunks(
    file,
    { ...(range ?? { start: 0, end: blob.size }), buffers },
    signal,
  )) {
    check.take(chunk)
    yield chunk
  }
  check.end()
}

/** The bytes of a range in chunks that the consumer may keep; fewer when the file ends before. */
export async function* readChunks(
  file: FileHandle,
  { start, end, buffers }: ByteRange & { readonly buffers: ReadBuffers },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  for (let position = start; position < end;) {
    signal.throwIfAborted()
    const size = buffers.take(end - position)
    try {
      const chunk = Buffer.allocUnsafeSlow(size)
      const { bytesRead } = await buffers.inTurn(() => file.read(chunk, 0, size, position))
      if (bytesRead === 0) return
      position += bytesRead
      yield chunk.subarray(0, bytesRead)
    } finally {
      buffers.giveBack(size)
    }
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
