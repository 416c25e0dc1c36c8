import { Registry } from 'prom-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog } from '../../../base/log.ts'
import { ManualClock } from '../../../base/manual-clock.ts'
import { fillBucket } from '../../../buckets/testing/test-objects.ts'
import { openTestDatabase, type TestDatabase } from '../../../db/testing/test-database.ts'
import { StoredBytes } from './stored-bytes.ts'

const never = new AbortController().signal
const clock = new ManualClock()
const log = silentLog()

let at: TestDatabase

beforeEach(async () => {
  at = await openTestDatabase()
})

afterEach(() => at[Symbol.asyncDispose]())

test('what a bucket holds is shown with the time of the count, and what is gone is shown no more', async () => {
  const registry = new Registry()
  const stored = new StoredBytes(registry)
  await fillBucket(at.db, 'one-1250000000', [3, 4])
  await stored.count({ db: at.db.reader, clock, log }, never)
  const text = await registry.metrics()
  expect(text).toContain('lemnis_bucket_bytes{bucket="one-1250000000"} 7\n')
  expect(text).toContain('lemnis_bucket_objects{bucket="one-1250000000"} 2\n')
  expect(text).toContain(`lemnis_buckets_counted_timestamp_seconds ${clock.now() / 1_000}\n`)
  await at.db.transact((tx) => tx.deleteFrom('objects').execute())
  await at.db.transact((tx) => tx.deleteFrom('buckets').execute())
  await stored.count({ db: at.db.reader, clock, log }, never)
  expect(await registry.metrics()).not.toContain('one-1250000000')
})

test('the fullest 200 buckets have series of their own, the others one together', async () => {
  const registry = new Registry()
  const stored = new StoredBytes(registry)
  for (let size = 1; size <= 203; size += 1) await fillBucket(at.db, `b${size}-1250000000`, [size])
  await stored.count({ db: at.db.reader, clock, log }, never)
  const text = await registry.metrics()
  expect(text.match(/^lemnis_bucket_bytes\{/gm)).toHaveLength(201)
  expect(text).toContain('lemnis_bucket_bytes{bucket="b4-1250000000"} 4\n')
  expect(text).toContain('lemnis_bucket_bytes{bucket="other"} 6\n')
  expect(text).toContain('lemnis_bucket_objects{bucket="other"} 3\n')
})

test('nothing is counted before a scrape asks', async () => {
  const registry = new Registry()
  const stored = new StoredBytes(registry)
  const stop = new AbortController()
  await fillBucket(at.db, 'one-1250000000', [3])
  const running = stored.run({ db: at.db.reader, clock, log }, stop.signal)
  await new Promise((resolve) => setImmediate(resolve))
  expect(await registry.metrics()).toContain('lemnis_buckets_counted_timestamp_seconds 0\n')
  stored.request()
  const shown = async (): Promise<boolean> =>
    (await registry.metrics()).includes('lemnis_bucket_bytes{bucket="one-1250000000"} 3\n')
  while (!(await shown())) await new Promise((resolve) => setImmediate(resolve))
  stop.abort()
  await running
})
