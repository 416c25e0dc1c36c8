import path from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ObjectRecord } from '../../buckets/store.ts'
import { findSoundView } from '../../sound-views/store.ts'
import { openFsStorage } from '../../storage/fs/fs-storage.ts'
import type { StagedBlob, Storage } from '../../storage/storage.ts'
import { copyObject } from '../objects/copy-object.ts'
import { deleteObjects } from '../objects/delete-objects.ts'
import { putObject } from '../objects/put-object.ts'
import { sweepDroppedBlobs, sweepLostBlobs } from '../objects/sweep-blobs.ts'
import { openTestEngine, type TestEngine } from '../testing/test-engine.ts'
import { forgetView } from './drop-view.ts'
import { keepView, type NewView } from './keep-view.ts'
import { sweepViews, type ViewLimits } from './sweep-views.ts'
import { useView } from './use-view.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const LIMITS: ViewLimits = { maxBytes: 1_000, unusedMs: 30 * DAY_MS }
const signal = new AbortController().signal

let at: TestEngine
let storage: Storage
let views = 0

beforeEach(async () => {
  at = await openTestEngine()
  storage = await openFsStorage({ ...at.engine, directory: path.join(at.directory, 'storage') })
  at.clock.advance(Date.now() - at.clock.now())
})

afterEach(async () => {
  await at[Symbol.asyncDispose]()
})

const stage = (bytes: number): Promise<StagedBlob> =>
  storage.stage(Readable.from([Buffer.alloc(bytes, 1)]), { maxBytes: 10_000 }, signal)

async function put(key: string): Promise<ObjectRecord> {
  const { engine, bucket } = at
  return putObject(engine, { bucket, key, blob: await stage(10), headers: {}, storageClass: 'STANDARD' })
}

/** A view of the object with files of 100 bytes together. */
async function keep(of: ObjectRecord, change: Partial<NewView> = {}): Promise<NewView> {
  const view: NewView = {
    id: String(views++).padStart(32, '0'),
    sourceBlobId: of.blobId,
    otherBlobId: undefined,
    details: { a: 1 },
    files: [
      { name: 'peaks', blob: await stage(60) },
      { name: 'tiles', blob: await stage(40) },
    ],
    maxBytes: LIMITS.maxBytes,
    ...change,
  }
  await keepView(at.engine, view)
  return view
}

const isKept = async ({ id }: NewView): Promise<boolean> =>
  (await findSoundView(at.engine.db.reader, id)) !== undefined

async function sweep(limits = LIMITS): Promise<void> {
  await sweepViews(at.engine, limits, signal)
  await sweepDroppedBlobs(at.engine, storage, signal)
  await sweepLostBlobs(at.engine, storage, signal)
}

async function isStored({ files }: NewView): Promise<readonly boolean[]> {
  const ids = (await Array.fromAsync(storage.list(signal))).map((blob) => blob.id)
  return files.map(({ blob }) => ids.includes(blob.id))
}

test('a view is found as it was kept, and its files are no lost blobs', async () => {
  const object = await put('a')
  const view = await keep(object, { otherBlobId: object.blobId })
  at.clock.advance(2 * DAY_MS)
  await sweep()
  expect(await findSoundView(at.engine.db.reader, view.id)).toMatchObject({
    sourceBlobId: object.blobId,
    otherBlobId: object.blobId,
    details: { a: 1 },
    files: view.files.map(({ name, blob: { id, size, crc64 } }) => ({ name, blob: { id, size, crc64 } })),
  })
  expect(await isStored(view)).toEqual([true, true])
})

test('a view goes with the last object of its source, and its files after the grace period', async () => {
  const { bucket, engine } = at
  const view = await keep(await put('a'))
  await copyObject(engine, {
    source: { bucketId: bucket.id, key: 'a' },
    target: { bucket, key: 'b' },
    requestId: 'r',
    describe: (source) => source,
  })
  await deleteObjects(engine, { bucketId: bucket.id, keys: ['a'] })
  await sweep()
  expect(await isKept(view)).toBe(true)
  await deleteObjects(engine, { bucketId: bucket.id, keys: ['b'] })
  await sweep()
  expect(await isKept(view)).toBe(false)
  expect(await isStored(view)).toEqual([true, true])
  at.clock.advance(HOUR_MS + 1)
  await sweep()
  expect(await isStored(view)).toEqual([false, false])
})

test('a difference goes with either of its two', async () => {
  const [one, other] = [await put('a'), await put('b')]
  const view = await keep(one, { otherBlobId: other.blobId })
  await put('b')
  await sweep()
  expect(await isKept(view)).toBe(false)
})

test('a view that is used stays, and one that is not goes', async () => {
  const object = await put('a')
  const [used, unused] = [await keep(object), await keep(object)]
  at.clock.advance(29 * DAY_MS)
  expect(await useView(at.engine, used.id)).toMatchObject({ id: used.id })
  at.clock.advance(2 * DAY_MS)
  await sweep()
  expect(await isKept(used)).toBe(true)
  expect(await isKept(unused)).toBe(false)
  expect(await useView(at.engine, unused.id)).toBeUndefined()
})

test('of too many views, those not used for longest go when one is kept, which stays itself', async () => {
  const object = await put('a')
  const kept: NewView[] = []
  for (let n = 0; n < 4; n++) {
    at.clock.advance(HOUR_MS)
    kept.push(await keep(object, { maxBytes: 250 }))
    if (n === 1) await useView(at.engine, kept[0]?.id ?? '')
  }
  expect(await Promise.all(kept.map(isKept))).toEqual([false, false, true, true])
  const large = await keep(object, { maxBytes: 50 })
  expect(await Promise.all([...kept, large].map(isKept))).toEqual([false, false, false, false, true])
  await sweep({ ...LIMITS, maxBytes: 50 })
  expect(await isKept(large)).toBe(false)
})

test('of two processes that made the same view, the first one is kept', async () => {
  const object = await put('a')
  const first = await keep(object)
  const second = await keep(object, { id: first.id })
  at.clock.advance(2 * HOUR_MS)
  await sweep()
  expect(await isStored(first)).toEqual([true, true])
  expect(await isStored(second)).toEqual([false, false])
})

test('a view that is forgotten can be made again', async () => {
  const object = await put('a')
  const first = await keep(object)
  await forgetView(at.engine, first.id)
  expect(await isKept(first)).toBe(false)
  const second = await keep(object, { id: first.id })
  at.clock.advance(2 * HOUR_MS)
  await sweep()
  expect(await isStored(first)).toEqual([false, false])
  expect(await isStored(second)).toEqual([true, true])
})
