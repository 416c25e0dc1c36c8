import { isPartOfSmall } from '../read-check.ts'
import { blobPath } from './blob-paths.ts'
import { BLOCK_BYTES, readBlockSums } from './block-sums.ts'
import { readBlob, type ReadOptions } from './read-blob.ts'
import { readBlocks } from './read-blocks.ts'

/** The bytes of a range, compared with the row and with the sums of blocks. Throws DamagedBlobError. */
export async function* readBytes(
  root: string,
  options: ReadOptions,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const { blob, range, chunks } = options
  const file = blobPath(root, blob.id)
  if (isPartOfSmall(options)) {
    // Read twice: to hold all of it for each client that does not read would fill the memory.
    for await (const _chunk of readBlob(file, { blob, range: undefined, chunks }, signal));
  }
  const sums = range && blob.size > BLOCK_BYTES ? await readBlockSums(file, blob.size) : undefined
  yield* range && sums
    ? readBlocks(file, { blob, range, chunks, sums }, signal)
    : readBlob(file, options, signal)
}
