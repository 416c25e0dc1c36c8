import type { Storage } from './storage.ts'

/** As much as many jobs write: a storage that takes a few bytes may have no room for more. */
const PROBE_BYTES = 1024 * 1024

/** Stores a blob, reads a byte of it and deletes it. Throws what the storage throws. */
export async function probeStorage(storage: Storage, signal: AbortSignal): Promise<void> {
  const blob = await storage.stage(oneChunk(), { maxBytes: PROBE_BYTES }, signal)
  try {
    for await (const _ of storage.read(blob, { start: 0, end: 1 }, signal)) break
  } finally {
    await storage.delete(blob.id)
  }
}

async function* oneChunk(): AsyncGenerator<Uint8Array> {
  await Promise.resolve()
  yield Buffer.alloc(PROBE_BYTES)
}
