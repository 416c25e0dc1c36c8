import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { SourceFile } from '../../batches/plan.ts'
import type { NamedBlob, Storage } from '../../storage/storage.ts'
import { LineReader } from './line-reader.ts'

/** What is stored of the file, as it was when the batch was submitted. */
export function blobOfFile({ blobId: id, size, crc64 }: SourceFile): NamedBlob {
  return { id, size, crc64 }
}

/** The lines of a file from a byte of its text on. What is compressed has to be read from its beginning for that. */
export function openLines(storage: Pick<Storage, 'read'>, file: SourceFile, byte: number): LineReader {
  const stop = new AbortController()
  const { size, isGzip } = file
  const blob = blobOfFile(file)
  const close = (): void => stop.abort()
  if (!isGzip) {
    const start = Math.min(byte, size)
    const bytes = start === size ? none() : storage.read(blob, { start, end: size }, stop.signal)
    return new LineReader(bytes, byte, close)
  }
  const text = createGunzip()
  // What goes wrong on the way is thrown by whoever reads `text`.
  pipeline(storage.read(blob, undefined, stop.signal), text, () => undefined)
  return new LineReader(after(text, byte), byte, () => {
    stop.abort()
    text.destroy()
  })
}

async function* none(): AsyncGenerator<Uint8Array, void> {
  // No bytes at all.
}

async function* after(bytes: AsyncIterable<unknown>, skipped: number): AsyncGenerator<Uint8Array, void> {
  let left = skipped
  for await (const chunk of bytes) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a file is read as bytes')
    if (left < chunk.byteLength) yield chunk.subarray(left)
    left = Math.max(0, left - chunk.byteLength)
  }
}
