import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { testWhen } from '../../../../../tooling/test-when.ts'
import { findObject, type ObjectRecord } from '../../buckets/store.ts'
import { onPostgres } from '../../db/testing/test-database.ts'
import { engineInside } from '../testing/engine-inside.ts'
import { openTestEngine, type TestEngine } from '../testing/test-engine.ts'
import { abortUpload } from './abort-upload.ts'
import { chooseParts, completeUpload } from './complete-upload.ts'
import { copyObject } from './copy-object.ts'
import { initiateUpload } from './initiate-upload.ts'
import { putObject, type NewObject } from './put-object.ts'
import { putPart } from './put-part.ts'
import { readUpload } from './read-upload.ts'

let at: TestEngine

beforeEach(async () => {
  at = await openTestEngine()
})

afterEach(() => at[Symbol.asyncDispose]())

const aBlob = (digit: string) => ({ id: digit.repeat(32), size: 3, md5: digit.repeat(32), crc64: '1' })

const anObject = (digit: string): NewObject => ({
  bucket: at.bucket,
  key: 'a',
  blob: aBlob(digit),
  headers: {},
  storageClass: 'STANDARD',
})

const found = (key: string): Promise<ObjectRecord | undefined> =>
  findObject(at.engine.db.reader, at.bucket.id, key)

test('an object that is copied onto itself gives up none of its bytes', async () => {
  await putObject(at.engine, anObject('1'))
  await copyObject(at.engine, {
    source: { bucketId: at.bucket.id, key: 'a' },
    target: { bucket: at.bucket, key: 'a' },
    requestId: 'r',
    describe: (source) => source,
  })
  expect(await at.engine.db.reader.selectFrom('dropped_blobs').selectAll().execute()).toEqual([])
})

testWhen(onPostgres)('of two puts at once that must replace nothing, the later one is refused', async () => {
  const { later } = await at.engine.db.transact(async (tx) => {
    await putObject(engineInside(at.engine, tx), anObject('1'))
    const later = putObject(at.engine, { ...anObject('2'), ifTaken: 'PreconditionFailed' }).then(
      () => 'it was put',
      (error: unknown) => error,
    )
    // Meanwhile it comes to the key that is held here.
    await sql`SELECT pg_sleep(0.5)`.execute(tx)
    return { later }
  })
  expect(await later).toMatchObject({ code: 'PreconditionFailed' })
  expect(await found('a')).toMatchObject({ blobId: aBlob('1').id })
})

test('an upload that is aborted while it is completed makes no object', async () => {
  const { engine, bucket } = at
  const name = await initiateUpload(engine, { bucket, key: 'big', headers: {}, storageClass: 'STANDARD' })
  const { etag } = await putPart(engine, { upload: name, number: 1, blob: aBlob('1') })
  const upload = await readUpload(engine.db.reader, name)
  const parts = await chooseParts(engine.db.reader, upload, [{ number: 1, etag }])
  await abortUpload(engine, name)
  const completion = { bucket, upload, parts, blob: aBlob('2'), requestId: 'r' }
  await expect(completeUpload(engine, completion)).rejects.toMatchObject({ code: 'NoSuchUpload' })
  expect(await found('big')).toBeUndefined()
})
