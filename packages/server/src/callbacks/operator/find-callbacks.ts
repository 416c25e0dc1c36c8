import { sql, type RawBuilder } from 'kysely'
import type { Queryable } from '../../db/database.ts'
import { endpointOf } from '../scope.ts'
import { pausesOf } from './pauses.ts'
import type { CallbackEvent } from '../tables.ts'

export type CallbackState = 'pending' | 'paused' | 'parked' | 'delivered' | 'dead'
/** `undelivered`: all that are neither delivered nor dead. */
export type StateFilter = CallbackState | 'undelivered'

export interface CallbackFilter {
  readonly state?: StateFilter | undefined
  readonly queueId?: string | undefined
  readonly bucketName?: string | undefined
  readonly tag?: string | undefined
  readonly jobId?: string | undefined
  /** Any address of it. */
  readonly endpoint?: string | undefined
  readonly event?: CallbackEvent | undefined
  /** What its last attempt came to: the status of the answer, or why there was none (`timeout`). */
  readonly answer?: string | undefined
  /** Ms since 1970, both included. */
  readonly since?: number | undefined
  readonly until?: number | undefined
}

export interface CallbackPage {
  readonly filter: CallbackFilter
  readonly order: 'asc' | 'desc'
  /** The last id already seen, in this order. */
  readonly after: number | undefined
  readonly limit: number
}

export interface IdPage {
  readonly ids: readonly number[]
  /** The cursor of the next page; `undefined` on the last page. A page that is not full may have one. */
  readonly next: number | undefined
}

/** A page scans at most this many callbacks: with a filter for rare ones it ends early, with a cursor. */
const MAX_SCANNED = 20_000

/** Where a state is searched: the queue and the archive are small beside the table of all callbacks. */
type Source = 'queue' | 'parked' | 'dead' | 'all'

const SOURCES = {
  pending: ['queue'],
  paused: ['queue'],
  parked: ['parked'],
  dead: ['dead'],
  undelivered: ['queue', 'parked'],
  delivered: ['all'],
} as const satisfies Record<StateFilter, readonly Source[]>

/** Returns one page of ids, sorted by id, which is the order in which the callbacks were created. */
export async function findCallbackIds(db: Queryable, page: CallbackPage): Promise<IdPage> {
  const { order, limit } = page
  const { state, jobId } = page.filter
  const range = await createdRange(db, page.filter)
  // A job has few callbacks, and an index finds them.
  const sources = state === undefined || jobId !== undefined ? ['all' as const] : SOURCES[state]
  const parts = await Promise.all(sources.map((source) => search(db, { ...page, source, range })))
  const ends = parts.flatMap(({ end }) => end ?? [])
  // Beyond the nearest end, one of the sources was not scanned.
  const end = ends.length === 0 ? undefined : order === 'asc' ? Math.min(...ends) : Math.max(...ends)
  const ids = parts
    .flatMap((part) => part.ids)
    .filter((id) => end === undefined || (order === 'asc' ? id <= end : id >= end))
    .sort((a, b) => (order === 'asc' ? a - b : b - a))
    .slice(0, limit)
  return { ids, next: ids.length === limit ? ids.at(-1) : end }
}

interface Search extends CallbackPage {
  readonly source: Source
  readonly range: IdRange
}

async function search(
  db: Queryable,
  { source, filter, order, after, limit, range }: Search,
): Promise<{ ids: readonly number[]; end: number | undefined }> {
  const { name, id } = TABLES[source]
  const bounds = [
    TABLES[source].where,
    after === undefined ? sql`TRUE` : order === 'asc' ? sql`${id} > ${after}` : sql`${id} < ${after}`,
    range.from === undefined ? sql`TRUE` : sql`${id} >= ${range.from}`,
    range.to === undefined ? sql`TRUE` : sql`${id} <= ${range.to}`,
  ]
  const direction = order === 'asc' ? sql`ASC` : sql`DESC`
  const end = filter.jobId === undefined ? await findScanEnd(db, { name, id, bounds, direction }) : undefined
  if (end !== undefined) bounds.push(order === 'asc' ? sql`${id} <= ${end}` : sql`${id} >= ${end}`)
  // CROSS JOIN: SQLite then reads the source first, in its order, and stops at the limit.
  const from = source === 'all' ? name : sql`${name} CROSS JOIN callbacks c`
  if (source !== 'all') bounds.push(sql`c.id = ${id}`)
  const { rows } = await sql<{ id: number }>`
    SELECT ${id} AS id FROM ${from}
    WHERE ${all([...bounds, ...filterConditions(db, filter)])} ORDER BY ${id} ${direction} LIMIT ${limit}`.execute(
    db,
  )
  return { ids: rows.map((row) => row.id), end }
}

const TABLES = {
  queue: { name: sql`callback_queue q`, id: sql`q.callback_id`, where: sql`TRUE` },
  parked: { name: sql`callback_rest r`, id: sql`r.callback_id`, where: sql`r.state = 'parked'` },
  dead: { name: sql`callback_rest r`, id: sql`r.callback_id`, where: sql`r.state = 'dead'` },
  all: { name: sql`callbacks c`, id: sql`c.id`, where: sql`TRUE` },
} as const satisfies Record<Source, object>

interface Scan {
  readonly name: RawBuilder<unknown>
  readonly id: RawBuilder<unknown>
  readonly bounds: readonly RawBuilder<unknown>[]
  readonly direction: RawBuilder<unknown>
}

/** Returns the last id that a page scans; `undefined` when it scans all. */
async function findScanEnd(
  db: Queryable,
  { name, id, bounds, direction }: Scan,
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    SELECT ${id} AS id FROM ${name} WHERE ${all(bounds)}
    ORDER BY ${id} ${direction} LIMIT 1 OFFSET ${MAX_SCANNED - 1}`.execute(db)
  return rows[0]?.id
}

/** Returns what a callback `c` has to satisfy. */
export function filterConditions(db: Queryable, filter: CallbackFilter): readonly RawBuilder<unknown>[] {
  const { state, queueId, bucketName, tag, jobId, endpoint, event, answer, since, until } = filter
  return [
    ...(queueId === undefined ? [] : [sql`c.queue_id = ${queueId}`]),
    ...(bucketName === undefined ? [] : [sql`c.bucket_name = ${bucketName}`]),
    ...(tag === undefined ? [] : [sql`c.tag = ${tag}`]),
    ...(jobId === undefined ? [] : [sql`c.job_id = ${jobId}`]),
    ...(endpoint === undefined ? [] : [toEndpoint(endpointOf(endpoint))]),
    ...(event === undefined ? [] : [sql`c.event = ${event}`]),
    ...(answer === undefined ? [] : [lastAnswered(answer)]),
    // The plus keeps SQLite from using the index of times: the range of ids is narrow and sorted already.
    ...(since === undefined ? [] : [sql`c.created_at + 0 >= ${since}`]),
    ...(until === undefined ? [] : [sql`c.created_at + 0 <= ${until}`]),
    ...(state === undefined ? [] : [inState(db, state)]),
  ]
}

/** The endpoint of its URL, or the one that all callbacks are redirected to. */
const toEndpoint = (endpoint: string): RawBuilder<unknown> =>
  sql`(c.endpoint = ${endpoint} OR ${endpoint} = (SELECT t.endpoint FROM callback_redirect t))`

const STATUS = /^\d{3}$/

function lastAnswered(answer: string): RawBuilder<unknown> {
  const cameTo = STATUS.test(answer) ? sql`a.status = ${Number(answer)}` : sql`a.cause = ${answer}`
  return sql`EXISTS (SELECT 1 FROM callback_attempts a WHERE ${cameTo} AND a.id =
    (SELECT max(l.id) FROM callback_attempts l WHERE l.id BETWEEN c.id * 1024 AND c.id * 1024 + 1023))`
}

const QUEUED = sql`EXISTS (SELECT 1 FROM callback_queue x WHERE x.callback_id = c.id)`
const ARCHIVED = sql`EXISTS (SELECT 1 FROM callback_rest x WHERE x.callback_id = c.id)`
const archivedAs = (state: string) =>
  sql`EXISTS (SELECT 1 FROM callback_rest x WHERE x.callback_id = c.id AND x.state = ${state})`

function inState(db: Queryable, state: StateFilter): RawBuilder<unknown> {
  const { ofEndpoint, ofBucket } = pausesOf(db)
  if (state === 'pending') {
    return sql`(${QUEUED} AND NOT EXISTS (SELECT 1 ${ofEndpoint}) AND NOT EXISTS (SELECT 1 ${ofBucket}))`
  }
  if (state === 'paused') {
    return sql`(${QUEUED} AND (EXISTS (SELECT 1 ${ofEndpoint}) OR EXISTS (SELECT 1 ${ofBucket})))`
  }
  if (state === 'undelivered') return sql`(${QUEUED} OR ${archivedAs('parked')})`
  if (state === 'delivered') return sql`(NOT ${QUEUED} AND NOT ${ARCHIVED})`
  return archivedAs(state)
}

interface IdRange {
  readonly from: number | undefined
  readonly to: number | undefined
}

/** Returns the first and last id of a time range. The clock may have been set back, so ids need not follow time. */
async function createdRange(db: Queryable, { since, until }: CallbackFilter): Promise<IdRange> {
  if (since === undefined && until === undefined) return { from: undefined, to: undefined }
  const times = all([
    since === undefined ? sql`TRUE` : sql`created_at >= ${since}`,
    until === undefined ? sql`TRUE` : sql`created_at <= ${until}`,
  ])
  // "+ 0" makes the database use the index of times instead of scanning the ids.
  const { rows } = await sql<{ first: number | null; last: number | null }>`
    SELECT min(id + 0) AS first, max(id + 0) AS last FROM callbacks WHERE ${times}`.execute(db)
  // Without a row the range is empty.
  return { from: rows[0]?.first ?? 1, to: rows[0]?.last ?? 0 }
}

function all(parts: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return sql.join(parts, sql` AND `)
}
