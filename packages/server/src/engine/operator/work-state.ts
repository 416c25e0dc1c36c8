import { sql } from 'kysely'
import type { Queryable } from '../../db/database.ts'

/** A queue in which jobs wait. */
export interface WaitingQueue {
  /** As clients name it. */
  readonly id: string
  readonly state: 'Active' | 'Paused'
  readonly waiting: number
  /** Under a lease that stands. */
  readonly running: number
  /** Ms since 1970, as are all times here. */
  readonly oldestAt: number
  /** When one of its jobs was last claimed; 0: never. */
  readonly claimedAt: number
}

/** What the leases say of the processes that do the work. */
export interface LeaseState {
  /** Jobs that run under a lease that stands, and those whose worker sent no heartbeat for too long. */
  readonly running: number
  readonly lapsed: number
  readonly oldestLapsedAt: number | null
  readonly lastClaimAt: number | null
  /** Until when a process has the right to send callbacks; in the past when none has it. */
  readonly senderUntil: number | null
  /** Since when the first callback of the queue could have been sent. */
  readonly oldestDueAt: number | null
}

/** Queues in which jobs wait, each read along its index: neither the number of jobs nor that of queues matters. */
export async function readWaitingQueues(db: Queryable, now: number): Promise<readonly WaitingQueue[]> {
  const oldest = (level: number) => sql`
    (SELECT min(j.created_at) FROM jobs j WHERE j.queue = q.id AND j.state = 'Submitted' AND j.level = ${sql.lit(level)})`
  const { rows } = await sql<
    Omit<WaitingQueue, 'oldestAt'> & Record<'first' | 'second' | 'third', number | null>
  >`
    SELECT q.queue_id AS id, q.state, q.claimed_at AS "claimedAt",
      (SELECT sum(l.waiting) FROM queue_loads l WHERE l.queue = q.id) AS waiting,
      (SELECT count(*) FROM jobs j WHERE j.state = 'Running' AND j.lease_until >= ${now} AND j.queue = q.id) AS running,
      ${oldest(0)} AS first, ${oldest(1)} AS second, ${oldest(2)} AS third
    FROM queues q WHERE (SELECT sum(l.waiting) FROM queue_loads l WHERE l.queue = q.id) > 0 ORDER BY q.id`.execute(
    db,
  )
  return rows.map(({ first, second, third, ...queue }) => ({
    ...queue,
    oldestAt: Math.min(first ?? now, second ?? now, third ?? now),
  }))
}

export async function readLeases(db: Queryable, now: number): Promise<LeaseState> {
  const { rows } = await sql<LeaseState>`
    SELECT
      (SELECT count(*) FROM jobs WHERE state = 'Running' AND lease_until >= ${now}) AS running,
      (SELECT count(*) FROM jobs WHERE state = 'Running' AND lease_until < ${now}) AS lapsed,
      (SELECT min(lease_until) FROM jobs WHERE state = 'Running' AND lease_until < ${now}) AS "oldestLapsedAt",
      (SELECT max(claimed_at) FROM queues WHERE claimed_at > 0) AS "lastClaimAt",
      (SELECT held_until FROM callback_sender) AS "senderUntil",
      (SELECT min(due_at) FROM callback_queue) AS "oldestDueAt"`.execute(db)
  const [state] = rows
  if (!state) throw new Error('The database said nothing about its leases.')
  return state
}
