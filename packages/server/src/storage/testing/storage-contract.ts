import { createHash, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../base/clock.ts'
import { Crc64 } from '../crc64.ts'
import {
  BlobTooLargeError,
  DamagedBlobError,
  type ByteRange,
  type NamedBlob,
  type StagedBlob,
  type Storage,
} from '../storage.ts'

const MEGABYTE = 1024 * 1024
const LIMIT = { maxBytes: 1024 * MEGABYTE }
const ABSENT = '0'.repeat(32)
const never = new AbortController().signal

interface StorageHarness {
  readonly storage: Storage
  /** A directory where the test may leave files for `stageFile`. */
  readonly scratch: string
  /** Puts other bytes where those of a blob are kept, behind the storage's back. */
  overwrite(id: string, bytes: Uint8Array): Promise<void>
  close(): Promise<void>
}

/** What every backend has to do; its test file calls this with how one is opened. */
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

  /** All bytes, by both ways to read them. */
  async function readTwice(blob: NamedBlob, range?: ByteRange): Promise<Buffer> {
    const [kept, lent] = [
      await collect(storage.read(blob, range, never)),
      await collectLent(storage.lend(blob, range, never)),
    ]
    expect(lent.equals(kept)).toBe(true)
    return kept
  }

  test('a blob comes back as it was given, with its size and sums', async () => {
    const bytes = randomBytes(1_700_001)
    const blob = await stage(bytes)
    expect(blob).toEqual({ id: blob.id, size: 1_700_001, md5: md5(bytes), crc64: crc64(bytes) })
    expect(md5(await readTwice(blob))).toBe(md5(bytes))
  })

  test('a lent chunk stays as it is until the next one is asked for', async () => {
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

  test('a range gives just its bytes', async () => {
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
    ])('that was %s gives no byte, to nobody', async (_how, other) => {
      const blob = await stage(bytes)
      await harness.overwrite(blob.id, other)
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

    test('in which a bit flipped breaks off before its last byte', async () => {
      const blob = await stage(bytes)
      await harness.overwrite(blob.id, flipped)
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

    test('whose sum nobody knows is compared by its size', async () => {
      const blob = { ...(await stage(bytes)), crc64: undefined }
      await harness.overwrite(blob.id, flipped)
      expect(md5(await collect(storage.read(blob, undefined, never)))).toBe(md5(flipped))
      await harness.overwrite(blob.id, bytes.subarray(1))
      await expect(collect(storage.read(blob, undefined, never))).rejects.toThrow(DamagedBlobError)
    })
  })

  test('of a small blob in which a bit flipped no range is given', async () => {
    const bytes = randomBytes(1_000)
    const blob = await stage(bytes)
    await harness.overwrite(
      blob.id,
      Buffer.concat([bytes.subarray(0, 999), Buffer.from([~(bytes[999] ?? 0)])]),
    )
    await expect(collect(storage.read(blob, { start: 0, end: 10 }, never))).rejects.toThrow(DamagedBlobError)
  })

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

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes.byteLength; offset += 65_537) {
    yield await Promise.resolve(bytes.subarray(offset, offset + 65_537))
  }
}

async function* repeated(chunk: Uint8Array, times: number): AsyncGenerator<Uint8Array> {
  for (let turn = 0; turn < times; turn += 1) yield await Promise.resolve(chunk)
}

async function* failing(bytes: Uint8Array, failure: Error): AsyncGenerator<Uint8Array> {
  yield* pieces(bytes)
  throw failure
}

async function* stuck(bytes: Uint8Array, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  yield* pieces(bytes)
  // Longer than the test may take; it is the abort that must end the wait.
  await setTimeout(60_000, undefined, { signal, ref: false }).catch(() => undefined)
}

async function* bytesOf(stream: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('a blob is read as buffers')
    yield chunk
  }
}

async function collect(stream: AsyncIterable<unknown>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(bytesOf(stream)))
}

/** What a consumer has that works on each chunk before it asks for the next. */
async function collectLent(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(chunks, (chunk) => Buffer.from(chunk)))
}

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex')

function crc64(bytes: Uint8Array): string {
  const crc = new Crc64()
  crc.update(bytes)
  return crc.digest()
}
