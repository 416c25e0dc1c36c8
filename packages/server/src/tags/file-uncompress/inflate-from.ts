import { createInflateRaw, type InflateRaw } from 'node:zlib'
import type { ChunkReader } from './chunk-reader.ts'

/** Yields what is deflated at the reader's place, and leaves the reader behind it. */
export async function* inflateFrom(reader: ChunkReader): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw()
  const fed = feed(reader, inflate)
  try {
    for await (const chunk of inflate) yield asBytes(chunk)
  } finally {
    inflate.destroy()
    reader.giveBack(await fed)
  }
}

/** Returns the bytes that were not taken, as they follow what is deflated. To know them, there is one chunk at a time. */
async function feed(reader: ChunkReader, inflate: InflateRaw): Promise<Uint8Array> {
  const closed = new Promise<void>((resolve) => inflate.once('close', resolve))
  let last: Uint8Array = new Uint8Array()
  let given = 0
  try {
    while (!inflate.destroyed && given === inflate.bytesWritten) {
      last = await reader.chunk()
      given += last.length
      await Promise.race([last.length > 0 ? write(inflate, last) : end(inflate), closed])
    }
  } catch (error) {
    inflate.destroy(
      error instanceof Error ? error : new Error('The archive can not be read.', { cause: error }),
    )
  }
  return last.subarray(last.length - (given - inflate.bytesWritten))
}

function write(inflate: InflateRaw, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve) => inflate.write(chunk, () => resolve()))
}

/** Never resolves: the stream closes when all of it was read. */
function end(inflate: InflateRaw): Promise<never> {
  inflate.end()
  return new Promise(() => undefined)
}

/** The types of streams do not say what they are made of. */
function asBytes(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk
  throw new TypeError('a compressed stream is made of bytes')
}
