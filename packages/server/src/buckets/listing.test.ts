import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../db/database.ts'
import { openTestDatabase, type TestDatabase } from '../db/testing/test-database.ts'
import { listKeys, type KeySpan, type Listing, type ListingQuery } from './listing.ts'
import { findBucket, insertBucket, listObjects, upsertObject, type ObjectRecord } from './store.ts'

let at: TestDatabase
let db: Database

beforeAll(async () => {
  at = await openTestDatabase()
  db = at.db
})
afterAll(async () => {
  await at[Symbol.asyncDispose]()
})

const all = { prefix: '', delimiter: '', marker: '', limit: 1_000 }

async function bucketWith(name: string, keys: readonly string[]): Promise<number> {
  await db.transact(async (tx) => {
    const bucket = await insertBucket(tx, { name, region: 'local', createdAt: 1 })
    for (const key of keys) if (bucket) await upsertObject(tx, object(bucket.id, key))
  })
  return (await findBucket(db.reader, name))?.id ?? 0
}

function object(bucketId: number, key: string): ObjectRecord {
  const sums = { etag: '0'.repeat(32), crc64: '0' }
  const rest = { headers: {}, storageClass: 'STANDARD', modifiedAt: 1 }
  return { bucketId, key, blobId: 'b'.repeat(32), size: 0, ...sums, ...rest }
}

test('keys are listed in UTF-8 byte order, not in UTF-16 order', async () => {
  const keys = ['a', 'a/b', 'ab', '目录/a (1).mp3', '\uFFEE', '😀']
  const bucketId = await bucketWith('order-1', [...keys].reverse())
  const { rows } = await listObjects(db.reader, bucketId, all)
  expect(rows.map((row) => row.key)).toEqual(keys)
})

test('pages list each entry once, for any keys, prefix, delimiter and page size', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '\uD7FF', '\uFFEE', '😀'), maxLength: 5 })
  const keys = fc.uniqueArray(
    text.filter((key) => key !== ''),
    { maxLength: 30 },
  )
  const delimiter = fc.constantFrom('', '/', 'b')
  await fc.assert(
    fc.asyncProperty(
      keys,
      text,
      delimiter,
      fc.integer({ min: 1, max: 5 }),
      async (keys, prefix, delimiter, limit) => {
        const entries = await listAll({ prefix, delimiter, marker: '', limit }, readerOf(keys))
        expect(entries).toEqual(expectedEntries(keys, prefix, delimiter))
      },
    ),
    { numRuns: 300 },
  )
})

test('a folder of many objects is skipped by one seek', async () => {
  const keys = ['f1', 'f2', 'f3'].flatMap((folder) =>
    Array.from({ length: 2_000 }, (_, n) => `${folder}/${n}`),
  )
  const read = readerOf(keys)
  let rowsRead = 0
  const listing = await listKeys({ ...all, delimiter: '/' }, async (span) => {
    const rows = await read(span)
    rowsRead += rows.length
    return rows
  })
  expect(listing.commonPrefixes).toEqual(['f1/', 'f2/', 'f3/'])
  expect(rowsRead).toBeLessThan(100)
})

interface Keyed {
  readonly key: string
}
type Reader = (span: KeySpan) => Promise<readonly Keyed[]>

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

function readerOf(keys: readonly string[]): Reader {
  const sorted = [...keys].sort(byBytes)
  return ({ from, before, limit }) =>
    Promise.resolve(
      sorted
        .filter((key) => byBytes(key, from) >= 0 && byBytes(key, before) < 0)
        .slice(0, limit)
        .map((key) => ({ key })),
    )
}

async function listAll(query: ListingQuery, read: Reader): Promise<string[]> {
  const entries: string[] = []
  let marker: string | undefined = ''
  while (marker !== undefined) {
    const page: Listing<Keyed> = await listKeys({ ...query, marker }, read)
    expect(page.rows.length + page.commonPrefixes.length).toBeLessThanOrEqual(query.limit)
    entries.push(...[...page.rows.map((row) => row.key), ...page.commonPrefixes].sort(byBytes))
    marker = page.nextMarker
  }
  return entries
}

function expectedEntries(keys: readonly string[], prefix: string, delimiter: string): string[] {
  const entries = keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
      return at === -1 ? key : key.slice(0, at + 1)
    })
  return [...new Set(entries)].sort(byBytes)
}
