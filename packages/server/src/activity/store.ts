import { sql } from 'kysely'
import type { Queryable, Transaction } from '../db/database.ts'
import { recordsOf } from '../db/dialect.ts'
import type { EventSeries, Series } from './series.ts'
import type { ActivityRow } from './tables.ts'

export type ActivityCount = Readonly<ActivityRow>

/** Adds to what this and other processes have counted. */
export async function addActivity(tx: Transaction, counts: readonly ActivityCount[]): Promise<void> {
  const json = JSON.stringify(
    counts.map(({ minute, series, bucket, events }) => ({
      of_minute: minute,
      of_series: series,
      of_bucket: bucket,
      of_events: events,
    })),
  )
  const records = recordsOf(tx, sql<string>`${json}`, {
    of_minute: 'bigint',
    of_series: 'text',
    of_bucket: 'bigint',
    of_events: 'bigint',
  })
  // In one order, so that two processes which add to the same rows can't wait for each other in a circle.
  await sql`
    INSERT INTO activity (minute, series, bucket, events)
    SELECT of_minute, of_series, of_bucket, of_events FROM ${records} WHERE TRUE ORDER BY 1, 2, 3
    ON CONFLICT (minute, series, bucket) DO UPDATE SET events = activity.events + excluded.events`.execute(tx)
}

export interface ActivityRange {
  /** The first minute and the one after the last. */
  readonly from: number
  readonly to: number
  /** Minutes that are added up. */
  readonly step: number
}

/** What was counted in each step, `minute` being its first. */
export async function readActivity(
  db: Queryable,
  { from, to, step }: ActivityRange,
): Promise<readonly ActivityCount[]> {
  const first = sql<number>`minute - minute % ${sql.lit(step)}`
  return db
    .selectFrom('activity')
    .select(['series', 'bucket', first.as('minute'), sql<number>`sum(events)`.as('events')])
    .where('minute', '>=', from)
    .where('minute', '<', to)
    .groupBy([first, 'series', 'bucket'])
    .execute()
}

/** How many events of some series there were since a minute. */
export async function sumEvents(
  db: Queryable,
  { since, series }: { readonly since: number; readonly series: readonly EventSeries[] },
): Promise<ReadonlyMap<Series, number>> {
  const rows = await db
    .selectFrom('activity')
    .select(['series', sql<number>`sum(events)`.as('events')])
    .where('minute', '>=', since)
    .where('series', 'in', series)
    .groupBy('series')
    .execute()
  return new Map(rows.map(({ series, events }) => [series, events]))
}

export async function findFirstMinute(db: Queryable): Promise<number | undefined> {
  const row = await db.selectFrom('activity').select('minute').orderBy('minute').limit(1).executeTakeFirst()
  return row?.minute
}

/** Forgets what was counted before a minute. */
export async function deleteActivity(tx: Transaction, before: number): Promise<void> {
  await tx.deleteFrom('activity').where('minute', '<', before).execute()
}
