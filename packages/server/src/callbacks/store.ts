import { sql, type Selectable } from 'kysely'
import type { Queryable } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import type { CallbackAttemptRow, CallbackEvent, CallbackRow } from './tables.ts'

/** The wake-up that says a callback was put into the queue. */
export const CALLBACKS_CHANNEL = 'callbacks'

/** More attempts than this have no id; the schedule ends long before, also when a callback is replayed often. */
const ATTEMPT_IDS_PER_CALLBACK = 1024

export interface NewCallback {
  /** The id by which a receiver recognises a repetition. */
  readonly webhookId: string
  readonly jobId: string
  readonly bucketName: string
  readonly event: CallbackEvent
  readonly url: string
  readonly contentType: string
  /** Frozen: every attempt sends and signs exactly these bytes. */
  readonly body: Uint8Array
  /** Ms since 1970; it is due at once. */
  readonly createdAt: number
}

export type Callback = Readonly<Selectable<CallbackRow>>

export interface QueuedCallback {
  readonly dueAt: number
  readonly callbackId: number
  readonly attempts: number
}

export interface DueCallback extends QueuedCallback {
  readonly url: string
}

/**
 * Writes a callback and puts it into the queue, in the transaction that ends its job. After the commit the caller
 * wakes the sender: `db.wake(CALLBACKS_CHANNEL)`.
 */
export async function insertCallback(tx: Queryable, callback: NewCallback): Promise<void> {
  for (const { id } of await insertBody(tx, callback)) {
    await enqueue(tx, { dueAt: callback.createdAt, callbackId: id, attempts: 0 })
  }
}

const insertBody = prepared<NewCallback, { id: number }>((db, bind) =>
  db
    .insertInto('callbacks')
    .values({
      webhook_id: bind('webhookId'),
      job_id: bind('jobId'),
      bucket_name: bind('bucketName'),
      event: bind('event'),
      url: bind('url'),
      content_type: bind('contentType'),
      created_at: bind('createdAt'),
      body: bind('body'),
    })
    .returning('id'),
)

export const enqueue = prepared<QueuedCallback, unknown>((db, bind) =>
  db.insertInto('callback_queue').values({
    due_at: bind('dueAt'),
    callback_id: bind('callbackId'),
    attempts: bind('attempts'),
  }),
)

export const dequeue = prepared<QueuedCallback, unknown>((db, bind) =>
  db
    .deleteFrom('callback_queue')
    .where('due_at', '=', bind('dueAt'))
    .where('callback_id', '=', bind('callbackId')),
)

interface DuePage {
  /** The last one seen, or a time before all wanted ones. */
  readonly afterDueAt: number
  readonly afterId: number
  /** Ms since 1970, included. */
  readonly until: number
  readonly limit: number
}

/** What is due, in order, from after a place in the queue. */
export const findDue = prepared<DuePage, DueCallback>(
  (_, bind) => sql<DueCallback>`
    SELECT q.due_at AS "dueAt", q.callback_id AS "callbackId", q.attempts, c.url
    FROM callback_queue q JOIN callbacks c ON c.id = q.callback_id
    WHERE (q.due_at, q.callback_id) > (${bind('afterDueAt')}, ${bind('afterId')}) AND q.due_at <= ${bind('until')}
    ORDER BY q.due_at, q.callback_id LIMIT ${bind('limit')}`,
)

/** When the first callback after the time `now` is due, in ms since 1970. */
export async function findNextDueAt(db: Queryable, now: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('callback_queue')
    .select('due_at')
    .where('due_at', '>', now)
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst()
  return row?.due_at
}

const selectCallback = prepared<{ id: number }, Callback>((db, bind) =>
  db.selectFrom('callbacks').selectAll().where('id', '=', bind('id')),
)

export async function findCallback(db: Queryable, id: number): Promise<Callback | undefined> {
  const [callback] = await selectCallback(db, { id })
  return callback
}

/** `number` counts from 1. */
export function attemptId(callbackId: number, number: number): number {
  return callbackId * ATTEMPT_IDS_PER_CALLBACK + number
}

export const insertAttempt = prepared<CallbackAttemptRow, unknown>((db, bind) =>
  db.insertInto('callback_attempts').values({
    id: bind('id'),
    started_at: bind('started_at'),
    duration_ms: bind('duration_ms'),
    first_byte_ms: bind('first_byte_ms'),
    outcome: bind('outcome'),
    cause: bind('cause'),
    detail: bind('detail'),
    status: bind('status'),
    request_headers: bind('request_headers'),
    response_headers: bind('response_headers'),
    response_body: bind('response_body'),
  }),
)
