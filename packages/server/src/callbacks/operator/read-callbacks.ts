import { sql } from 'kysely'
import type { Database, Queryable } from '../../db/database.ts'
import { readSettled } from '../../db/dialect.ts'
import type { CallbackState } from './find-callbacks.ts'
import { pausesOf } from './pauses.ts'
import { attemptId, type Callback } from '../store.ts'
import type { CallbackAttemptRow } from '../tables.ts'

/** A callback with its state, without its body, which may be long. */
export interface ShownCallback extends Omit<Callback, 'body'> {
  readonly state: CallbackState
  /** Ms since 1970; `null` unless it is pending or paused. */
  readonly nextAttemptAt: number | null
  readonly attempts: number
  /** Attempts that used up a pause of the retry policy. */
  readonly failures: number
  /** `undefined` when none is stored. */
  readonly lastAttempt: LastAttempt | undefined
}

export type LastAttempt = Pick<CallbackAttemptRow, 'started_at' | 'outcome' | 'cause' | 'status'>

interface StoredState {
  readonly due_at: number | null
  readonly queued_attempts: number | null
  readonly queued_failures: number | null
  readonly archived_state: 'parked' | 'dead' | null
  readonly archived_attempts: number | null
  readonly last_attempt: number | null
  readonly last_started_at: number | null
  readonly last_outcome: CallbackAttemptRow['outcome'] | null
  readonly last_cause: CallbackAttemptRow['cause']
  readonly last_status: number | null
  readonly failed_attempts: number
  readonly endpoint_paused_until: number | null
  readonly bucket_paused_until: number | null
}

/** Returns the callbacks of `ids` that are stored, in the order of `ids`. */
export async function readCallbacks(
  db: Queryable,
  ids: readonly number[],
): Promise<readonly ShownCallback[]> {
  if (ids.length === 0) return []
  const { ofEndpoint, ofBucket } = pausesOf(db)
  const { rows } = await sql<Omit<Callback, 'body'> & StoredState>`
    SELECT c.id, c.webhook_id, c.job_id, c.bucket_name, c.queue_id, c.tag, c.event, c.endpoint, c.url,
      c.content_type, c.deadline_ms, c.traceparent, c.created_at,
      q.due_at, q.attempts AS queued_attempts, q.failures AS queued_failures,
      r.state AS archived_state, r.attempts AS archived_attempts,
      (SELECT max(e.paused_until) ${ofEndpoint}) AS endpoint_paused_until,
      (SELECT max(e.paused_until) ${ofBucket}) AS bucket_paused_until,
      l.id AS last_attempt, l.started_at AS last_started_at, l.outcome AS last_outcome, l.cause AS last_cause,
      l.status AS last_status,
      (SELECT count(*) FROM callback_attempts a WHERE a.id BETWEEN c.id * 1024 AND c.id * 1024 + 1023
        AND a.outcome IN ('retry', 'parked', 'dead')) AS failed_attempts
    FROM callbacks c
      LEFT JOIN callback_queue q ON q.callback_id = c.id
      LEFT JOIN callback_rest r ON r.callback_id = c.id
      LEFT JOIN callback_attempts l ON l.id =
        (SELECT max(a.id) FROM callback_attempts a WHERE a.id BETWEEN c.id * 1024 AND c.id * 1024 + 1023)
    WHERE c.id IN (${sql.join(ids)})`.execute(db)
  const byId = new Map(rows.map((row) => [row.id, toShown(row)]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

function toShown({
  due_at,
  queued_attempts,
  queued_failures,
  archived_state,
  archived_attempts,
  last_attempt,
  last_started_at,
  last_outcome,
  last_cause,
  last_status,
  failed_attempts,
  endpoint_paused_until,
  bucket_paused_until,
  ...callback
}: Omit<Callback, 'body'> & StoredState): ShownCallback {
  const lastAttempt =
    last_started_at === null || last_outcome === null
      ? undefined
      : { started_at: last_started_at, outcome: last_outcome, cause: last_cause, status: last_status }
  if (due_at !== null) {
    const pauses = [endpoint_paused_until, bucket_paused_until].filter((until) => until !== null)
    return {
      ...callback,
      state: pauses.length === 0 ? 'pending' : 'paused',
      nextAttemptAt: Math.max(due_at, ...pauses),
      attempts: queued_attempts ?? 0,
      failures: queued_failures ?? 0,
      lastAttempt,
    }
  }
  const attempts = archived_attempts ?? (last_attempt === null ? 0 : last_attempt - attemptId(callback.id, 0))
  return {
    ...callback,
    state: archived_state ?? 'delivered',
    nextAttemptAt: null,
    attempts,
    failures: failed_attempts,
    lastAttempt,
  }
}

/** Returns the whole rows, with the bodies. */
export async function readBodies(
  db: Queryable,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Callback>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('callbacks').selectAll().where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** Returns the ids of the callbacks with these webhook ids. */
export async function findByWebhookIds(
  db: Queryable,
  webhookIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (webhookIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('callbacks')
    .select(['webhook_id', 'id'])
    .where('webhook_id', 'in', webhookIds)
    .execute()
  return new Map(rows.map((row) => [row.webhook_id, row.id]))
}

/** Returns the stored attempts of a callback, oldest first. */
export async function readAttempts(
  db: Queryable,
  callbackId: number,
): Promise<readonly CallbackAttemptRow[]> {
  return db
    .selectFrom('callback_attempts')
    .selectAll()
    .where('id', '>', attemptId(callbackId, 0))
    .where('id', '<', attemptId(callbackId + 1, 0))
    .orderBy('id')
    .execute()
}

/** The name of the lock that all writers of callbacks and replays share until their commit; the migrations have it, too. */
const WRITERS_LOCK = 'lemnis callbacks'

/** Returns the ids of the newest callback and replay; 0 when there is none. No lower id can be committed later. */
export async function readNewest(
  db: Database,
): Promise<{ readonly callback: number; readonly replay: number }> {
  return readSettled(db, WRITERS_LOCK, async (settled) => ({
    callback: (await selectNewest(settled, 'callbacks'))?.id ?? 0,
    replay: (await selectNewest(settled, 'callback_replays'))?.id ?? 0,
  }))
}

function selectNewest(
  db: Queryable,
  table: 'callbacks' | 'callback_replays',
): Promise<{ readonly id: number } | undefined> {
  return db.selectFrom(table).select('id').orderBy('id', 'desc').limit(1).executeTakeFirst()
}
