import { sql } from 'kysely'
import { forgetDroppedBlobs } from '../../buckets/dropped-blobs.ts'
import type { Queryable } from '../../db/database.ts'
import type { ListedBlob, Storage } from '../../storage/storage.ts'
import { abortAbandonedUploads } from './abort-upload.ts'
import type { Engine } from '../engine.ts'

const HOUR_MS = 3_600_000
/** How long bytes stay after the last row that names them is gone: a download in progress may still read them. */
const BLOB_GRACE_MS = HOUR_MS
const ABANDONED_AFTER_MS = 7 * 24 * HOUR_MS
const BATCH = 500

/** Ends abandoned uploads, and deletes blobs that no row has named for the grace period. Returns how many. */
export async function sweepDroppedBlobs(
  engine: Engine,
  storage: Storage,
  signal: AbortSignal,
): Promise<number> {
  let ended = BATCH
  while (ended > 0) {
    signal.throwIfAborted()
    ended = await abortAbandonedUploads(engine, engine.clock.now() - ABANDONED_AFTER_MS)
  }
  let deleted = 0
  let batch = await takeUnnamed(engine)
  while (batch.length > 0) {
    const unnamed = batch
    for (const id of unnamed) {
      signal.throwIfAborted()
      await storage.delete(id)
    }
    await engine.db.transact((tx) => forgetDroppedBlobs(tx, unnamed))
    deleted += unnamed.length
    batch = await takeUnnamed(engine)
  }
  return deleted
}

/**
 * Deletes old blobs that no row ever named: a process died between keeping the bytes and writing the row. It looks
 * at every blob, so once a day is enough. Returns how many were deleted.
 */
export async function sweepLostBlobs(engine: Engine, storage: Storage, signal: AbortSignal): Promise<number> {
  const before = engine.clock.now() - BLOB_GRACE_MS
  let deleted = 0
  for await (const ids of batches(storage.list(signal), before)) {
    const named = await namedAmong(engine.db.reader, ids)
    for (const id of ids.filter((candidate) => !named.has(candidate))) {
      await storage.delete(id)
      deleted += 1
    }
  }
  return deleted
}

async function* batches(blobs: AsyncIterable<ListedBlob>, before: number): AsyncGenerator<readonly string[]> {
  let batch: string[] = []
  for await (const { id, createdAt } of blobs) {
    if (createdAt < before) batch.push(id)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  yield batch
}

/**
 * Dropped blobs that no row names any more, up to a batch; none means none are left. One that another row names is
 * forgotten: dropping that row will note it again. What a running job reads is left for later.
 */
function takeUnnamed(engine: Engine): Promise<readonly string[]> {
  const before = engine.clock.now() - BLOB_GRACE_MS
  return engine.db.transact(async (tx) => {
    await sql`
      DELETE FROM dropped_blobs WHERE dropped_at < ${before} AND (
        EXISTS (SELECT 1 FROM objects WHERE objects.blob_id = dropped_blobs.blob_id)
        OR EXISTS (SELECT 1 FROM parts WHERE parts.blob_id = dropped_blobs.blob_id)
        OR EXISTS (SELECT 1 FROM sound_view_files AS files WHERE files.blob_id = dropped_blobs.blob_id)
      )`.execute(tx)
    const { rows } = await sql<{ id: string }>`
      SELECT blob_id AS id FROM dropped_blobs
      WHERE dropped_at < ${before}
      AND blob_id NOT IN (SELECT input_blob_id FROM jobs WHERE state = 'Running' AND input_blob_id IS NOT NULL)
      ORDER BY dropped_at LIMIT ${BATCH}`.execute(tx)
    return rows.map((row) => row.id)
  })
}

async function namedAmong(db: Queryable, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const list = sql.join(ids)
  const { rows } = await sql<{ id: string }>`
    SELECT blob_id AS id FROM objects WHERE blob_id IN (${list})
    UNION SELECT blob_id FROM parts WHERE blob_id IN (${list})
    UNION SELECT blob_id FROM sound_view_files WHERE blob_id IN (${list})
    UNION SELECT blob_id FROM dropped_blobs WHERE blob_id IN (${list})
    UNION SELECT input_blob_id FROM jobs WHERE state = 'Running' AND input_blob_id IN (${list})`.execute(db)
  return new Set(rows.map((row) => row.id))
}
