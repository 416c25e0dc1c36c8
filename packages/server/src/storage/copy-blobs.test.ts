import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../base/clock.ts'
import { createIds } from '../base/ids.ts'
import { BlobCopyError, copyBlobs, type CopyProgress } from './copy-blobs.ts'
import { blobPath } from './fs/blob-paths.ts'
import { openFsStorage } from './fs/fs-storage.ts'
import { observedStorage } from './observed-storage.ts'
import type { StagedBlob, Storage } from './storage.ts'

const never = new AbortController().signal

let directory: string
let source: Storage
let target: Storage
let damaged: string[]

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lemnis-copy-'))
  source = await open('source')
  target = await open('target')
  damaged = []
})

afterEach(async () => {
  for (const storage of [source, target]) await storage[Symbol.asyncDispose]()
  await rm(directory, { recursive: true })
})

const open = (name: string): Promise<Storage> =>
  openFsStorage({ directory: path.join(directory, name), clock: systemClock, ids: createIds(systemClock) })

async function stage(content: string): Promise<StagedBlob> {
  return source.stage(oneChunk(Buffer.from(content)), { maxBytes: 1_000 }, never)
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve()
  yield bytes
}

const copy = (rows: readonly StagedBlob[], to = target): Promise<CopyProgress> =>
  copyBlobs(source, to, {
    rowOf: (id) => Promise.resolve(rows.find((row) => row.id === id)),
    onProgress: () => undefined,
    onDamaged({ blobId }) {
      damaged.push(blobId)
      return Promise.resolve()
    },
    signal: never,
  })

async function listed(storage: Storage): Promise<string[]> {
  return (await Array.fromAsync(storage.list(never))).map(({ id }) => id).sort()
}

async function overwrite(name: string, { id }: StagedBlob, content: string): Promise<void> {
  const file = blobPath(path.join(directory, name, 'blobs'), id)
  await chmod(file, 0o600)
  await writeFile(file, content)
}

test('bytes that are not those of their row are told and left out, and all others are copied', async () => {
  const [right, cut, flipped] = [await stage('right'), await stage('to be cut'), await stage('flipped')]
  const unnamed = await stage('of no row')
  await overwrite('source', cut, 'to be cu')
  await overwrite('source', flipped, 'Flipped')
  const rows = [right, cut, flipped]
  expect(await copy(rows)).toMatchObject({ copied: 2, skipped: 0, damaged: 2 })
  expect(damaged.sort()).toEqual([cut.id, flipped.id].sort())
  expect(await listed(target)).toEqual([right.id, unnamed.id].sort())

  await overwrite('source', cut, 'to be cut')
  await overwrite('source', flipped, 'flipped')
  expect(await copy(rows)).toMatchObject({ copied: 2, skipped: 2, damaged: 0 })
})

test('bytes that the target does not give back are not left there', async () => {
  const blob = await stage('right')
  const forgetful: Storage = {
    ...observedStorage(target, () => undefined),
    async keep(id, bytes, signal) {
      const kept = await target.keep(id, bytes, signal)
      await overwrite('target', blob, 'wrong')
      return kept
    },
  }
  await expect(copy([blob], forgetful)).rejects.toThrow(BlobCopyError)
  expect(await listed(target)).toEqual([])
})
