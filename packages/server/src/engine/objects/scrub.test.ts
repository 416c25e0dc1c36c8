import { chmod, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listDamage, readScrub } from '../../buckets/scrub-store.ts'
import { blobPath } from '../../storage/fs/blob-paths.ts'
import { openFsStorage } from '../../storage/fs/fs-storage.ts'
import type { Storage } from '../../storage/storage.ts'
import { checkStoredBytes } from './check-stored-bytes.ts'
import { deleteObjects } from './delete-objects.ts'
import { putObject } from './put-object.ts'
import { recheckDamaged, scrub, type Scrubbing } from './scrub.ts'
import { openTestEngine, type TestEngine } from '../testing/test-engine.ts'

const DAY_MS = 24 * 3_600_000
const never = new AbortController().signal

let at: TestEngine
let storage: Storage

beforeEach(async () => {
  at = await openTestEngine()
  const { clock, ids } = at.engine
  storage = await openFsStorage({ directory: path.join(at.directory, 'storage'), clock, ids })
})

afterEach(async () => {
  await storage[Symbol.asyncDispose]()
  await at[Symbol.asyncDispose]()
})

const scrubbing = (more: Partial<Scrubbing> = {}): Scrubbing => ({
  engine: at.engine,
  storage,
  holder: 'one',
  everyMs: 30 * DAY_MS,
  spend: () => Promise.resolve(),
  ...more,
})

/** Returns the path of its blob. */
async function upload(key: string, content = 'content'): Promise<string> {
  const blob = await storage.stage(oneChunk(Buffer.from(content)), { maxBytes: 1_000 }, never)
  await putObject(at.engine, { bucket: at.bucket, key, blob, headers: {}, storageClass: 'STANDARD' })
  const file = blobPath(path.join(at.directory, 'storage', 'blobs'), blob.id)
  await chmod(file, 0o600)
  return file
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve()
  yield bytes
}

async function found(): Promise<string[]> {
  const damaged = await listDamage(at.engine.db.reader, 100)
  return damaged.map(({ kind, blob_id: id }) => `${kind} ${id}`).sort()
}

test('a round finds what was cut, lengthened, flipped and deleted; what is mended is forgotten', async () => {
  const files = []
  for (const key of ['cut', 'lengthened', 'flipped', 'deleted', 'right']) files.push(await upload(key))
  const [cut = '', lengthened = '', flipped = '', deleted = ''] = files
  await writeFile(cut, 'conten')
  await writeFile(lengthened, 'content.')
  await writeFile(flipped, 'Content')
  await rm(deleted)
  await scrub(scrubbing(), never)
  const damaged = [cut, lengthened, flipped].map((file) => `damaged ${path.basename(file)}`)
  expect(await found()).toEqual([...damaged, `missing ${path.basename(deleted)}`].sort())

  const state = await readScrub(at.engine.db.reader)
  expect(state).toMatchObject({ after: null, blobs: 5, bytes: 35, ended_at: at.clock.now() })
  const settings = { s3: undefined, scrubDays: 30 }
  const told = await checkStoredBytes({ db: at.engine.db.reader, settings, now: at.clock.now() + DAY_MS })
  expect(told).toMatchObject({
    found: '5 blobs (35 B) read in the round that ended 24 h ago, 4 damaged or missing',
    figures: { blobs: 5, bytes: 35, damaged: 4 },
  })
  const problems = 'problems' in told ? told.problems : []
  expect(problems.map(({ state, what }) => `${state} ${what.replace(/ \(blob.*/, '')}`).sort()).toEqual([
    'failed The stored bytes of media-1250000000/cut are damaged',
    'failed The stored bytes of media-1250000000/deleted are missing',
    'failed The stored bytes of media-1250000000/flipped are damaged',
    'failed The stored bytes of media-1250000000/lengthened are damaged',
  ])

  await writeFile(cut, 'content')
  await upload('flipped')
  await deleteObjects(at.engine, { bucketId: at.bucket.id, keys: ['deleted'] })
  await recheckDamaged(scrubbing(), never)
  expect(await found()).toEqual([`damaged ${path.basename(lengthened)}`])
})

test('a round begins when it is due, and only then', async () => {
  await upload('a')
  await scrub(scrubbing(), never)
  await upload('b')
  at.clock.advance(29 * DAY_MS)
  await scrub(scrubbing(), never)
  expect(await readScrub(at.engine.db.reader)).toMatchObject({ blobs: 1 })
  at.clock.advance(DAY_MS)
  await scrub(scrubbing(), never)
  expect(await readScrub(at.engine.db.reader)).toMatchObject({ blobs: 2 })
})

test('who comes after a process that died goes on where it was, once its lease is over', async () => {
  for (const key of ['a', 'b', 'c', 'd']) await upload(key)
  const died = new AbortController()
  let pieces = 0
  const dies = scrubbing({
    spend() {
      at.clock.advance(16_000)
      if ((pieces += 1) === 5) died.abort(new Error('killed'))
      return Promise.resolve()
    },
  })
  await expect(scrub(dies, died.signal)).rejects.toThrow('killed')
  const left = await readScrub(at.engine.db.reader)
  expect(left).toMatchObject({ blobs: 2, holder: 'one' })

  const read: string[] = []
  const other = scrubbing({
    holder: 'two',
    storage: {
      lend(blob, ...wanted) {
        read.push(blob.id)
        return storage.lend(blob, ...wanted)
      },
    },
  })
  await scrub(other, never)
  expect(read).toEqual([])
  at.clock.advance(60_000)
  await scrub(other, never)
  expect(read).toHaveLength(2)
  expect(read.every((id) => id > (left?.after ?? ''))).toBe(true)
  expect(await readScrub(at.engine.db.reader)).toMatchObject({ after: null, blobs: 4 })
})

test('a process that was silent for too long lets the one go on that took its place', async () => {
  for (const key of ['a', 'b']) await upload(key)
  let taken = false
  const slow = scrubbing({
    async spend() {
      if (taken) return
      taken = true
      at.clock.advance(61_000)
      await scrub(scrubbing({ holder: 'two' }), never)
    },
  })
  await expect(scrub(slow, never)).rejects.toThrow('another process goes on with it')
  expect(await readScrub(at.engine.db.reader)).toMatchObject({ after: null, blobs: 2, holder: 'two' })
})
