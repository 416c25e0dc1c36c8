import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../base/clock.ts'
import { openTestDatabase, type TestDatabase } from '../db/testing/test-database.ts'
import { sumBelow } from './sum-below.ts'
import { fillBucket } from './testing/test-objects.ts'
import { measureUsage } from './usage.ts'

const run = { clock: systemClock, signal: new AbortController().signal }
const all = { prefix: '', delimiter: '/', marker: '', limit: 100 }

let at: TestDatabase
let bucketId: number

beforeEach(async () => {
  at = await openTestDatabase()
  const many = Array.from({ length: 2_500 }, (_, n) => ({ key: `in/2026/${n}`, size: 3 }))
  bucketId = await fillBucket(at.db, 'media-1250000000', [
    ...many,
    { key: 'in/first.wav', size: 100 },
    { key: 'in-other', size: 7 },
    { key: 'out/目录/a', size: 50 },
  ])
  await fillBucket(at.db, 'other-1250000000', [{ key: 'in/none', size: 1 }])
})

afterEach(() => at[Symbol.asyncDispose]())

test('each folder has the objects and bytes below it, and the whole has those of all', async () => {
  expect(await measureUsage(at.db.reader, { ...all, bucketId }, run)).toEqual({
    prefixes: [
      { prefix: 'in/', objects: 2_501, bytes: 7_600, isLowerBound: false },
      { prefix: 'out/', objects: 1, bytes: 50, isLowerBound: false },
    ],
    total: { objects: 2_503, bytes: 7_657, isLowerBound: false },
    next: undefined,
  })
})

test('a page of folders says where the next begins, and the whole is summed up all the same', async () => {
  const page = await measureUsage(at.db.reader, { ...all, limit: 2, bucketId }, run)
  expect(page).toMatchObject({ prefixes: [{ prefix: 'in/' }], next: 'in/', total: { objects: 2_503 } })
})

test('a sum that ends early says so', async () => {
  const sum = (most: { objects: number; ms: number }) =>
    sumBelow(at.db.reader, { bucketId, prefix: 'in/', most }, run)
  expect(await sum({ objects: 1_500, ms: 60_000 })).toEqual({
    objects: 2_000,
    bytes: 6_000,
    isLowerBound: true,
  })
  expect(await sum({ objects: 1_500, ms: 0 })).toEqual({ objects: 0, bytes: 0, isLowerBound: true })
  expect(await sum({ objects: 2_501, ms: 60_000 })).toMatchObject({ objects: 2_501, isLowerBound: false })
})
