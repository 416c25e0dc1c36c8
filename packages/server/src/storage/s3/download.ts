import { open, rm } from 'node:fs/promises'
import { writeAll } from '../write-all.ts'

/** Writes the bytes to a new file; on an error none is left. */
export async function downloadTo(file: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    await using handle = await open(file, 'wx', 0o400)
    for await (const chunk of bytes) await writeAll(handle, chunk)
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
}
