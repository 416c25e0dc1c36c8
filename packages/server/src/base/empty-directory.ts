import { mkdir, readdir, rm } from 'node:fs/promises'
import path from 'node:path'

/**
 * Makes an empty directory for files that nothing needs once their process is gone. An existing one stays: to make it
 * again would need room on the disk.
 */
export async function emptyDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  for (const name of await readdir(directory)) {
    await rm(path.join(directory, name), { recursive: true, force: true })
  }
}
