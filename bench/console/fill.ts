import { sql } from 'kysely'
import type { Database } from '../../packages/server/src/db/database.ts'

const CHUNK = 50_000
const JOBS_MS = 80

export interface Filled {
  readonly jobs: number
  readonly callbacks: number
  readonly objects: number
  /** Of workflows, and as many entries of the audit trail. */
  readonly runs: number
}

/**
 * Fills the database of a service that does not run: jobs of all kinds, and callbacks of the newest of them, of which most
 * were delivered and some wait, rest or are dead. The first bucket has most of it.
 */
export async function fill(db: Database, { jobs, callbacks, objects, runs }: Filled): Promise<void> {
  const start = Date.now() - jobs * JOBS_MS
  await inChunks(jobs, (from, count) => addJobs(db, { from, count, start }))
  await inChunks(callbacks, (from, count) =>
    addCallbacks(db, { from: jobs - callbacks + from, count, start }),
  )
  await inChunks(objects, (from, count) => addObjects(db, { from, count, start }))
  await addBatch(db, start)
  await inChunks(runs, (from, count) => addRuns(db, { from, count, start }))
  await db.transact((tx) => sql`ANALYZE`.execute(tx))
}

async function inChunks(total: number, add: (from: number, count: number) => Promise<void>): Promise<void> {
  for (let from = 0; from < total; from += CHUNK) await add(from, Math.min(CHUNK, total - from))
}

interface Chunk {
  readonly from: number
  readonly count: number
  /** Of the first, ms since 1970. */
  readonly start: number
}

/** The numbers of a chunk, as `n`. */
const numbers = ({ from, count }: Chunk) => sql`
  WITH RECURSIVE numbers (n) AS (
    SELECT ${sql.lit(from + 1)} UNION ALL SELECT n + 1 FROM numbers WHERE n < ${sql.lit(from + count)})`

/** Of a hundred, one waits, one was cancelled and eight failed. */
const STATE = sql`CASE n % 100 WHEN 0 THEN 'Submitted' WHEN 1 THEN 'Cancel' ELSE CASE WHEN n % 100 < 10 THEN 'Failed' ELSE 'Success' END END`
const CODE = sql`CASE n % 3 WHEN 0 THEN 'ResourceNotFound' WHEN 1 THEN 'InvalidArgument' ELSE 'InternalError' END`
const TAG = sql`CASE n % 4 WHEN 0 THEN 'MediaInfo' WHEN 1 THEN 'Transcode' WHEN 2 THEN 'Snapshot' ELSE 'NoiseReduction' END`

async function addJobs(db: Database, chunk: Chunk): Promise<void> {
  const created = sql`${sql.lit(chunk.start)} + n * ${sql.lit(JOBS_MS)}`
  await db.transact((tx) =>
    sql`
      INSERT INTO jobs (id, bucket_id, queue, tag, level, input_key, workflow_id, batch_id, "order", state, code,
        started_at, ended_at, created_at)
      ${numbers(chunk)}, made AS (
        SELECT n, ${STATE} AS state, ${TAG} AS tag, ${created} AS created,
          (SELECT min(q.id) FROM queues q JOIN buckets b ON b.id = q.bucket_id
            WHERE b.name = CASE n % 20 WHEN 0 THEN 'second-1250000000' ELSE 'first-1250000000' END) AS queue
        FROM numbers)
      SELECT 'j' || (10000000 + n), q.bucket_id, q.id, m.tag, 0, 'in/' || (n % 50000) || '.mp3',
        CASE n % 50 WHEN 0 THEN 'w0' END, CASE n % 70 WHEN 0 THEN 'b0' END, '{"params":{},"callback":{"url":"no"}}',
        m.state, CASE m.state WHEN 'Failed' THEN ${CODE} END,
        CASE m.state WHEN 'Submitted' THEN NULL ELSE m.created + 20 END,
        CASE m.state WHEN 'Submitted' THEN NULL ELSE m.created + 2000 END, m.created
      FROM made m JOIN queues q ON q.id = m.queue`.execute(tx),
  )
}

async function addCallbacks(db: Database, chunk: Chunk): Promise<void> {
  const created = sql`${sql.lit(chunk.start)} + n * ${sql.lit(JOBS_MS)}`
  const endpoint = sql`'https://' || (n % 50) || '.hooks.example'`
  const ids = sql`n % 100 AS kind, c.id FROM numbers JOIN callbacks c ON c.webhook_id = 'msg_' || n`
  await db.transact(async (tx) => {
    await sql`
      INSERT INTO callbacks (webhook_id, job_id, bucket_name, queue_id, tag, event, endpoint, url, content_type,
        deadline_ms, created_at, body)
      ${numbers(chunk)}
      SELECT 'msg_' || n, 'j' || (10000000 + n), 'first-1250000000', 'p0', ${TAG}, 'TaskFinish', ${endpoint},
        ${endpoint} || '/cb', 'application/xml', 15000, ${created}, ${Buffer.alloc(1_500, 'x')}
      FROM numbers`.execute(tx)
    await sql`
      INSERT INTO callback_attempts (id, started_at, duration_ms, outcome, cause, status, response_headers)
      ${numbers(chunk)}
      SELECT found.id * 1024 + 1, ${sql.lit(chunk.start)}, 20,
        CASE WHEN kind < 2 THEN 'retry' WHEN kind < 4 THEN 'parked' WHEN kind < 6 THEN 'dead' ELSE 'delivered' END,
        CASE WHEN kind < 6 THEN 'status' END, CASE WHEN kind < 6 THEN 500 ELSE 200 END, '{}'
      FROM (SELECT ${ids}) found`.execute(tx)
    await sql`
      INSERT INTO callback_queue (due_at, callback_id, attempts, failures)
      ${numbers(chunk)} SELECT 4102444800000, found.id, 1, 1 FROM (SELECT ${ids}) found WHERE kind < 2`.execute(
      tx,
    )
    await sql`
      INSERT INTO callback_rest (callback_id, state, endpoint, attempts, since)
      ${numbers(chunk)}
      SELECT found.id, CASE WHEN kind < 4 THEN 'parked' ELSE 'dead' END, c.endpoint, 1, ${sql.lit(chunk.start)}
      FROM (SELECT ${ids}) found JOIN callbacks c ON c.id = found.id WHERE kind BETWEEN 2 AND 5`.execute(tx)
  })
}

/** In 500 folders. The blobs are named and not there: nobody reads them. */
async function addObjects(db: Database, chunk: Chunk): Promise<void> {
  await db.transact((tx) =>
    sql`
      INSERT INTO objects (bucket_id, key, blob_id, size, etag, crc64, headers, storage_class, modified_at)
      ${numbers(chunk)}
      SELECT b.id, 'in/' || (n % 500) || '/' || n || '.mp3', '00000000000000000000000' || (100000000 + n), 1000,
        'd41d8cd98f00b204e9800998ecf8427e', '0', '{}', 'STANDARD', ${sql.lit(chunk.start)}
      FROM numbers CROSS JOIN buckets b WHERE b.name = 'first-1250000000'`.execute(tx),
  )
}

/** The one that jobs and runs say they are of. */
async function addBatch(db: Database, start: number): Promise<void> {
  await db.transact((tx) =>
    sql`
      INSERT INTO batches (batch_id, bucket_id, type, name, workflow_id, state, phase, request, plan, cursor, due_at,
        created_at, ended_at)
      SELECT 'b0', id, 'Workflow', 'bench', 'w0', 'Success', 'Done', '{}', '{}', '{}', ${sql.lit(start)},
        ${sql.lit(start)}, ${sql.lit(start)}
      FROM buckets WHERE name = 'first-1250000000'`.execute(tx),
  )
}

/** Of 20 workflows, each twentieth of a batch; what is in a run is not read for a list. */
async function addRuns(db: Database, chunk: Chunk): Promise<void> {
  const at = sql`${sql.lit(chunk.start)} + n * ${sql.lit(JOBS_MS)}`
  await db.transact(async (tx) => {
    await sql`
      INSERT INTO executions (run_id, bucket_id, workflow_id, workflow_name, batch_id, object_key, state, start,
        topology, run, cos_headers, lineage, created_at, ended_at)
      ${numbers(chunk)}
      SELECT 'i' || n, b.id, 'w' || (n % 20), 'bench', CASE n % 20 WHEN 0 THEN 'b0' END, 'in/' || n || '.mp3',
        CASE n % 100 WHEN 0 THEN 'Running' WHEN 1 THEN 'Failed' ELSE 'Success' END, '{}', '{}', '{}', '[]', '[]', ${at},
        CASE n % 100 WHEN 0 THEN NULL ELSE ${at} + 2000 END
      FROM numbers CROSS JOIN buckets b WHERE b.name = 'first-1250000000'`.execute(tx)
    await sql`
      INSERT INTO audit_entries (at, who, role, address, what, target, status, times)
      ${numbers(chunk)}
      SELECT ${at}, 'session s' || (n % 50), 'admin', '127.0.0.1', 'cancel job', 'j' || n, 200, 1
      FROM numbers`.execute(tx)
  })
}
