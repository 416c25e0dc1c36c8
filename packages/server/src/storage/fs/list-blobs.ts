import { opendir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { ListedBlob } from '../storage.ts'
import { isBlobId } from './blob-paths.ts'
import { isMissing } from './read-blob.ts'

/** Every blob below `root`, one directory in memory at a time. */
export async function* listBlobs(root: string, signal: AbortSignal): AsyncGenerator<ListedBlob, void> {
  for await (const entry of await opendir(root, { recursive: true })) {
    signal.throwIfAborted()
    if (!entry.isFile() || !isBlobId(entry.name)) continue
    const listed = await describe(path.join(entry.parentPath, entry.name), entry.name)
    if (listed) yield listed
  }
}

async function describe(file: string, id: string): Promise<ListedBlob | undefined> {
  try {
    const { mtimeMs, size } = await stat(file)
    return { id, createdAt: Math.floor(mtimeMs), size }
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
