import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../db/testing/test-database.ts'
import { countStored, type Stored } from './count-stored.ts'
import { fillBucket } from './testing/test-objects.ts'

let at: TestDatabase

beforeEach(async () => {
  at = await openTestDatabase()
})

afterEach(() => at[Symbol.asyncDispose]())

const pagesOf = async (bucketId: number): Promise<readonly Stored[]> =>
  Array.fromAsync(countStored(at.db.reader, bucketId))

test('objects of a bucket are summed up page by page, each once and none of another bucket', async () => {
  const large = await fillBucket(at.db, 'large-1250000000', Array<number>(2_500).fill(7))
  const exact = await fillBucket(at.db, 'exact-1250000000', [...Array<number>(999).fill(1), 10 ** 12])
  const empty = await fillBucket(at.db, 'empty-1250000000', [])
  expect(await pagesOf(large)).toEqual([
    { objects: 1_000, bytes: 7_000 },
    { objects: 1_000, bytes: 7_000 },
    { objects: 500, bytes: 3_500 },
  ])
  expect(await pagesOf(exact)).toEqual([
    { objects: 1_000, bytes: 10 ** 12 + 999 },
    { objects: 0, bytes: 0 },
  ])
  expect(await pagesOf(empty)).toEqual([{ objects: 0, bytes: 0 }])
})
