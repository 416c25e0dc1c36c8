import path from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findObject, type BucketRecord, type ObjectRecord } from '../../buckets/store.ts'
import { openFsStorage } from '../../storage/fs/fs-storage.ts'
import type { StagedBlob, Storage } from '../../storage/storage.ts'
import { copyObject } from './copy-object.ts'
import { deleteObjects } from './delete-objects.ts'
import type { JobEngine } from '../engine.ts'
import { initiateUpload } from './initiate-upload.ts'
import { putObject } from './put-object.ts'
import { putPart } from './put-part.ts'
import { sweepDroppedBlobs, sweepLostBlobs } from './sweep-blobs.ts'
import { claimOne, finishOne, openTestEngine, submitOne, type TestEngine } from '../testing/test-engine.ts'

const HOUR_MS = 3_600_000
const signal = new AbortController().signal

let at: TestEngine
let engine: JobEngine
let storage: Storage
let bucket: BucketRecord

beforeEach(async () => {
  at = await openTestEngine()
  engine = at.engine
  bucket = at.bucket
  storage = await openFsStorage({ ...engine, directory: path.join(at.directory, 'storage') })
  at.clock.advance(Date.now() - at.clock.now())
})

afterEach(async () => {
  await at[Symbol.asyncDispose]()
})

const stage = (text: string): Promise<StagedBlob> =>
  storage.stage(Readable.from([Buffer.from(text)]), { maxBytes: 1_000 }, signal)

async function put(key: string, text: string): Promise<ObjectRecord> {
  return putObject(engine, { bucket, key, blob: await stage(text), headers: {}, storageClass: 'STANDARD' })
}

async function blobs(): Promise<string[]> {
  return (await Array.fromAsync(storage.list(signal))).map((blob) => blob.id).sort()
}

async function sweep(): Promise<void> {
  await sweepDroppedBlobs(engine, storage, signal)
  await sweepLostBlobs(engine, storage, signal)
}

test('the bytes of an overwritten object stay for the grace period and then go', async () => {
  const old = await put('a', 'old')
  at.clock.advance(3 * HOUR_MS)
  const fresh = await put('a', 'new')
  await sweep()
  expect(await blobs()).toEqual([old.blobId, fresh.blobId].sort())
  at.clock.advance(HOUR_MS + 1)
  await sweep()
  expect(await blobs()).toEqual([fresh.blobId])
})

test('bytes that a copy names outlive the object they came with, and go with the last one', async () => {
  const { blobId } = await put('a', 'shared')
  await copyObject(engine, {
    source: { bucketId: bucket.id, key: 'a' },
    target: { bucket, key: 'b' },
    requestId: 'r',
    describe: (source) => source,
  })
  await deleteObjects(engine, { bucketId: bucket.id, keys: ['a', 'absent'] })
  at.clock.advance(2 * HOUR_MS)
  await sweep()
  expect(await findObject(engine.db.reader, bucket.id, 'b')).toMatchObject({ blobId, size: 6 })
  expect(await blobs()).toEqual([blobId])

  await deleteObjects(engine, { bucketId: bucket.id, keys: ['b'] })
  at.clock.advance(2 * HOUR_MS)
  await sweep()
  expect(await blobs()).toEqual([])
})

test('bytes that were kept but never named go once they are older than the grace period', async () => {
  await stage('a process died before the row was written')
  await sweep()
  expect(await blobs()).toHaveLength(1)
  at.clock.advance(2 * HOUR_MS)
  await sweep()
  expect(await blobs()).toEqual([])
})

test('an upload that nobody ended is given up after a week, with its parts', async () => {
  const upload = await initiateUpload(engine, { bucket, key: 'big', headers: {}, storageClass: 'STANDARD' })
  await putPart(engine, { upload, number: 1, blob: await stage('part') })
  at.clock.advance(6 * 24 * HOUR_MS)
  await sweep()
  expect(await blobs()).toHaveLength(1)
  at.clock.advance(2 * 24 * HOUR_MS)
  await sweep()
  await expect(putPart(engine, { upload, number: 2, blob: await stage('late') })).rejects.toThrow(
    /does not exist/,
  )
  at.clock.advance(2 * HOUR_MS)
  await sweep()
  expect(await blobs()).toEqual([])
})

test('the bytes of a part that is sent again go after the grace, as those of an object do', async () => {
  const upload = await initiateUpload(engine, { bucket, key: 'big', headers: {}, storageClass: 'STANDARD' })
  await putPart(engine, { upload, number: 1, blob: await stage('first') })
  const again = await putPart(engine, { upload, number: 1, blob: await stage('again') })
  at.clock.advance(2 * HOUR_MS)
  await sweepDroppedBlobs(engine, storage, signal)
  expect(await blobs()).toEqual([again.blobId])
})

test('the bytes that a running job reads stay until it has ended, though its input was deleted', async () => {
  const { blobId } = await put('in/talk.mp3', 'input')
  await submitOne(at)
  const claim = await claimOne(engine)
  if (!claim) throw new Error('nothing to claim')
  await deleteObjects(engine, { bucketId: bucket.id, keys: ['in/talk.mp3'] })
  at.clock.advance(2 * HOUR_MS)
  await sweep()
  expect(await blobs()).toEqual([blobId])
  await finishOne(engine, claim, { kind: 'failed', code: 'InvalidArgument', message: 'x' })
  await sweep()
  expect(await blobs()).toEqual([])
})
