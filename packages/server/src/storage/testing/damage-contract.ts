import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { DamagedBlobError, type StagedBlob, type Storage } from '../storage.ts'
import type { StorageHarness } from './storage-harness.ts'
import { bytesOf, collect, md5, pieces } from './test-bytes.ts'

const MEGABYTE = 1024 * 1024
const never = new AbortController().signal

/** What every backend does with a blob whose bytes changed; part of `storageContract`. */
export function damageContract(harness: () => StorageHarness): void {
  let storage: Storage

  beforeEach(() => {
    storage = harness().storage
  })

  const stage = (bytes: Uint8Array): Promise<StagedBlob> =>
    storage.stage(pieces(bytes), { maxBytes: bytes.byteLength }, never)

  async function listed(): Promise<string[]> {
    return (await Array.fromAsync(storage.list(never))).map(({ id }) => id).sort()
  }

  describe.each([
    ['small', 1_000],
    ['of several chunks', 3 * MEGABYTE + 1],
  ])('a %s blob', (_, size) => {
    const bytes = randomBytes(size)
    const flipped = Buffer.from(bytes)
    flipped.writeUInt8(flipped.readUInt8(size - 1) ^ 1, size - 1)

    /** What came before the error; the whole when there was none. */
    async function readAll(stream: AsyncIterable<unknown>): Promise<{ got: Buffer; error: unknown }> {
      const chunks: Buffer[] = []
      try {
        for await (const chunk of bytesOf(stream)) chunks.push(chunk)
        return { got: Buffer.concat(chunks), error: undefined }
      } catch (error) {
        return { got: Buffer.concat(chunks), error }
      }
    }

    test.each([
      ['cut', bytes.subarray(0, -1)],
      ['emptied', bytes.subarray(0, 0)],
      ['lengthened', Buffer.concat([bytes, Buffer.from('x')])],
    ])('that was %s returns no byte to any reader', async (_how, other) => {
      const blob = await stage(bytes)
      await harness().overwrite(blob.id, other)
      for (const range of [undefined, { start: 0, end: 10 }, { start: 500, end: 1_000 }]) {
        for (const stream of [storage.read(blob, range, never), storage.lend(blob, range, never)]) {
          const { got, error } = await readAll(stream)
          expect(error).toMatchObject({ name: 'DamagedBlobError', kind: 'damaged', blobId: blob.id })
          expect(got).toHaveLength(0)
        }
      }
      await expect(storage.localFile(blob, never)).rejects.toThrow(DamagedBlobError)
      await expect(storage.compare(blob, 'size', never)).rejects.toThrow(DamagedBlobError)
      await expect(storage.compose([blob, blob], never)).rejects.toThrow(DamagedBlobError)
    })

    test('in which a bit flipped fails before its last byte', async () => {
      const blob = await stage(bytes)
      await harness().overwrite(blob.id, flipped)
      for (const stream of [storage.read(blob, undefined, never), storage.lend(blob, undefined, never)]) {
        const { got, error } = await readAll(stream)
        expect(error).toMatchObject({ name: 'DamagedBlobError', kind: 'damaged', blobId: blob.id })
        expect(got.byteLength).toBeLessThan(size)
      }
      const before = await listed()
      await expect(storage.compose([blob], never)).rejects.toThrow(DamagedBlobError)
      expect(await listed()).toEqual(before)
      await expect(storage.compare(blob, 'bytes', never)).rejects.toThrow(DamagedBlobError)
      const opened = storage.localFile(blob, never).then(async (file) => {
        await using _file = file
        await file.compare(never)
      })
      await expect(opened).rejects.toThrow(DamagedBlobError)
    })

    test('whose sum is not known is compared by its size', async () => {
      const blob = { ...(await stage(bytes)), crc64: undefined }
      await harness().overwrite(blob.id, flipped)
      expect(md5(await collect(storage.read(blob, undefined, never)))).toBe(md5(flipped))
      await harness().overwrite(blob.id, bytes.subarray(1))
      await expect(collect(storage.read(blob, undefined, never))).rejects.toThrow(DamagedBlobError)
    })
  })

  test('a small blob in which a bit flipped returns no range', async () => {
    const bytes = randomBytes(1_000)
    const blob = await stage(bytes)
    await harness().overwrite(
      blob.id,
      Buffer.concat([bytes.subarray(0, 999), Buffer.from([~(bytes[999] ?? 0)])]),
    )
    await expect(collect(storage.read(blob, { start: 0, end: 10 }, never))).rejects.toThrow(DamagedBlobError)
  })
}
