import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../base/clock.ts'
import {
  BlobTooLargeError,
  type ByteRange,
  type NamedBlob,
  type StagedBlob,
  type Storage,
} from '../storage.ts'
import { damageContract } from './damage-contract.ts'
import type { StorageHarness } from './storage-harness.ts'
import { pieces, repeated, failing, stuck, bytesOf, collect, collectLent, md5, crc64 } from './test-bytes.ts'

const MEGABYTE = 1024 * 1024
const LIMIT = { maxBytes: 1024 * MEGABYTE }
const ABSENT = '0'.repeat(32)
const never = new AbortController().signal

/** The tests that every backend has to pass; its test file calls this with a function that opens one. */
export function storageContract(open: () => Promise<StorageHarness>): void {
  let harness: StorageHarness
  let storage: Storage

  beforeEach(async () => {
    harness = await open()
    storage = harness.storage
  })
  afterEach(() => harness.close())

  const stage = (bytes: Uint8Array): Promise<StagedBlob> => storage.stage(pieces(bytes), LIMIT, never)

  async function listed(): Promise<string[]> {
    const ids = []
    for await (const blob of storage.list(never)) ids.push(blob.id)
    return ids.sort()
  }

  /** All bytes, read in both ways. */
  async function readTwice(blob: NamedBlob, range?: ByteRange): Promise<Buffer> {
    const [kept, lent] = [
      await collect(storage.read(blob, range, never)),
      await collectLent(storage.lend(blob, range, never)),
    ]
    expect(lent.equals(kept)).toBe(true)
    return kept
  }

  test('a blob is read as it was stored, with its size and sums', async () => {
    const bytes = randomBytes(1_700_001)
    const blob = await stage(bytes)
    expect(blob).toEqual({ id: blob.id, size: 1_700_001, md5: md5(bytes), crc64: crc64(bytes) })
    expect(md5(await readTwice(blob))).toBe(md5(bytes))
  })

  test('a lent chunk is unchanged until the next one is requested', async () => {
    const bytes = randomBytes(2 * MEGABYTE)
    const blob = await stage(bytes)
    let at = 0
    for await (const chunk of storage.lend(blob, undefined, never)) {
      await setTimeout(20)
      expect(bytes.subarray(at, at + chunk.byteLength).equals(chunk)).toBe(true)
      at += chunk.byteLength
    }
    expect(at).toBe(bytes.byteLength)
  })

  test('a range returns exactly its bytes', async () => {
    for (const size of [600_000, 2_600_000]) {
      const bytes = randomBytes(size)
      const blob = await stage(bytes)
      for (const range of [
        { start: 0, end: 1 },
        { start: 255_000, end: 530_000 },
        { start: size - 1, end: size },
        { start: 5, end: 5 },
        { start: 0, end: size },
      ]) {
        const got = await readTwice(blob, range)
        expect(got.equals(bytes.subarray(range.start, range.end))).toBe(true)
      }
    }
  })

  test('an empty blob is a blob', async () => {
    const blob = await stage(new Uint8Array())
    expect(blob).toMatchObject({ size: 0, crc64: '0', md5: 'd41d8cd98f00b204e9800998ecf8427e' })
    expect(await readTwice(blob)).toHaveLength(0)
  })

  test('250 MB pass through in both directions in the memory that 50 MB take', async () => {
    const chunk = randomBytes(MEGABYTE)
    const pass = async (megabytes: number): Promise<void> => {
      const blob = await storage.stage(repeated(chunk, megabytes), LIMIT, never)
      let size = 0
      for await (const piece of bytesOf(storage.read(blob, undefined, never))) size += piece.byteLength
      expect(size).toBe(megabytes * MEGABYTE)
      await storage.delete(blob.id)
    }
    const peakOf = async (megabytes: number): Promise<number> => {
      let peak = process.memoryUsage.rss()
      const watch = setInterval(() => {
        peak = Math.max(peak, process.memoryUsage.rss())
      }, 5)
      await pass(megabytes)
      clearInterval(watch)
      return peak
    }
    // Peak against peak, as both have what the collector leaves lying (it differs by up to 50 MB); a blob held in memory adds all 200 MB.
    const small = await peakOf(50)
    expect((await peakOf(250)) - small).toBeLessThan(100 * MEGABYTE)
  })

  test('a source that fails midway leaves nothing, and its error is passed on', async () => {
    const failure = new Error('the client went away')
    await expect(storage.stage(failing(randomBytes(MEGABYTE), failure), LIMIT, never)).rejects.toBe(failure)
    expect(await listed()).toEqual([])
  })

  test('an abort ends a wait for bytes that do not come, and leaves nothing', async () => {
    const abort = new AbortController()
    const staging = storage.stage(stuck(randomBytes(MEGABYTE), abort.signal), LIMIT, abort.signal)
    setImmediate(() => {
      abort.abort(new Error('stop'))
    })
    await expect(staging).rejects.toThrow('stop')
    expect(await listed()).toEqual([])
  })

  test('more bytes than allowed are refused and leave nothing; just as many are taken', async () => {
    const bytes = randomBytes(1_000)
    await expect(storage.stage(pieces(bytes), { maxBytes: 999 }, never)).rejects.toThrow(BlobTooLargeError)
    expect(await listed()).toEqual([])
    await expect(storage.stage(pieces(bytes), { maxBytes: 1_000 }, never)).resolves.toMatchObject({
      size: 1_000,
    })
  })

  test('composed parts are their bytes in order, with the sum of the whole', async () => {
    const parts = [randomBytes(300_000), Buffer.alloc(0), randomBytes(17), randomBytes(300_000)]
    const staged = []
    for (const part of parts) staged.push(await stage(part))
    const whole = await storage.compose(staged, never)
    const bytes = Buffer.concat(parts)
    expect(whole).toEqual({ id: whole.id, size: bytes.byteLength, crc64: crc64(bytes) })
    expect(md5(await collect(storage.read(whole, undefined, never)))).toBe(md5(bytes))
    expect(await listed()).toContain(staged[0]?.id)
  })

  test('composing with a part that is gone fails and leaves nothing new', async () => {
    const staged = await stage(randomBytes(10))
    const gone = { ...staged, id: ABSENT }
    await expect(storage.compose([staged, gone], never)).rejects.toMatchObject({
      kind: 'missing',
      blobId: ABSENT,
    })
    expect(await listed()).toEqual([staged.id])
  })

  test('a file that a child wrote is taken over', async () => {
    const file = path.join(harness.scratch, 'output.mp3')
    await writeFile(file, 'encoded')
    const blob = await storage.stageFile(file, never)
    expect(blob).toMatchObject({
      size: 7,
      md5: md5(Buffer.from('encoded')),
      crc64: crc64(Buffer.from('encoded')),
    })
    expect(String(await collect(storage.read(blob, undefined, never)))).toBe('encoded')
    await expect(readFile(file)).rejects.toThrow('ENOENT')
  })

  test('a blob of another storage is kept under its own id', async () => {
    const bytes = randomBytes(300_000)
    const id = 'a'.repeat(32)
    const blob = await storage.keep(id, pieces(bytes), never)
    expect(blob).toEqual({ id, size: 300_000, md5: md5(bytes), crc64: crc64(bytes) })
    expect(md5(await collect(storage.read(blob, undefined, never)))).toBe(md5(bytes))
    const failure = new Error('it broke off')
    await expect(storage.keep('b'.repeat(32), failing(bytes, failure), never)).rejects.toBe(failure)
    expect(await listed()).toEqual([id])
  })

  test('a blob can be had as a file', async () => {
    for (const bytes of [Buffer.from('input'), randomBytes(3 * MEGABYTE)]) {
      const blob = await stage(bytes)
      await using file = await storage.localFile(blob, never)
      expect(md5(await readFile(file.path))).toBe(md5(bytes))
      await file.compare(never)
      await storage.compare(blob, 'size', never)
      await storage.compare(blob, 'bytes', never)
    }
  })

  test('what was deleted is gone, and deleting it again is fine', async () => {
    const blob = await stage(Buffer.from('x'))
    await storage.delete(blob.id)
    await storage.delete(blob.id)
    expect(await listed()).toEqual([])
    const missing = { name: 'DamagedBlobError', kind: 'missing', blobId: blob.id }
    await expect(collect(storage.read(blob, undefined, never))).rejects.toMatchObject(missing)
    await expect(collect(storage.read(blob, { start: 0, end: 1 }, never))).rejects.toMatchObject(missing)
    await expect(storage.localFile(blob, never)).rejects.toMatchObject(missing)
    await expect(storage.compare(blob, 'size', never)).rejects.toMatchObject(missing)
  })

  damageContract(() => harness)

  test('an abort ends the comparing of a large blob', async () => {
    const blob = await stage(randomBytes(3 * MEGABYTE))
    const abort = new AbortController()
    const comparing = storage.compare(blob, 'bytes', abort.signal)
    abort.abort(new Error('stop'))
    await expect(comparing).rejects.toThrow()
  })

  test('the list shows each blob with its size and age', async () => {
    const started = systemClock.now()
    const one = await stage(Buffer.from('1'))
    const three = await stage(Buffer.from('333'))
    const found = await Array.fromAsync(storage.list(never))
    expect(found.map(({ id, size }) => ({ id, size })).sort((a, b) => a.size - b.size)).toEqual([
      { id: one.id, size: 1 },
      { id: three.id, size: 3 },
    ])
    // File times come from a coarser clock than the process's own.
    for (const { createdAt } of found) expect(Math.abs(createdAt - started)).toBeLessThan(2_000)
  })
}
