import { sql, type RawBuilder, type Selectable } from 'kysely'
import type { Ids } from '../base/ids.ts'
import type { Queryable, Transaction } from '../db/database.ts'
import { fromJsonText, toJsonText } from '../db/json-text.ts'
import { prepared } from '../db/prepared.ts'
import { CATEGORIES, QUEUE_CATEGORIES, type QueueCategory, type ServiceName } from './families.ts'
import type { QueueNotify, QueueRow, QueueState } from './tables.ts'

const DEFAULT_MAX_SIZE = 10_000
const DEFAULT_MAX_CONCURRENT = 10
const NEVER_CONFIGURED: QueueNotify = { state: 'Off', url: '', event: '', type: '', resultFormat: '' }

export interface QueueRecord {
  readonly id: number
  readonly queueId: string
  readonly bucketId: number
  readonly category: QueueCategory
  readonly name: string
  readonly state: QueueState
  readonly notify: QueueNotify
  readonly maxSize: number
  readonly maxConcurrent: number
  /** `undefined`: the default of the service. */
  readonly callbackDeadlineMs: number | undefined
  /** ms since 1970 */
  readonly createdAt: number
  readonly updatedAt: number
}

/** Creates one Active queue of each category for a new bucket, so that its first job needs no set-up. */
export async function insertDefaultQueues(
  tx: Transaction,
  options: { bucketId: number; ids: Ids; now: number },
): Promise<void> {
  const rows = QUEUE_CATEGORIES.map((category) =>
    newRow({ ...options, category, name: CATEGORIES[category].queueName, isDefault: 1 }),
  )
  await tx.insertInto('queues').values(rows).execute()
}

/** The queue of a submit, and whether its service was closed for the bucket: one statement for both. */
export interface QueueForSubmit {
  readonly id: number
  readonly queue_id: string
  readonly category: QueueCategory
  readonly state: QueueState
  readonly waiting: number
  readonly max_size: number
  /** Of the requested service; null if it was never opened or closed. */
  readonly service_state: 'Active' | 'Closed' | null
}

export const findQueueForSubmit = prepared<
  { bucketId: number; queueId: string; service: ServiceName },
  QueueForSubmit
>((db, bind) =>
  queueForSubmit(db, bind('bucketId'), bind('service'))
    .where('queue_id', '=', bind('queueId'))
    .where('queues.bucket_id', '=', bind('bucketId')),
)

export const findDefaultQueueForSubmit = prepared<
  { bucketId: number; category: QueueCategory; service: ServiceName },
  QueueForSubmit
>((db, bind) =>
  queueForSubmit(db, bind('bucketId'), bind('service'))
    .where('queues.bucket_id', '=', bind('bucketId'))
    .where('category', '=', bind('category'))
    // A literal: a bound value would keep the planner from the partial index.
    .where('is_default', '=', sql<1>`1`),
)

function queueForSubmit(db: Queryable, bucketId: RawBuilder<number>, service: RawBuilder<ServiceName>) {
  return db
    .selectFrom('queues')
    .select(['id', 'queue_id', 'category', 'queues.state', 'max_size'])
    .select(
      sql<number>`(SELECT coalesce(sum(waiting), 0) FROM queue_loads WHERE queue = queues.id)`.as('waiting'),
    )
    .select((row) =>
      row
        .selectFrom('service_activations as activation')
        .select('activation.state')
        .where('activation.bucket_id', '=', bucketId)
        .where('activation.service', '=', service)
        .as('service_state'),
    )
}

/** Returns the queues of `ids` that the bucket has, in no order. */
export async function findQueues(
  db: Queryable,
  bucketId: number,
  ids: readonly string[],
): Promise<readonly QueueRecord[]> {
  const rows = await db
    .selectFrom('queues')
    .selectAll()
    .where('queue_id', 'in', ids)
    .where('bucket_id', '=', bucketId)
    .execute()
  return rows.map(toRecord)
}

/** Whether any bucket has a queue with this id. */
export async function hasQueue(db: Queryable, queueId: string): Promise<boolean> {
  const row = await db.selectFrom('queues').select('id').where('queue_id', '=', queueId).executeTakeFirst()
  return row !== undefined
}

/** The queue of a job, by its row id. */
const findById = prepared<{ id: number }, Selectable<QueueRow>>((db, bind) =>
  db.selectFrom('queues').selectAll().where('id', '=', bind('id')),
)

/** Throws if there is none: a job's queue must exist. */
export async function readQueue(db: Queryable, id: number): Promise<QueueRecord> {
  const row = (await findById(db, { id })).at(0)
  if (!row) throw new Error(`queue ${id} is missing`)
  return toRecord(row)
}

export interface QueueFilter {
  readonly bucketId: number
  readonly categories: readonly QueueCategory[]
  readonly state: QueueState | undefined
  readonly offset: number
  readonly limit: number
}

export async function listQueues(
  db: Queryable,
  filter: QueueFilter,
): Promise<{ total: number; queues: readonly QueueRecord[] }> {
  let matching = db
    .selectFrom('queues')
    .where('bucket_id', '=', filter.bucketId)
    .where('category', 'in', filter.categories)
  if (filter.state) matching = matching.where('state', '=', filter.state)
  const counted = await matching
    .select((expression) => expression.fn.countAll<number>().as('total'))
    .executeTakeFirst()
  const rows = await matching.selectAll().orderBy('id').limit(filter.limit).offset(filter.offset).execute()
  return { total: counted?.total ?? 0, queues: rows.map(toRecord) }
}

export interface QueueUpdate {
  readonly name: string
  readonly state: QueueState
  readonly notify: QueueNotify
  readonly maxSize?: number | undefined
  readonly maxConcurrent?: number | undefined
  readonly callbackDeadlineMs?: number | undefined
}

/** Replaces the settings; returns `undefined` if the bucket has no such queue. */
export async function replaceQueue(
  tx: Transaction,
  queue: { bucketId: number; queueId: string },
  update: QueueUpdate & { now: number },
): Promise<QueueRecord | undefined> {
  const row = await tx
    .updateTable('queues')
    .set({
      name: update.name,
      state: update.state,
      notify: toJsonText(update.notify),
      updated_at: update.now,
      ...(update.maxSize !== undefined && { max_size: update.maxSize }),
      ...(update.maxConcurrent !== undefined && { max_concurrent: update.maxConcurrent }),
      ...(update.callbackDeadlineMs !== undefined && { callback_deadline_ms: update.callbackDeadlineMs }),
    })
    .where('queue_id', '=', queue.queueId)
    .where('bucket_id', '=', queue.bucketId)
    .returningAll()
    .executeTakeFirst()
  return row && toRecord(row)
}

function toRecord(row: Selectable<QueueRow>): QueueRecord {
  return {
    id: row.id,
    queueId: row.queue_id,
    bucketId: row.bucket_id,
    category: row.category,
    name: row.name,
    state: row.state,
    notify: fromJsonText(row.notify),
    maxSize: row.max_size,
    maxConcurrent: row.max_concurrent,
    callbackDeadlineMs: row.callback_deadline_ms ?? undefined,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

/** The settings of a queue that only an operator can change. */
export interface QueueLimits {
  readonly maxSize?: number | undefined
  readonly maxConcurrent?: number | undefined
  /** `null`: the default of the service. */
  readonly callbackDeadlineMs?: number | null | undefined
}

interface NewQueue extends QueueLimits {
  readonly bucketId: number
  readonly category: QueueCategory
  readonly name: string
  readonly ids: Ids
  readonly now: number
}

function newRow(queue: NewQueue & { readonly isDefault: 0 | 1 }) {
  return {
    queue_id: `p${queue.ids.randomUuid()}`,
    bucket_id: queue.bucketId,
    category: queue.category,
    is_default: queue.isDefault,
    name: queue.name,
    state: 'Active' as const,
    notify: toJsonText(NEVER_CONFIGURED),
    max_size: queue.maxSize ?? DEFAULT_MAX_SIZE,
    max_concurrent: queue.maxConcurrent ?? DEFAULT_MAX_CONCURRENT,
    callback_deadline_ms: queue.callbackDeadlineMs ?? null,
    created_at: queue.now,
    updated_at: queue.now,
  }
}

/** Inserts a further queue of its category: Active, and without callbacks. */
export async function insertQueue(tx: Transaction, queue: NewQueue): Promise<QueueRecord> {
  const row = await tx
    .insertInto('queues')
    .values(newRow({ ...queue, isDefault: 0 }))
    .returningAll()
    .executeTakeFirstOrThrow()
  return toRecord(row)
}

export interface QueueChange extends QueueLimits {
  readonly name?: string | undefined
  readonly state?: QueueState | undefined
}

/** Changes the given settings; returns `undefined` if there is no such queue. */
export async function changeQueue(
  tx: Transaction,
  queueId: string,
  { name, state, maxSize, maxConcurrent, callbackDeadlineMs, now }: QueueChange & { readonly now: number },
): Promise<QueueRecord | undefined> {
  const row = await tx
    .updateTable('queues')
    .set({
      updated_at: now,
      ...(name !== undefined && { name }),
      ...(state !== undefined && { state }),
      ...(maxSize !== undefined && { max_size: maxSize }),
      ...(maxConcurrent !== undefined && { max_concurrent: maxConcurrent }),
      ...(callbackDeadlineMs !== undefined && { callback_deadline_ms: callbackDeadlineMs }),
    })
    .where('queue_id', '=', queueId)
    .returningAll()
    .executeTakeFirst()
  return row && toRecord(row)
}
