import { crc32 } from 'node:zlib'
import type { ChunkReader } from '../chunk-reader.ts'
import { inflateFrom } from '../inflate-from.ts'

const HEADER_BYTES = 10
const TRAILER_BYTES = 8
const DEFLATE = 8
const FLAGS = { checksum: 0x02, extra: 0x04, name: 0x08, comment: 0x10 } as const

/**
 * Yields the content of all members of a gzip file. Whatever follows them is ignored, as by gunzip; Node's own decoder
 * ignores zeros alone.
 */
export async function* gunzip(reader: ChunkReader): AsyncGenerator<Uint8Array> {
  while (await skipHeader(reader)) {
    let sum = 0
    let bytes = 0
    for await (const chunk of inflateFrom(reader)) {
      sum = crc32(chunk, sum)
      bytes += chunk.length
      yield chunk
    }
    const trailer = await reader.takeAll(TRAILER_BYTES)
    if (trailer.readUInt32LE(0) !== sum) throw new Error('incorrect data check')
    if (trailer.readUInt32LE(4) !== bytes % 2 ** 32) throw new Error('incorrect length check')
  }
}

/** Returns whether a member begins here. */
async function skipHeader(reader: ChunkReader): Promise<boolean> {
  const magic = await reader.take(2)
  if (magic.toString('latin1') !== '\x1f\x8b') return false
  const [method, flags = 0] = await reader.takeAll(HEADER_BYTES - magic.length)
  if (method !== DEFLATE) throw new Error('unknown compression method')
  if ((flags & FLAGS.extra) !== 0) await reader.skip((await reader.takeAll(2)).readUInt16LE(0))
  if ((flags & FLAGS.name) !== 0) await skipText(reader)
  if ((flags & FLAGS.comment) !== 0) await skipText(reader)
  if ((flags & FLAGS.checksum) !== 0) await reader.skip(2)
  return true
}

/** It ends with a zero byte. */
async function skipText(reader: ChunkReader): Promise<void> {
  while ((await reader.takeAll(1))[0] !== 0) continue
}
