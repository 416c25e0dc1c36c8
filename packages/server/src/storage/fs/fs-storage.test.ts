import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../base/clock.ts'
import { createIds } from '../../base/ids.ts'
import { storageContract } from '../contract.ts'
import { DamagedBlobError, StorageAwayError, type StagedBlob, type Storage } from '../storage.ts'
import { blobPath } from './blob-paths.ts'
import { openFsStorage } from './fs-storage.ts'

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
      async spoil(id, bytes) {
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
