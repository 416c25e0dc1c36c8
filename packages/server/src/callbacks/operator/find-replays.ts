import { sql } from 'kysely'
import type { Queryable } from '../../db/database.ts'
import { filterConditions, type CallbackFilter } from './find-callbacks.ts'

export interface FoundReplay {
  /** Grows with each replay. */
  readonly id: number
  readonly callbackId: number
  /** Ms since 1970. */
  readonly replayedAt: number
}

export interface ReplayPage {
  /** Its times are those of the replays. */
  readonly filter: CallbackFilter
  readonly after: number
  /** Included. */
  readonly upTo: number
  readonly limit: number
}

/** Returns one page of the replays of the callbacks that match, in the order in which they were made. */
export async function findReplays(
  db: Queryable,
  { filter: { since, until, ...filter }, after, upTo, limit }: ReplayPage,
): Promise<readonly FoundReplay[]> {
  const conditions = [
    sql`r.id > ${after} AND r.id <= ${upTo} AND c.id = r.callback_id`,
    ...(since === undefined ? [] : [sql`r.replayed_at >= ${since}`]),
    ...(until === undefined ? [] : [sql`r.replayed_at <= ${until}`]),
    ...filterConditions(db, filter),
  ]
  // CROSS JOIN: SQLite then reads the replays first, in their order, and stops at the limit.
  const { rows } = await sql<FoundReplay>`
    SELECT r.id, r.callback_id AS "callbackId", r.replayed_at AS "replayedAt"
    FROM callback_replays r CROSS JOIN callbacks c
    WHERE ${sql.join(conditions, sql` AND `)} ORDER BY r.id LIMIT ${limit}`.execute(db)
  return rows
}
