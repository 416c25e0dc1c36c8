import { sql, type Selectable } from 'kysely'
import type { Queryable, Transaction } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { endpointOf, type Route } from './scope.ts'
import type { CallbackAttemptRow, CallbackEvent, CallbackRow, ArchivedState } from './tables.ts'

/** There are no ids for more attempts. The retry policy ends long before, even for a callback that is replayed often. */
const ATTEMPT_IDS_PER_CALLBACK = 1024
export const MAX_ATTEMPT_NUMBER = ATTEMPT_IDS_PER_CALLBACK - 2

export interface NewCallback {
  /** The id by which a receiver recognises a duplicate. */
  readonly webhookId: string
  readonly jobId: string
  readonly bucketName: string
  /** The public id of the queue of the job. */
  readonly queueId: string
  readonly tag: string
  readonly event: CallbackEvent
  readonly url: string
  readonly contentType: string
  /** For a whole attempt, 1,000 to 60,000. */
  readonly deadlineMs: number
  readonly traceparent: string | null
  /** Every attempt sends and signs exactly these bytes. */
  readonly body: Uint8Array
  /** Ms since 1970; it is due at once. */
  readonly createdAt: number
}

export type Callback = Readonly<Selectable<CallbackRow>>

export interface QueuedCallback {
  readonly dueAt: number
  readonly callbackId: number
  readonly attempts: number
  readonly failures: number
}

export interface DueCallback extends QueuedCallback, Route {}

/** Stores a callback and queues it, in the transaction that ends its job. The commit wakes the sender. */
export async function insertCallback(tx: Transaction, callback: NewCallback): Promise<void> {
  for (const { id } of await insertCallbackRow(tx, { ...callback, endpoint: endpointOf(callback.url) })) {
    await enqueue(tx, { dueAt: callback.createdAt, callbackId: id, attempts: 0, failures: 0 })
  }
  tx.wake('callbacks')
}

const insertCallbackRow = prepared<NewCallback & { readonly endpoint: string }, { id: number }>((db, bind) =>
  db
    .insertInto('callbacks')
    .values({
      webhook_id: bind('webhookId'),
      job_id: bind('jobId'),
      bucket_name: bind('bucketName'),
      queue_id: bind('queueId'),
      tag: bind('tag'),
      event: bind('event'),
      endpoint: bind('endpoint'),
      url: bind('url'),
      content_type: bind('contentType'),
      deadline_ms: bind('deadlineMs'),
      traceparent: bind('traceparent'),
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
    failures: bind('failures'),
  }),
)

/** Returns the queue entry of a callback, if it has one. */
export async function findQueueEntry(db: Queryable, callbackId: number): Promise<QueuedCallback | undefined> {
  const [entry] = await selectQueueEntry(db, { callbackId })
  return entry
}

const selectQueueEntry = prepared<{ readonly callbackId: number }, QueuedCallback>((db, bind) =>
  db
    .selectFrom('callback_queue')
    .select(['due_at as dueAt', 'callback_id as callbackId', 'attempts', 'failures'])
    .where('callback_id', '=', bind('callbackId')),
)

export const deleteQueueEntry = prepared<{ readonly callbackId: number }, unknown>((db, bind) =>
  db.deleteFrom('callback_queue').where('callback_id', '=', bind('callbackId')),
)

const deleteQueued = prepared<QueuedCallback, { callback_id: number }>((db, bind) =>
  db
    .deleteFrom('callback_queue')
    .where('due_at', '=', bind('dueAt'))
    .where('callback_id', '=', bind('callbackId'))
    .where('attempts', '=', bind('attempts'))
    .returning('callback_id'),
)

/** Removes an entry from the queue. False when the entry was changed or removed meanwhile. */
export async function dequeue(tx: Transaction, queued: QueuedCallback): Promise<boolean> {
  return (await deleteQueued(tx, queued)).length > 0
}

interface ArchivedCallback {
  readonly callbackId: number
  readonly state: ArchivedState
  readonly endpoint: string
  readonly attempts: number
  /** Ms since 1970. */
  readonly since: number
}

/** Archives a callback that left the queue as parked or dead. */
export const archiveCallback = prepared<ArchivedCallback, unknown>((db, bind) =>
  db.insertInto('callback_rest').values({
    callback_id: bind('callbackId'),
    state: bind('state'),
    endpoint: bind('endpoint'),
    attempts: bind('attempts'),
    since: bind('since'),
  }),
)

const deleteArchived = prepared<{ readonly callbackId: number }, { callback_id: number }>((db, bind) =>
  db.deleteFrom('callback_rest').where('callback_id', '=', bind('callbackId')).returning('callback_id'),
)

/** Removes a callback from the archive. False when it was not archived. */
export async function unarchiveCallback(tx: Transaction, callbackId: number): Promise<boolean> {
  return (await deleteArchived(tx, { callbackId })).length > 0
}

export async function findArchived(
  db: Queryable,
  callbackId: number,
): Promise<{ readonly attempts: number } | undefined> {
  const [archived] = await selectArchived(db, { callbackId })
  return archived
}

const selectArchived = prepared<{ readonly callbackId: number }, { attempts: number }>((db, bind) =>
  db.selectFrom('callback_rest').select('attempts').where('callback_id', '=', bind('callbackId')),
)

interface DuePage {
  /** The due time of the last entry of the page before, or a time before all entries. */
  readonly afterDueAt: number
  readonly afterId: number
  /** Ms since 1970, included. */
  readonly until: number
  readonly limit: number
}

/** Returns a page of the due callbacks, in order of their due times. */
export const findDue = prepared<DuePage, DueCallback>(
  (_, bind) => sql<DueCallback>`
    SELECT q.due_at AS "dueAt", q.callback_id AS "callbackId", q.attempts, q.failures, c.endpoint, c.bucket_name AS "bucketName"
    FROM callback_queue q JOIN callbacks c ON c.id = q.callback_id
    WHERE (q.due_at, q.callback_id) > (${bind('afterDueAt')}, ${bind('afterId')}) AND q.due_at <= ${bind('until')}
    ORDER BY q.due_at, q.callback_id LIMIT ${bind('limit')}`,
)

/**
 * Moves the due times that are still to come, after the clock was set back by `ms`. An entry that is due at `now` may
 * be under way: with another time its attempt would not find it any more, and be made again.
 */
export async function shiftQueue(
  tx: Transaction,
  { ms, now }: { readonly ms: number; readonly now: number },
): Promise<void> {
  await tx
    .updateTable('callback_queue')
    .set((eb) => ({ due_at: eb('due_at', '-', ms) }))
    .where('due_at', '>', now)
    .execute()
}

/** Returns the first due time after `now`, in ms since 1970. */
export async function findNextDueAt(db: Queryable, now: number): Promise<number | undefined> {
  const [row] = await selectNextDueAt(db, { now })
  return row?.due_at
}

const selectNextDueAt = prepared<{ readonly now: number }, { due_at: number }>((db, bind) =>
  db
    .selectFrom('callback_queue')
    .select('due_at')
    .where('due_at', '>', bind('now'))
    .orderBy('due_at')
    .limit(1),
)

/** How many callbacks one statement reads: each statement costs the locks of a transaction. */
export const READ_BATCH_SIZE = 8
const ID_PARAMETERS = Array.from({ length: READ_BATCH_SIZE }, (_, at) => `id${at}`)

const selectQueued = prepared<
  Readonly<Record<string, number>>,
  Callback & Pick<QueuedCallback, 'dueAt' | 'attempts'>
>((db, bind) =>
  db
    .selectFrom('callbacks as c')
    .innerJoin('callback_queue as q', 'q.callback_id', 'c.id')
    .selectAll('c')
    .select(['q.due_at as dueAt', 'q.attempts'])
    .where('q.callback_id', 'in', ID_PARAMETERS.map(bind)),
)

/**
 * Returns the callbacks of up to `READ_BATCH_SIZE` queue entries, by id. One is missing when its entry was changed or
 * removed meanwhile.
 */
export async function findQueuedCallbacks(
  db: Queryable,
  queued: readonly QueuedCallback[],
): Promise<ReadonlyMap<number, Callback>> {
  const ids = ID_PARAMETERS.map((parameter, at) => [parameter, queued[at]?.callbackId ?? 0] as const)
  const entries = new Map(queued.map((entry) => [entry.callbackId, entry]))
  const found = new Map<number, Callback>()
  for (const callback of await selectQueued(db, Object.fromEntries(ids))) {
    const entry = entries.get(callback.id)
    if (entry?.dueAt === callback.dueAt && entry.attempts === callback.attempts)
      found.set(callback.id, callback)
  }
  return found
}

/** Returns the id of attempt `number` (from 1) of a callback. */
export function attemptId(callbackId: number, number: number): number {
  return callbackId * ATTEMPT_IDS_PER_CALLBACK + number
}

/** Returns the number of the last attempt of a callback; 0 when none is stored. */
export async function countAttempts(db: Queryable, callbackId: number): Promise<number> {
  const first = attemptId(callbackId, 0)
  const [row] = await selectLastAttempt(db, { first, next: first + ATTEMPT_IDS_PER_CALLBACK })
  return row?.last ? row.last - first : 0
}

const selectLastAttempt = prepared<
  { readonly first: number; readonly next: number },
  { last: number | null }
>((db, bind) =>
  db
    .selectFrom('callback_attempts')
    .select(({ fn }) => fn.max('id').as('last'))
    .where('id', '>', bind('first'))
    .where('id', '<', bind('next')),
)

/** When two senders recorded an attempt with the same number, only the first record is stored. */
export const insertAttempt = prepared<CallbackAttemptRow, unknown>((db, bind) =>
  db
    .insertInto('callback_attempts')
    .values({
      id: bind('id'),
      started_at: bind('started_at'),
      duration_ms: bind('duration_ms'),
      dns_ms: bind('dns_ms'),
      connect_ms: bind('connect_ms'),
      tls_ms: bind('tls_ms'),
      first_byte_ms: bind('first_byte_ms'),
      outcome: bind('outcome'),
      cause: bind('cause'),
      detail: bind('detail'),
      status: bind('status'),
      peer: bind('peer'),
      request_headers: bind('request_headers'),
      response_headers: bind('response_headers'),
      response_body: bind('response_body'),
    })
    .onConflict((conflict) => conflict.column('id').doNothing()),
)
