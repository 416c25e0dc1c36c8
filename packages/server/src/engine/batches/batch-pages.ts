import type { BatchCursor } from '../../batches/plan.ts'
import type { BatchRecord } from '../../batches/store.ts'
import { findObject, listObjects } from '../../buckets/store.ts'
import type { Queryable } from '../../db/database.ts'
import { unreachable } from '../../base/unreachable.ts'
import { readFileLines, type FileLines } from './batch-lines.ts'
import type { BlobLines } from '../../storage/lines/blob-lines.ts'

/** Pages of a prefix that are looked through at once for objects of the interval. */
const MOST_ROUNDS = 10

/** What is read of a batch to list its objects. */
export type ListedBatch = Pick<BatchRecord, 'batchId' | 'bucketId' | 'plan' | 'cursor'>

/** An object of a batch, or an entry of a file that names none. */
export interface BatchItem {
  readonly key?: string | undefined
  readonly refused?: string | undefined
  /** Where the listing stands after it. */
  readonly cursor: BatchCursor
  /** Of this page's objects, how many the cursor has passed then. */
  readonly seen: number
}

export interface BatchPage {
  readonly items: readonly BatchItem[]
  /** Where the listing stands after all of it. */
  readonly cursor: BatchCursor
  readonly seen: number
  /** Nothing follows. */
  readonly ended: boolean
}

export interface PageSource {
  readonly db: Queryable
  readonly files: BlobLines
  readonly bucketName: string
}

/**
 * The next objects of a batch, at most `limit`: those behind its cursor. Throws BatchUnreadableError when its file can't
 * be read.
 */
export async function readBatchPage(from: PageSource, batch: ListedBatch, limit: number): Promise<BatchPage> {
  const { source } = batch.plan
  switch (source.kind) {
    case 'object':
      return readObject(from, batch, source.key)
    case 'prefix':
      return readPrefix(from, batch, { prefix: source.prefix, limit })
    case 'urls':
    case 'inventory':
      return toPage(from, batch, await readFileLines(from, batch, { source, limit }))
    default:
      return unreachable(source)
  }
}

async function readObject({ db }: PageSource, batch: ListedBatch, key: string): Promise<BatchPage> {
  const cursor = { after: key }
  const items = (await isInInterval(db, batch, key)) ? [{ key, cursor, seen: 1 }] : []
  return { items, cursor, seen: 1, ended: true }
}

interface Prefix {
  readonly prefix: string
  readonly limit: number
}

/** The next objects below a prefix, at most `limit`: those behind the cursor. */
export async function readPrefix(
  { db }: Pick<PageSource, 'db'>,
  batch: ListedBatch,
  { prefix, limit }: Prefix,
): Promise<BatchPage> {
  const items: BatchItem[] = []
  let { cursor } = batch
  let seen = 0
  for (let round = 0; round < MOST_ROUNDS && items.length === 0; round += 1) {
    const query = { prefix, delimiter: '', marker: cursor.after ?? '', limit }
    const { rows, nextMarker } = await listObjects(db, batch.bucketId, query)
    for (const { key, modifiedAt } of rows) {
      cursor = { after: key }
      // A folder of the console is an object without content.
      if (key.endsWith('/')) continue
      seen += 1
      if (isWithin(batch, modifiedAt)) items.push({ key, cursor, seen })
    }
    if (nextMarker === undefined) return { items, cursor, seen, ended: true }
  }
  return { items, cursor, seen, ended: false }
}

async function toPage({ db }: PageSource, batch: ListedBatch, read: FileLines): Promise<BatchPage> {
  const items: BatchItem[] = []
  let seen = 0
  for (const { key, refused, cursor } of read.lines) {
    if (key === undefined && refused === undefined) continue
    seen += 1
    if (key === undefined || (await isInInterval(db, batch, key))) items.push({ key, refused, cursor, seen })
  }
  return { items, cursor: read.cursor, seen, ended: read.ended }
}

/** Missing objects are not left out: their jobs report them. */
async function isInInterval(db: Queryable, batch: ListedBatch, key: string): Promise<boolean> {
  if (batch.plan.modified === undefined) return true
  const object = await findObject(db, batch.bucketId, key)
  return object === undefined || isWithin(batch, object.modifiedAt)
}

function isWithin({ plan: { modified } }: ListedBatch, time: number): boolean {
  const { from = 0, to = Number.MAX_SAFE_INTEGER } = modified ?? {}
  return time >= from && time <= to
}
