import { open, type FileHandle } from 'node:fs/promises'
import { ReadCheck, requireSize, type BlobRange } from '../read-check.ts'
import { DamagedBlobError, type ByteRange, type NamedBlob } from '../storage.ts'
import { ReadBuffers } from './read-buffers.ts'

/** Throws DamagedBlobError when there is no file, or one of another size. */
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

export interface ReadOptions extends BlobRange {
  readonly chunks: Chunks
}

/**
 * Who owns the chunks. `keepable` ones belong to the consumer. `lent` ones are valid until it requests the next: their
 * memory is reused, and the next one is read while it works on one.
 */
export interface Chunks {
  readonly as: 'keepable' | 'lent'
  /** Shared by all readers; one of its own when left out. */
  readonly buffers?: ReadBuffers
}

/** The bytes of the blob. Throws DamagedBlobError before the last of them. */
export async function* readBlob(
  path: string,
  { blob, range, chunks }: ReadOptions,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  await using file = await openBlob(path, blob)
  const check = new ReadCheck(blob, range)
  for await (const chunk of readChunks(
    file,
    { ...(range ?? { start: 0, end: blob.size }), chunks },
    signal,
  )) {
    check.take(chunk)
    yield chunk
  }
  check.end()
}

/** A chunk on its way from the disk. */
interface Filling {
  readonly memory: Buffer
  readonly read: Promise<{ readonly bytesRead: number }>
}

/** The bytes of a range; fewer when the file ends before. */
export async function* readChunks(
  file: FileHandle,
  { start, end, chunks: { as, buffers = new ReadBuffers() } }: ByteRange & { readonly chunks: Chunks },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  let spare: Buffer | undefined
  const fill = (position: number): Filling => {
    const size = buffers.take(end - position)
    const memory = spare?.byteLength === size ? spare : Buffer.allocUnsafeSlow(size)
    spare = undefined
    const read = buffers.inTurn(() => file.read(memory, 0, size, position))
    read.catch(() => undefined)
    return { memory, read }
  }
  let position = start
  let next: Filling | undefined
  try {
    while (position < end) {
      signal.throwIfAborted()
      const current = next ?? fill(position)
      next = undefined
      try {
        const { bytesRead } = await current.read
        if (bytesRead === 0) return
        position += bytesRead
        if (as === 'lent' && position < end && buffers.isAmple) next = fill(position)
        yield current.memory.subarray(0, bytesRead)
      } finally {
        buffers.giveBack(current.memory.byteLength)
      }
      if (as === 'lent') spare = current.memory
    }
  } finally {
    if (next) buffers.giveBack(next.memory.byteLength)
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
