import { open, type FileHandle } from 'node:fs/promises'
import { abortableBytes } from '../abortable-bytes.ts'
import { BlobSums } from '../blob-sums.ts'
import type { StagedBlob } from '../storage.ts'
import { writeAll } from '../write-all.ts'
import type { BlockSums } from './block-sums.ts'
import { readChunks } from './read-blob.ts'

/** Makes a file that only its owner may read, lets `write` fill it, and syncs it. */
export async function writeStagingFile<T>(path: string, write: (file: FileHandle) => Promise<T>): Promise<T> {
  await using file = await open(path, 'wx', 0o400)
  const written = await write(file)
  await file.datasync()
  return written
}

/** Hashes each chunk while the kernel writes it. */
export async function writeHashed(
  file: FileHandle,
  bytes: AsyncIterable<Uint8Array>,
  { maxBytes, blocks }: { readonly maxBytes: number; readonly blocks: BlockSums },
  signal: AbortSignal,
): Promise<Omit<StagedBlob, 'id'>> {
  const sums = new BlobSums(blocks)
  for await (const chunk of abortableBytes(bytes, signal)) {
    sums.count(chunk, maxBytes)
    const writing = writeAll(file, chunk)
    sums.hash(chunk)
    await writing
  }
  return sums.result()
}

/** The sums of a file that exists, which is synced meanwhile. */
export async function hashFile(
  path: string,
  blocks: BlockSums,
  signal: AbortSignal,
): Promise<Omit<StagedBlob, 'id'>> {
  await using file = await open(path, 'r')
  const [sums] = await Promise.all([sumsOf(file, blocks, signal), file.datasync()])
  return sums
}

async function sumsOf(
  file: FileHandle,
  blocks: BlockSums,
  signal: AbortSignal,
): Promise<Omit<StagedBlob, 'id'>> {
  const sums = new BlobSums(blocks)
  for await (const chunk of readChunks(file, { start: 0, end: Infinity, chunks: { as: 'lent' } }, signal)) {
    sums.count(chunk, Infinity)
    sums.hash(chunk)
  }
  return sums.result()
}
