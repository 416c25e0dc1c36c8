import { sql, type RawBuilder } from 'kysely'
import type { Queryable } from '../../db/database.ts'
import { forEachRow } from '../../db/dialect.ts'
import type { ShownState } from '../../jobs/states.ts'
import type { QueueCategory } from '../../queues/families.ts'

export interface JobFilter {
  readonly bucketId?: number | undefined
  /** Only together with a bucket. */
  readonly inputKey?: string | undefined
  /** As clients name it. */
  readonly queueId?: string | undefined
  readonly category?: QueueCategory | undefined
  readonly tag?: string | undefined
  readonly states?: readonly ShownState[] | undefined
  /** These two only together with a bucket, as clients name them. */
  readonly workflowId?: string | undefined
  readonly batchId?: string | undefined
  /** ms since 1970, both inclusive. */
  readonly createdFrom?: number | undefined
  readonly createdTo?: number | undefined
  readonly direction: 'asc' | 'desc'
  /** The seq of the last job already seen. */
  readonly after?: number | undefined
  readonly limit: number
}

/**
 * Returns a statement to select from: the seqs of one page, in the order of creation. The index of jobs consists of
 * stretches, one for each queue, tag and state. The filters choose among the stretches, and the page is merged from
 * their beginnings. So rare jobs are found without reading the common ones, whatever the filters. A page costs one
 * look-up for each stretch, and `limit` rows of at most `limit` of them. (MATERIALIZED: PostgreSQL would otherwise look
 * for the filters' values in the whole index.)
 */
export function pageOfJobs(db: Queryable, filter: JobFilter): RawBuilder<unknown> {
  const { fixed, levels } = scopeOf(filter)
  const order = sql.raw(filter.direction)
  const limit = sql.val(filter.limit)
  const inRange = rangeOf(filter)
  const beginning = (stretch: string, alias: string, count: RawBuilder<unknown>) => sql`
    SELECT ${sql.ref(`${alias}.seq`)} FROM jobs AS ${sql.ref(alias)}
    WHERE ${fixed(alias)} AND ${sameIn(levels, alias, stretch)} AND ${inRange(alias)}
    ORDER BY ${sql.ref(`${alias}.created_at`)} ${order}, ${sql.ref(`${alias}.seq`)} ${order} LIMIT ${count}`
  return sql`
    WITH RECURSIVE found (seq) AS (
      SELECT (${firstBeyond(fixed, levels, levels.length)})
      UNION ALL
      SELECT coalesce(${sql.join(levels.map((_, depth) => sql`(${firstBeyond(fixed, levels, depth)})`).reverse())})
      FROM found CROSS JOIN jobs AS last WHERE last.seq = found.seq
    ), stretches AS MATERIALIZED (
      SELECT ${sql.join(['bucket_id', 'queue', 'tag', 'state'].map((column) => sql.ref(`stretch.${column}`)))}
      FROM found CROSS JOIN jobs AS stretch WHERE stretch.seq = found.seq
    ), heads AS (
      SELECT stretch.*, (${beginning('stretch', 'head', sql.lit(1))}) AS head
      FROM stretches AS stretch CROSS JOIN queues WHERE queues.id = stretch.queue AND ${choiceOf(filter, 'stretch')}
    ), chosen AS (
      SELECT heads.* FROM heads CROSS JOIN jobs AS head WHERE head.seq = heads.head
      ORDER BY head.created_at ${order}, head.seq ${order} LIMIT ${limit}
    )
    SELECT page.seq FROM ${forEachRow(db, { of: 'chosen', from: 'jobs', key: 'seq', as: 'page', keys: beginning('chosen', 'job', limit) })}`
}

type Fixed = (alias: string) => RawBuilder<boolean>

/**
 * The columns that the filter fixes, and those by which the rest of the index is cut into stretches. An input, a
 * workflow and a batch each have an index of their own.
 */
function scopeOf(filter: JobFilter): { fixed: Fixed; levels: readonly string[] } {
  const { bucketId, inputKey, workflowId, batchId } = filter
  const levels = ['queue', 'tag', 'state']
  if (bucketId === undefined) return { fixed: () => sql`TRUE`, levels: ['bucket_id', ...levels] }
  const columns = { bucket_id: bucketId, input_key: inputKey, workflow_id: workflowId, batch_id: batchId }
  const given = Object.entries(columns).filter(([, value]) => value !== undefined)
  return {
    fixed: (alias) => all(given.map(([column, value]) => sql`${sql.ref(`${alias}.${column}`)} = ${value}`)),
    levels,
  }
}

/**
 * A job of the next stretch: one that equals `last` in the first `depth` levels and is beyond it in the one after. With
 * all levels, the very first job. (A comparison of rows would say it shorter, but SQLite seeks by its first column only.)
 */
function firstBeyond(fixed: Fixed, levels: readonly string[], depth: number): RawBuilder<unknown> {
  const at = levels[depth]
  const beyond =
    at === undefined
      ? sql`TRUE`
      : all([
          sameIn(levels.slice(0, depth), 'next', 'last'),
          sql`${sql.ref(`next.${at}`)} > ${sql.ref(`last.${at}`)}`,
        ])
  const order = (at === undefined ? levels : levels.slice(depth)).map((level) => sql.ref(`next.${level}`))
  return sql`SELECT next.seq FROM jobs AS next WHERE ${fixed('next')} AND ${beyond} ORDER BY ${sql.join(order)} LIMIT 1`
}

function sameIn(levels: readonly string[], one: string, other: string): RawBuilder<boolean> {
  return all(levels.map((level) => sql`${sql.ref(`${one}.${level}`)} = ${sql.ref(`${other}.${level}`)}`))
}

/** Of the stretches, or of jobs beside their `queues`: a waiting job shows as Submitted or Pause, as its queue is. */
export function choiceOf(
  { queueId, category, tag, states }: Pick<JobFilter, 'queueId' | 'category' | 'tag' | 'states'>,
  alias: string,
): RawBuilder<boolean> {
  const stored = sql.ref(`${alias}.state`)
  const shown = states?.map((state) => {
    if (state === 'Pause') return sql`(${stored} = 'Submitted' AND queues.state = 'Paused')`
    if (state === 'Submitted') return sql`(${stored} = 'Submitted' AND queues.state = 'Active')`
    return sql`${stored} = ${state}`
  })
  return all([
    ...(queueId === undefined ? [] : [sql`queues.queue_id = ${queueId}`]),
    ...(category === undefined ? [] : [sql`queues.category = ${category}`]),
    ...(tag === undefined ? [] : [sql`${sql.ref(`${alias}.tag`)} = ${tag}`]),
    ...(shown === undefined ? [] : [sql`(${sql.join([sql`FALSE`, ...shown], sql` OR `)})`]),
  ])
}

/** Of the rows of a stretch. A job that is gone still says where to go on: after its nearest elder that is there. */
export function rangeOf({
  createdFrom,
  createdTo,
  after,
  direction,
}: Pick<JobFilter, 'createdFrom' | 'createdTo' | 'after' | 'direction'>): Fixed {
  const beyond = direction === 'asc' ? sql`>` : sql`<`
  const time = sql`coalesce((SELECT seen.created_at FROM jobs AS seen WHERE seen.seq <= ${after} ORDER BY seen.seq DESC LIMIT 1), 0)`
  return (alias) => {
    const created = sql.ref(`${alias}.created_at`)
    return all([
      ...(createdFrom === undefined ? [] : [sql`${created} >= ${createdFrom}`]),
      ...(createdTo === undefined ? [] : [sql`${created} <= ${createdTo}`]),
      ...(after === undefined
        ? []
        : [sql`(${created}, ${sql.ref(`${alias}.seq`)}) ${beyond} (${time}, ${after})`]),
    ])
  }
}

const all = (conditions: readonly RawBuilder<unknown>[]): RawBuilder<boolean> =>
  sql`${sql.join([sql`TRUE`, ...conditions], sql` AND `)}`
