import { opendir, stat } from 'node:fs/promises'
import path from 'node:path'

/** Bytes of all files below `directory`; what vanishes meanwhile, or can't be read, counts nothing. */
export async function directorySize(directory: string): Promise<number> {
  let bytes = 0
  try {
    for await (const entry of await opendir(directory, { recursive: true })) {
      if (entry.isFile()) bytes += (await stat(path.join(entry.parentPath, entry.name))).size
    }
  } catch {
    return bytes
  }
  return bytes
}
