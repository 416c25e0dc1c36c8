import type { FileHandle } from 'node:fs/promises'
import { Crc64 } from '../crc64.ts'
import { DamagedBlobError, type ByteRange } from '../storage.ts'
import { BLOCK_BYTES } from './block-sums.ts'
import { openBlob, readChunks, type Chunks, type ReadOptions } from './read-blob.ts'

interface ReadBlocksOptions extends ReadOptions {
  readonly range: ByteRange
  /** Of each block of the blob. */
  readonly sums: BigUint64Array
}

/** The bytes of the range. Throws DamagedBlobError before the first byte of a block with another sum. */
export async function* readBlocks(
  path: string,
  { blob, range, chunks, sums }: ReadBlocksOptions,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  await using file = await openBlob(path, blob)
  for (let start = range.start; start < range.end;) {
    const block = Math.floor(start / BLOCK_BYTES)
    const blockEnd = Math.min((block + 1) * BLOCK_BYTES, blob.size)
    // Read twice: to hold a block for each client that does not read would fill the memory.
    const sum = await sumOf(file, { start: block * BLOCK_BYTES, end: blockEnd, chunks }, signal)
    if (sum !== sums[block]) {
      throw new DamagedBlobError(blob.id, { wrong: 'has other bytes than those that were kept' })
    }
    const end = Math.min(range.end, blockEnd)
    yield* readChunks(file, { start, end, chunks }, signal)
    start = end
  }
}

async function sumOf(
  file: FileHandle,
  { start, end, chunks: { buffers } }: ByteRange & { readonly chunks: Chunks },
  signal: AbortSignal,
): Promise<bigint> {
  const crc64 = new Crc64()
  const chunks: Chunks = { as: 'lent', ...(buffers && { buffers }) }
  for await (const chunk of readChunks(file, { start, end, chunks }, signal)) crc64.update(chunk)
  return BigInt(crc64.digest())
}
