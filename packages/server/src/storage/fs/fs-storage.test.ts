import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../base/clock.ts'
import { createIds } from '../../base/ids.ts'
import { storageContract } from '../testing/storage-contract.ts'
import {
  DamagedBlobError,
  StorageAwayError,
  type ByteRange,
  type NamedBlob,
  type StagedBlob,
  type Storage,
} from '../storage.ts'
import { blobPath } from './blob-paths.ts'
import { blockSumsPath } from './block-sums.ts'
import { openFsStorage } from './fs-storage.ts'

const MEGABYTE = 1024 * 1024

const open = (directory: string): Promise<Storage> =>
  openFsStorage({ directory, clock: systemClock, ids: createIds(systemClock) })

const newDirectory = (): Promise<string> => mkdtemp(path.join(tmpdir(), 'lemnis-blobs-'))

describe('a directory as storage', () => {
  storageContract(async () => {
    const scratch = await newDirectory()
    const directory = path.join(scratch, 'storage')
    const storage = await open(directory)
    return {
      storage,
      scratch,
      async overwrite(id, bytes) {
        const file = blobPath(path.join(directory, 'blobs'), id)
        await chmod(file, 0o600)
        await writeFile(file, bytes)
      },
      close: async () => {
        await storage[Symbol.asyncDispose]()
        expect(await readdir(path.join(directory, 'staging'))).toEqual([])
        await rm(scratch, { recursive: true })
      },
    }
  })

  test('what a killed process left half written is gone after the next start', async () => {
    const directory = await newDirectory()
    await open(directory)
    await writeFile(path.join(directory, 'staging', 'half'), 'x')
    await open(directory)
    expect(await readdir(path.join(directory, 'staging'))).toEqual([])
    await rm(directory, { recursive: true })
  })

  describe('a large blob in whose second block a bit flipped', () => {
    const signal = new AbortController().signal
    const bytes = randomBytes(3 * MEGABYTE + 1)
    const flipped = Buffer.from(bytes)
    flipped.writeUInt8(flipped.readUInt8(MEGABYTE + 9) ^ 1, MEGABYTE + 9)
    const limit = { maxBytes: bytes.byteLength }
    let directory: string
    let storage: Storage

    beforeEach(async () => {
      directory = await newDirectory()
      storage = await open(directory)
    })
    afterEach(async () => {
      await storage[Symbol.asyncDispose]()
      await rm(directory, { recursive: true })
    })

    const fileOf = (id: string): string => blobPath(path.join(directory, 'blobs'), id)

    async function spoil({ id }: { readonly id: string }): Promise<void> {
      await chmod(fileOf(id), 0o600)
      await writeFile(fileOf(id), flipped)
    }

    /** What comes of a range, and whether that is all. */
    async function got(blob: NamedBlob, range: ByteRange): Promise<[Buffer, 'all' | 'broken off']> {
      const chunks: Buffer[] = []
      try {
        for await (const chunk of storage.lend(blob, range, signal)) chunks.push(Buffer.from(chunk))
        return [Buffer.concat(chunks), 'all']
      } catch (error) {
        expect(error).toBeInstanceOf(DamagedBlobError)
        return [Buffer.concat(chunks), 'broken off']
      }
    }

    /** Whether exactly these bytes were received, and how it ended: a matcher takes seconds for a MiB. */
    async function outcome(blob: NamedBlob, range: ByteRange, expected: Uint8Array): Promise<unknown> {
      const [received, how] = await got(blob, range)
      return received.equals(expected)
        ? how
        : `${received.length} bytes, not the ${expected.length} that are right`
    }

    async function expectBlocksCompared(blob: NamedBlob): Promise<void> {
      for (const [start, end] of [
        [5, 10],
        [MEGABYTE - 1, MEGABYTE],
        [2 * MEGABYTE, 3 * MEGABYTE + 1],
        [3 * MEGABYTE, 3 * MEGABYTE + 1],
      ] as const) {
        expect(await outcome(blob, { start, end }, bytes.subarray(start, end))).toBe('all')
      }
      const nothing = Buffer.alloc(0)
      const before = bytes.subarray(MEGABYTE - 7, MEGABYTE)
      for (const [start, end, expected] of [
        [MEGABYTE, MEGABYTE + 1, nothing],
        [2 * MEGABYTE - 1, 3 * MEGABYTE, nothing],
        [MEGABYTE - 7, 2 * MEGABYTE, before],
      ] as const) {
        expect(await outcome(blob, { start, end }, expected)).toBe('broken off')
      }
    }

    test('returns no range with a byte of that block, however the blob was made', async () => {
      const staged = await storage.stage(Readable.from([bytes]), limit, signal)
      const file = path.join(directory, 'written')
      await writeFile(file, bytes)
      const taken = await storage.stageFile(file, signal)
      const parts = [bytes.subarray(0, 700_000), bytes.subarray(700_000)]
      const kept = await Promise.all(parts.map((part) => storage.stage(Readable.from([part]), limit, signal)))
      const composed = await storage.compose(kept, signal)
      const copied = await storage.keep('c'.repeat(32), Readable.from([bytes]), signal)
      for (const blob of [staged, taken, composed, copied]) {
        await spoil(blob)
        await expectBlocksCompared(blob)
      }
    })

    test('is compared by its size while its blocks have no sums, or damaged ones', async () => {
      const blob = await storage.stage(Readable.from([bytes]), limit, signal)
      await spoil(blob)
      const sums = blockSumsPath(fileOf(blob.id))
      const range = { start: MEGABYTE, end: MEGABYTE + 20 }
      const other = [flipped.subarray(range.start, range.end), 'all']
      await chmod(sums, 0o600)
      await writeFile(
        sums,
        (await readFile(sums)).map((byte, at) => (at === 0 ? byte ^ 1 : byte)),
      )
      expect(await got(blob, range)).toEqual(other)
      await rm(sums)
      expect(await got(blob, range)).toEqual(other)
    })

    test('goes with its sums', async () => {
      const blob = await storage.stage(Readable.from([bytes]), limit, signal)
      await storage.delete(blob.id)
      expect(await readdir(path.dirname(fileOf(blob.id)))).toEqual([])
    })
  })

  test('a directory that is not there, or another one in its place, is an outage: no blob is missing, and none is made', async () => {
    const directory = await newDirectory()
    const storage = await open(directory)
    const { signal } = new AbortController()
    const stage = (): Promise<StagedBlob> =>
      storage.stage(Readable.from([Buffer.from('x')]), { maxBytes: 1 }, signal)
    const blob = await stage()
    const blobs = path.join(directory, 'blobs')
    await rename(blobs, `${blobs}.away`)
    for (const inItsPlace of [false, true]) {
      if (inItsPlace) await mkdir(blobs)
      await expect(buffer(storage.read(blob, undefined, signal))).rejects.toThrow(StorageAwayError)
      await expect(storage.localFile(blob, signal)).rejects.toThrow(StorageAwayError)
      await expect(stage()).rejects.toThrow(StorageAwayError)
    }
    expect(await readdir(blobs)).toEqual([])
    await rmdir(blobs)
    await rename(`${blobs}.away`, blobs)
    expect(String(await buffer(storage.read(blob, undefined, signal)))).toBe('x')
    const none = { ...blob, id: '0'.repeat(32) }
    await expect(buffer(storage.read(none, undefined, signal))).rejects.toThrow(DamagedBlobError)
    await stage()
    await rm(directory, { recursive: true })
  })

  test('a disk without room is told as such, and leaves nothing half written', async () => {
    const directory = await newDirectory()
    // The kernel's limit on file size stands in for the full disk, which only root can make. 512-byte blocks.
    const { stdout } = await promisify(execFile)('sh', [
      '-c',
      'ulimit -f 128; exec "$0" --disable-warning=ExperimentalWarning --input-type=module -e "$1" "$2"',
      process.execPath,
      STAGE_A_MEGABYTE,
      directory,
    ])
    expect(stdout).toBe('StorageFullError')
    expect(await readdir(path.join(directory, 'staging'))).toEqual([])
    expect(await readdir(path.join(directory, 'blobs'))).toEqual([])
    await rm(directory, { recursive: true })
  })
})

const source = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href)

const STAGE_A_MEGABYTE = `
  import { Readable } from 'node:stream'
  import { systemClock as clock } from ${source('../../base/clock.ts')}
  import { createIds } from ${source('../../base/ids.ts')}
  import { openFsStorage } from ${source('./fs-storage.ts')}
  const storage = await openFsStorage({ directory: process.argv[1], clock, ids: createIds(clock) })
  const bytes = Readable.from([Buffer.alloc(1024 * 1024)])
  await storage.stage(bytes, { maxBytes: 2 ** 30 }, new AbortController().signal).then(
    () => process.stdout.write('kept'),
    (error) => process.stdout.write(error.name),
  )
`
