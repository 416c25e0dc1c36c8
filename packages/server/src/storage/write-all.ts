import type { FileHandle } from 'node:fs/promises'

/** `write` may take only some of the bytes when a disk fills up; the next call then throws the reason. */
export async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let offset = 0
  while (offset < bytes.byteLength) {
    const { bytesWritten } = await file.write(bytes, offset)
    offset += bytesWritten
  }
}
