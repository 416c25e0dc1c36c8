import { sql } from 'kysely'
import { fewRows, recordsOf } from '../../db/dialect.ts'
import { prepared } from '../../db/prepared.ts'
import type { Claim } from './claim.ts'
import type { JobEngine } from '../engine.ts'

export interface Heartbeat {
  readonly claim: Claim
  /** How far the job is, 0–100. */
  readonly progress: number
}

const extend = prepared<{ until: number; seqs: readonly number[]; heartbeats: string }, { seq: number }>(
  (db, bind) => {
    const heartbeats = recordsOf(db, bind('heartbeats'), {
      of_seq: 'bigint',
      of_token: 'text',
      to_progress: 'bigint',
    })
    return sql<{ seq: number }>`
    UPDATE jobs SET lease_until = ${bind('until')}, progress = to_progress
    FROM ${heartbeats} WHERE (${fewRows(db, 'seq', bind('seqs'))}) AND seq = of_seq AND lease_token = of_token RETURNING seq`
  },
)

/** Renews the leases of a worker. Returns the claims that are not its own any more. */
export async function renewLeases(
  engine: JobEngine,
  heartbeats: readonly Heartbeat[],
): Promise<readonly Claim[]> {
  const until = engine.clock.now() + engine.leaseMs
  const records = heartbeats.map(({ claim: { job, token }, progress }) => ({
    of_seq: job.seq,
    of_token: token,
    to_progress: progress,
  }))
  // Not durable: a lease that seems to end too soon costs a run at worst, and after a power cut nobody runs.
  const held = await engine.db.transact(
    (tx) =>
      extend(tx, { until, seqs: records.map(({ of_seq }) => of_seq), heartbeats: JSON.stringify(records) }),
    {
      durable: false,
    },
  )
  const seqs = new Set(held.map(({ seq }) => seq))
  return heartbeats.flatMap(({ claim }) => (seqs.has(claim.job.seq) ? [] : [claim]))
}
