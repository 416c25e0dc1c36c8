import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { ChunkReader } from '../chunk-reader.ts'
import { gunzip } from './gunzip.ts'

const CONTENT = Buffer.from('content of a member, '.repeat(40))

/** In chunks of `length` bytes, as a stream may come. */
async function* inChunks(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length)
    yield await Promise.resolve(bytes.subarray(at, at + length))
}

function unpack(bytes: Uint8Array, chunkBytes = 1000): Promise<Buffer> {
  return buffer(gunzip(new ChunkReader(inChunks(bytes, chunkBytes))))
}

/** A header with every field that it may have. */
function withAllFields(packed: Buffer): Buffer {
  const fields = Buffer.from('\x03\0abcname\0comment\0\x01\x02', 'latin1')
  const header = Buffer.from([0x1f, 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 3])
  return Buffer.concat([header, fields, packed.subarray(10)])
}

test('all members are read, and what follows them is not, wherever the chunks end', async () => {
  const one = gzipSync(CONTENT)
  const all = Buffer.concat([one, gzipSync(''), withAllFields(one), Buffer.from('\0\0more')])
  for (let length = 1; length <= all.length; length += 1)
    expect(await unpack(all, length)).toEqual(Buffer.concat([CONTENT, CONTENT]))
})

test.each(['\0'.repeat(600), 'junk', '\x1f', 'j'.repeat(5000)])(
  'behind the members may be %j',
  async (more) => {
    const bytes = Buffer.concat([gzipSync(CONTENT), Buffer.from(more, 'latin1')])
    expect(await unpack(bytes)).toEqual(CONTENT)
  },
)

test('a member that is cut off anywhere, or damaged, is an error', async () => {
  const one = gzipSync(CONTENT)
  const whole = Buffer.concat([one, one])
  for (let length = one.length + 2; length < whole.length; length += 1)
    await expect(unpack(whole.subarray(0, length))).rejects.toThrow(/unexpected end/i)
  const damaged = (at: number) => Uint8Array.from(one, (byte, index) => (index === at ? byte ^ 1 : byte))
  await expect(unpack(damaged(one.length - 8))).rejects.toThrow('incorrect data check')
  await expect(unpack(damaged(one.length - 4))).rejects.toThrow('incorrect length check')
  await expect(unpack(damaged(2))).rejects.toThrow('unknown compression method')
})
